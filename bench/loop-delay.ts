import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Row, valueRow } from './row.ts'

export interface LoopDelays {
  readonly p50: number
  readonly p999: number
  readonly max: number
}

/** Environment that makes the command line record the delay of its loop, and a way to collect what each run left. */
export async function withDelayProbe(): Promise<{
  readonly env: NodeJS.ProcessEnv
  collect(): Promise<void>
  delays(): readonly LoopDelays[]
}> {
  const folder = await mkdtemp(join(tmpdir(), 'batchfit-delays-'))
  const file = join(folder, 'delays.json')
  const probe = fileURLToPath(new URL('./loop-delay-probe.mjs', import.meta.url))
  const collected: LoopDelays[] = []
  return {
    env: { NODE_OPTIONS: `--import ${probe}`, BATCHFIT_BENCH_DELAYS: file },
    collect: async () => {
      collected.push(JSON.parse(await readFile(file, 'utf8')) as LoopDelays)
      await rm(file)
    },
    delays: () => collected,
  }
}

/** The worst of all rounds. */
export function delayRows(part: string, delays: readonly LoopDelays[]): readonly Row[] {
  const worst = (pick: (delay: LoopDelays) => number): number => Math.max(...delays.map(pick))
  return [
    valueRow(
      part,
      'delay of the main loop, p99.9, worst round',
      worst((delay) => delay.p999),
      'ms',
      16,
    ),
    valueRow(
      part,
      'delay of the main loop, longest, worst round',
      worst((delay) => delay.max),
      'ms',
      50,
    ),
  ]
}
