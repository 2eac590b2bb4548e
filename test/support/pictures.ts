import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { paintPhoto } from '../../scripts/support/paint-photo.ts'
import { sharp } from '../../src/engine/load-sharp.ts'

/** A JPEG that compresses as a photograph does; the same bytes for the same arguments. */
export async function jpegPicture(width: number, height: number, seed = 1): Promise<Buffer> {
  const pixels = await paintPhoto(width, height, seed)
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer()
}

/** Writes files by their path below `folder`, making folders on the way. */
export async function writeFiles(folder: string, files: Readonly<Record<string, Buffer | string>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), bytes)
  }
}

/** Paths of all regular files below `folder`, relative and sorted, hidden ones too. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

/** SHA-256 by relative path. */
export async function fingerprints(folder: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {}
  for (const name of await filesBelow(folder)) {
    found[name] = createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex')
  }
  return found
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
