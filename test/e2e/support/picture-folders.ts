import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow } from '../../../scripts/support/files-below.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { jpegPicture } from '../../support/pictures.ts'

export interface PicturesWanted {
  readonly count: number
  readonly width: number
  readonly height: number
  /** Of the names, which end in a number: `photo-01.jpg`. */
  readonly name?: string
}

/** Fills a folder with copies of one JPEG, and gives their names in order. */
export async function fillWithPictures(folder: string, wanted: PicturesWanted): Promise<readonly string[]> {
  const { count, width, height, name = 'photo' } = wanted
  await mkdir(folder, { recursive: true })
  const names = Array.from({ length: count }, (_, index) => `${name}-${String(index + 1).padStart(2, '0')}.jpg`)
  const [first = '', ...others] = names
  await writeFile(join(folder, first), await jpegPicture(width, height))
  for (const other of others) await copyFile(join(folder, first), join(folder, other))
  return names
}

/** A file that was written, as its own bytes say. */
export interface WrittenFile {
  readonly name: string
  readonly bytes: number
  readonly format: string
  readonly width: number
  readonly height: number
}

/** Every file below a folder, by name, each decoded to its last pixel; rejects where one cannot be. */
export async function writtenFiles(folder: string): Promise<readonly WrittenFile[]> {
  const files: WrittenFile[] = []
  for (const name of await filesBelow(folder)) {
    const path = join(folder, name)
    const picture = sharp(await readFile(path), { failOn: 'warning' })
    await picture.stats()
    const { format, width, height } = await picture.metadata()
    files.push({ name, bytes: (await stat(path)).size, format, width, height })
  }
  return files
}

/** A PNG that every encoder finds hard, so that work on it can be seen. */
export function noisyPicture(width: number, height: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  return sharp({ create: { width, height, channels: 3, background: '#808080', noise } })
    .png({ compressionLevel: 1 })
    .toBuffer()
}
