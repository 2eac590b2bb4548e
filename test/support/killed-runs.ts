import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { childrenOf, isAlive } from '../../scripts/support/children-of.ts'
import { type CommandEnd, type RunningCommand, startCommand } from './command-line.ts'

export interface KilledRunsOptions {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  /** Of the run that is killed and resumed. */
  readonly args: readonly string[]
  readonly random: () => number
  /** A life ends at a random moment of its first so many milliseconds after the program has been started. */
  readonly lifeMs: number
  /** No more than so many. */
  readonly kills: number
}

export interface KilledRuns {
  readonly kills: number
  /** Of the life that was let live. */
  readonly end: CommandEnd
}

/**
 * Runs a batch, kills the command line at a random moment, resumes, kills again, and in the end lets it finish. After every
 * kill no child may be left within two seconds.
 */
export async function killedRuns(options: KilledRunsOptions): Promise<KilledRuns> {
  const { folder, env, args, random, lifeMs } = options
  let kills = 0
  let isBegun = false
  for (;;) {
    const running = startCommand(isBegun ? ['resume', '--json'] : ['run', '--json', ...args], { folder, env })
    const isKilled = kills < options.kills && (await livesLonger(running, 150 + random() * lifeMs))
    if (!isKilled) {
      const end = await running.ended
      // A life that was too short to write anything down has left nothing to resume.
      const isNothing = isBegun && end.exitCode === 3 && end.stdout === ''
      if (!isNothing) return { kills, end }
      isBegun = false
      continue
    }
    const children = childrenOf(running.pid)
    running.process.kill('SIGKILL')
    await running.ended
    kills += 1
    isBegun = true
    const deadlineMs = performance.now() + 2000
    while (children.some(isAlive) && performance.now() < deadlineMs) await sleep(10)
    expect(children.filter(isAlive)).toEqual([])
  }
}

function livesLonger(running: RunningCommand, ms: number): Promise<boolean> {
  return Promise.race([sleep(ms).then(() => true), running.ended.then(() => false)])
}
