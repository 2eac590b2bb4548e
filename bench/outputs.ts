/** (c) Three outputs from one decode (1600, 800, 320 px) against the largest alone, on 40 JPEGs of 12 MP. */
import { copyFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bigPictures, emptyFolder } from './corpus.ts'
import { ratios } from './measure.ts'
import { runBatchfit } from './programs.ts'
import { ratioRow, type Row } from './row.ts'

const rounds = 5

export async function outputsBench(): Promise<readonly Row[]> {
  const all = await bigPictures()
  const folder = await emptyFolder('outputs-sources')
  for (const name of (await readdir(all)).slice(0, 40)) await copyFile(join(all, name), join(folder, name))
  const three: number[] = []
  const alone: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    three.push(await run(folder, [1600, 800, 320]))
    alone.push(await run(folder, [1600]))
  }
  return [ratioRow('outputs', 'wall of 1600 + 800 + 320 px ÷ 1600 px alone', ratios(three, alone), 1.4)]
}

async function run(folder: string, sizes: readonly number[]): Promise<number> {
  const to = await emptyFolder('ours')
  const recipe = join(await emptyFolder('recipe'), 'sizes.json')
  const outputs = sizes.map((size) => ({
    resize: { mode: 'longest-side', size },
    format: { type: 'jpeg', quality: 80 },
    name: '{name}-{w}',
  }))
  await writeFile(recipe, JSON.stringify({ version: 1, outputs }))
  return runBatchfit(['run', '--quiet', '--jobs', '2', '--recipe', recipe, '--to', to, folder]).wallMs
}
