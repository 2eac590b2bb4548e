import type { OutputFormat } from '../shared/image-facts.ts'

export interface Dimensions {
  readonly format: OutputFormat
  readonly width: number
  /** Of one frame. */
  readonly height: number
}

/** Reads `length` bytes of a file at `offset`; fewer at its end. */
export type ReadAt = (offset: number, length: number) => Promise<Buffer>

/**
 * Reads format and size (pixels) from the header of a file in one of our output formats, without a decoder: the check
 * that what is on disk is what was planned must not trust the code that wrote it. Null where it is none of them.
 */
export async function readDimensions(readAt: ReadAt): Promise<Dimensions | null> {
  const head = await readAt(0, 4096)
  if (head.length < 16) return null
  if (head.readUInt16BE(0) === 0xffd8) return jpegDimensions(readAt)
  if (head.toString('latin1', 1, 4) === 'PNG') return head.length < 24 ? null : size('png', head, 16, 20, 'be32')
  if (head.toString('latin1', 0, 4) === 'GIF8') return size('gif', head, 6, 8, 'le16')
  if (head.toString('latin1', 0, 4) === 'RIFF') return webpDimensions(head)
  if (head.toString('latin1', 4, 8) === 'ftyp') return avifDimensions(readAt)
  return tiffDimensions(head, readAt)
}

function size(format: OutputFormat, bytes: Buffer, x: number, y: number, as: 'be32' | 'le16' | 'be16'): Dimensions {
  const read = (offset: number): number => {
    if (as === 'be32') return bytes.readUInt32BE(offset)
    return as === 'le16' ? bytes.readUInt16LE(offset) : bytes.readUInt16BE(offset)
  }
  return { format, width: read(x), height: read(y) }
}

async function jpegDimensions(readAt: ReadAt): Promise<Dimensions | null> {
  let offset = 2
  for (let segments = 0; segments < 1000; segments += 1) {
    const head = await readAt(offset, 9)
    if (head.length < 9 || head[0] !== 0xff) return null
    const marker = head.readUInt8(1)
    const isFrameHeader = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrameHeader) return size('jpeg', head, 7, 5, 'be16')
    offset += 2 + head.readUInt16BE(2)
  }
  return null
}

function webpDimensions(head: Buffer): Dimensions | null {
  if (head.length < 30) return null
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { format: 'webp', width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 }
    case 'VP8L': {
      const bits = head.readUInt32LE(21)
      return { format: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8 ':
      return { format: 'webp', width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff }
    default:
      return null
  }
}

/** The first image spatial extents property (`ispe`): libheif writes the main picture's first. */
async function avifDimensions(readAt: ReadAt): Promise<Dimensions | null> {
  const head = await readAt(0, 1024 * 1024)
  const at = head.indexOf('ispe', 0, 'latin1')
  if (at < 0 || at + 16 > head.length) return null
  return size('avif', head, at + 8, at + 12, 'be32')
}

async function tiffDimensions(head: Buffer, readAt: ReadAt): Promise<Dimensions | null> {
  if (head.readUInt32LE(0) !== 0x002a4949) return null
  const directory = head.readUInt32LE(4)
  const count = await readAt(directory, 2)
  if (count.length < 2) return null
  const entries = await readAt(directory + 2, count.readUInt16LE(0) * 12)
  let width = 0
  let height = 0
  for (let offset = 0; offset + 12 <= entries.length; offset += 12) {
    const tag = entries.readUInt16LE(offset)
    const value =
      entries.readUInt16LE(offset + 2) === 3 ? entries.readUInt16LE(offset + 8) : entries.readUInt32LE(offset + 8)
    if (tag === 256) width = value
    if (tag === 257) height = value
  }
  return width > 0 && height > 0 ? { format: 'tiff', width, height } : null
}
