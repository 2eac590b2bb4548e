import type { ReadAt } from '../read-dimensions.ts'

/** What a PNG says in chunks that decoders do not look at. */
export interface PngExtras {
  /** EXIF or text that stands behind the pixels, where the decoder has stopped listening. */
  readonly hasLateMetadata: boolean
  /** Frames of an animated PNG; 1 for any other. */
  readonly frames: number
}

/** More chunks than any sane picture has: then the rest is not looked at. */
const maxChunks = 100_000

/** Walks over the chunks of a PNG, reading only what stands before each. Damage ends the walk; the decoder will tell. */
export async function readPngExtras(readAt: ReadAt): Promise<PngExtras> {
  let offset = 8
  let isBehindPixels = false
  let hasLateMetadata = false
  let frames = 1
  for (let count = 0; count < maxChunks; count += 1) {
    const head = await readAt(offset, 12)
    if (head.length < 12) break
    const type = head.toString('latin1', 4, 8)
    if (type === 'IEND') break
    if (type === 'IDAT') isBehindPixels = true
    else if (isBehindPixels && metadataChunks.has(type)) hasLateMetadata = true
    else if (type === 'acTL') frames = Math.max(1, head.readUInt32BE(8))
    offset += 12 + head.readUInt32BE(0)
  }
  return { hasLateMetadata, frames }
}

const metadataChunks = new Set(['eXIf', 'iTXt', 'tEXt', 'zTXt'])

/** The same PNG with its metadata before the pixels. Returns the bytes themselves where nothing has to move. */
export function withEarlyMetadata(png: Buffer): Buffer {
  const early: Buffer[] = []
  const others: Buffer[] = []
  let pixelsAt = -1
  let offset = 8
  while (offset + 12 <= png.length) {
    const end = Math.min(offset + 12 + png.readUInt32BE(offset), png.length)
    const type = png.toString('latin1', offset + 4, offset + 8)
    const chunk = png.subarray(offset, end)
    if (type === 'IDAT' && pixelsAt < 0) pixelsAt = others.length
    if (pixelsAt >= 0 && metadataChunks.has(type)) early.push(chunk)
    else others.push(chunk)
    offset = end
  }
  if (early.length === 0) return png
  return Buffer.concat([
    png.subarray(0, 8),
    ...others.slice(0, pixelsAt),
    ...early,
    ...others.slice(pixelsAt),
    png.subarray(offset),
  ])
}
