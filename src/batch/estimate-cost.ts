import type { ImageFacts } from '../shared/image-facts.ts'
import type { Encoding, PlannedOutput } from '../shared/plan.ts'

/** A child with sharp loaded and one small picture through it, in bytes. */
const idleChildBytes = 90e6

/**
 * Peak memory of a child while it makes these outputs, in bytes; estimated from the header alone. Baseline JPEG and
 * the like stream through in rows; what has to be decoded whole, or turned by a quarter, is there at once.
 */
export function estimateMemoryBytes(facts: ImageFacts, outputs: readonly PlannedOutput[]): number {
  const written = outputs.filter((output) => output.action === 'write')
  const bytesPerPixel = facts.channels * (facts.bitsPerSample > 8 ? 2 : 1)
  const pixels = facts.width * facts.height
  const largest = Math.max(0, ...written.map((output) => output.width * output.height))
  const shrink = largest === 0 ? 1 : Math.min(1, (4 * largest) / pixels)
  let bytes = idleChildBytes + facts.identity.bytes
  bytes += decodeBytes(facts, pixels, bytesPerPixel)
  // JPEG and WebP are shrunk while they are decoded, so only that much has to be turned.
  if (facts.orientation >= 5) bytes += pixels * shrink * bytesPerPixel
  if (written.length > 1) bytes += largest * 4 * bytesPerPixel
  for (const output of written)
    bytes += encodeBytes(
      output.rendering.encoding,
      output.width * output.height,
      output.rendering.animated ? facts.frames : 1,
    )
  return Math.round(bytes)
}

function decodeBytes(facts: ImageFacts, pixels: number, bytesPerPixel: number): number {
  switch (facts.format) {
    case 'jpeg':
      // Coefficients of 16 bits for every sample.
      return facts.isProgressive ? pixels * 3 * 2 : 20e6
    case 'png':
      return facts.isProgressive ? pixels * bytesPerPixel : 20e6
    case 'webp':
      return facts.isAnimated ? pixels * 8 : 40e6
    case 'gif':
      return pixels * 8
    case 'avif':
      return pixels * 10
    case 'svg':
      return pixels * 8
    case 'tiff':
      return 60e6
  }
}

function encodeBytes(encoding: Encoding, pixels: number, frames: number): number {
  switch (encoding.format) {
    case 'avif':
      return pixels * 25
    case 'webp':
      return pixels * 6 * frames
    case 'gif':
      return pixels * 6 * frames
    case 'jpeg':
      return encoding.progressive || encoding.mozjpeg ? pixels * 8 : pixels * 1.5
    case 'png':
      return pixels * 4
    case 'tiff':
      return pixels * 6
  }
}
