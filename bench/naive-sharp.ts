/** Peer for the benchmark: what a short script with sharp does. Arguments: folder, size, quality, results, in-turn|at-once. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

const [folder = '', size = '', quality = '', to = '', how = ''] = process.argv.slice(2)
const resize = (name: string): Promise<unknown> =>
  sharp(join(folder, name))
    .rotate()
    .resize(Number(size), Number(size), { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: Number(quality) })
    .toFile(join(to, name))

const names = await readdir(folder)
if (how === 'at-once') await Promise.all(names.map(resize))
else for (const name of names) await resize(name)
