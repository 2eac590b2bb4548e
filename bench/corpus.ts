import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { paintPhoto } from '../scripts/support/paint-photo.ts'
import { sharp } from '../src/engine/load-sharp.ts'

/** Seeded pictures to measure on; made once, then kept in the system's temporary folder. */
const root = join(tmpdir(), 'batchfit-bench')

/** 100 JPEGs of 12 MP (4032×3024) with an sRGB profile, ten different ones. */
export function bigPictures(): Promise<string> {
  return once('big-100', async (folder) => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const jpeg = await photo(4032, 3024, seed, 92)
      for (let copy = 0; copy < 10; copy += 1)
        await writeFile(join(folder, `photo-${String(copy)}${String(seed)}.jpg`), jpeg)
    }
  })
}

/** 2,000 JPEGs of 600×450, forty different ones. */
export function smallPictures(): Promise<string> {
  return once('small-2000', async (folder) => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const jpeg = await photo(600, 450, seed, 85)
      for (let copy = 0; copy < 50; copy += 1)
        await writeFile(join(folder, `small-${String(copy)}-${String(seed)}.jpg`), jpeg)
    }
  })
}

/** 100,000 JPEGs of 64×48 in 1,000 folders. */
export function manyPictures(): Promise<string> {
  return once('many-100000', async (folder) => {
    const original = join(root, 'many-original.jpg')
    await writeFile(original, await photo(64, 48, 1, 80))
    for (let part = 0; part < 1000; part += 1) {
      const inner = join(folder, `folder-${String(part).padStart(4, '0')}`)
      await mkdir(inner)
      await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          copyFile(original, join(inner, `p${String(index).padStart(3, '0')}.jpg`)),
        ),
      )
    }
  })
}

/** A fresh, empty folder for results. */
export async function emptyFolder(name: string): Promise<string> {
  const folder = join(root, 'results', name)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  return folder
}

async function photo(width: number, height: number, seed: number, quality: number): Promise<Buffer> {
  const pixels = await paintPhoto(width, height, seed)
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .withIccProfile('srgb')
    .jpeg({ quality })
    .toBuffer()
}

async function once(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(root, name)
  const isThere = await readdir(folder).then(
    () => true,
    () => false,
  )
  if (isThere) return folder
  console.log(`making ${name} …`)
  const unfinished = `${folder}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  await make(unfinished)
  await rename(unfinished, folder)
  return folder
}
