import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sharp } from '../../src/engine/load-sharp.ts'
import { jpegPicture } from './pictures.ts'

const kinds = ['jpg', 'png', 'webp', 'gif'] as const
/** Every so many files one is no picture, although it is called one. */
const brokenEvery = 97

/**
 * Fills a folder with so many small files of several formats in several folders: names that meet again in another folder and
 * with another extension, some that are damaged or empty, each with a time of its own in whole seconds.
 */
export async function writeMixedPictures(folder: string, count: number): Promise<void> {
  const samples = await makeSamples()
  for (let index = 0; index < count; index += 1) {
    const kind = kinds[index % kinds.length] ?? 'jpg'
    const group = String(index % 7)
    const path = join(folder, `g${group}`, index % 3 === 0 ? 'deep' : '', `p${String(index % 250)}.${kind}`)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytesFor(index, samples.get(kind) ?? []))
    const seconds = 1_600_000_000 + index * 61
    await utimes(path, seconds, seconds)
  }
}

function bytesFor(index: number, samples: readonly Buffer[]): Buffer {
  const bytes = samples[Math.floor(index / kinds.length) % samples.length] ?? Buffer.alloc(0)
  if (index % brokenEvery !== brokenEvery - 1) return bytes
  return index % 2 === 0 ? Buffer.alloc(0) : bytes.subarray(0, Math.floor(bytes.length / 2))
}

/** Some pictures of each kind, 64 to 400 pixels wide. */
async function makeSamples(): Promise<ReadonlyMap<string, readonly Buffer[]>> {
  const samples = new Map<string, Buffer[]>()
  for (const kind of kinds) {
    const made: Buffer[] = []
    for (const width of [64, 120, 200, 400]) {
      const jpeg = await jpegPicture(width, Math.round(width * 0.75), width)
      made.push(kind === 'jpg' ? jpeg : await sharp(jpeg).toFormat(kind).toBuffer())
    }
    samples.set(kind, made)
  }
  return samples
}
