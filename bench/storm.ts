/** 1,000 small pictures while a random child is killed every 200 ms, against the same run left alone. */
import { spawn } from 'node:child_process'
import { copyFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { childrenOf } from '../scripts/support/children-of.ts'
import { seededRandom } from '../scripts/support/random.ts'
import { emptyFolder, smallPictures } from './corpus.ts'
import { ratios } from './measure.ts'
import { cliPath } from './programs.ts'
import { ratioRow, type Row } from './row.ts'

const part = 'storm'
const rounds = 3

export async function stormBench(): Promise<readonly Row[]> {
  if (process.platform !== 'linux') return []
  const source = await smallPictures()
  const folder = await emptyFolder('storm-in')
  for (const name of (await readdir(source)).slice(0, 1000)) await copyFile(join(source, name), join(folder, name))
  const disturbed: number[] = []
  const undisturbed: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    undisturbed.push(await run(folder, null))
    disturbed.push(await run(folder, seededRandom(round + 1)))
  }
  return [ratioRow(part, 'wall with a child killed every 200 ms ÷ without', ratios(disturbed, undisturbed), 1.6)]
}

/** Wall time in milliseconds; throws when not every picture was done. */
async function run(folder: string, random: (() => number) | null): Promise<number> {
  const to = await emptyFolder('ours')
  const started = performance.now()
  const child = spawn(process.execPath, [cliPath, 'run', '--quiet', '--longest-side', '200', '--to', to, folder], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const storm = setInterval(() => {
    const children = random === null ? [] : childrenOf(child.pid ?? 0)
    const victim = children[Math.floor((random?.() ?? 0) * children.length)]
    if (victim !== undefined) process.kill(victim, 'SIGKILL')
  }, 200)
  const code = await new Promise<number | null>((settle) => child.once('exit', settle))
  clearInterval(storm)
  if (code !== 0) throw new Error(`Expected every picture to be done but batchfit ended with ${String(code)}`)
  return performance.now() - started
}
