import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { filesBelow } from '../../scripts/support/files-below.ts'
import { paintPhoto } from '../../scripts/support/paint-photo.ts'
import { sharp } from '../../src/engine/load-sharp.ts'

/** A JPEG that compresses as a photograph does; the same bytes for the same arguments. */
export async function jpegPicture(width: number, height: number, seed = 1): Promise<Buffer> {
  const pixels = await paintPhoto(width, height, seed)
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer()
}

/** Decodes every file below `folder` to its last pixel: nothing there may be cut off, and no temp file among it. */
export async function expectWholePictures(folder: string): Promise<number> {
  const names = await filesBelow(folder)
  for (const name of names) {
    expect(name).not.toMatch(/\.tmp$/)
    await expect(sharp(await readFile(join(folder, name)), { failOn: 'warning' }).stats(), name).resolves.toBeDefined()
  }
  return names.length
}
