import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sharp } from '../../src/engine/load-sharp.ts'
import { paintScene, type Scene, type SceneKind } from './paint-scene.ts'

interface Sample extends Omit<Scene, 'texture'> {
  readonly path: string
  /** As much as most pictures have, where nothing is said. */
  readonly texture?: number
  /** Its place in the list, where nothing is said. */
  readonly seed?: number
}

const landscape = { width: 4608, height: 3072 } as const
const portrait = { width: 3072, height: 4608 } as const
const wide = { width: 5472, height: 2304 } as const

/** What somebody brings home from a journey; sizes as cameras and phones have them. */
const samples: readonly Sample[] = [
  ...series('Iceland 2024/Ring road', 'DSC_04', 11, ['mountains', 'coast', 'mountains', 'coast'], landscape),
  { path: 'Iceland 2024/Ring road/Skógar panorama.jpg', kind: 'mountains', texture: 0.02, seed: 9, ...wide },
  ...series('Iceland 2024/Westfjords', 'DSC_05', 62, ['coast', 'mountains', 'coast'], landscape),
  ...series('Black Forest', 'IMG_20', 34, ['forest', 'forest', 'mountains'], portrait),
  { path: 'Black Forest/map.png', kind: 'forest', width: 2400, height: 1600 },
  ...series('Tokyo', 'P10', 17, ['city', 'city', 'coast', 'city'], landscape),
  { path: 'Tokyo/夜景.jpg', kind: 'city', ...wide },
  ...series('Tokyo', 'P10', 45, ['city', 'forest', 'city'], portrait),
]

function series(
  folder: string,
  prefix: string,
  first: number,
  kinds: readonly SceneKind[],
  size: { readonly width: number; readonly height: number },
): readonly Sample[] {
  return kinds.map((kind, index) => ({ path: `${folder}/${prefix}${String(first + index * 3)}.jpg`, kind, ...size }))
}

/** Paints the journey into a folder: pictures, one that is torn, and a file that is none. Returns how many files. */
export async function makeSampleTrip(folder: string): Promise<number> {
  for (const [index, { path, kind, width, height, texture = 0.7, seed = index + 1 }] of samples.entries()) {
    const pixels = sharp(await paintScene({ kind, width, height, texture }, seed), {
      raw: { width, height, channels: 3 },
    })
    const bytes = path.endsWith('.png')
      ? await pixels.png().toBuffer()
      : await pixels.withIccProfile('srgb').jpeg({ quality: 93 }).toBuffer()
    await put(join(folder, path), bytes)
    // A card that was pulled out too early.
    if (path.endsWith('P1023.jpg')) await put(join(folder, 'Tokyo/P1024.jpg'), bytes.subarray(0, bytes.length * 0.4))
  }
  await put(join(folder, 'Tokyo/notes.txt'), Buffer.from('Shibuya crossing after eight\n'))
  return samples.length + 2
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
}
