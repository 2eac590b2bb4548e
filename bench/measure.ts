import { spawn, spawnSync } from 'node:child_process'
import { cpus } from 'node:os'

export interface Measured {
  readonly wallMs: number
  /** User and system time of the process and everything it waited for, in milliseconds. */
  readonly cpuMs: number
  readonly exitCode: number | null
}

/** Runs a command to its end and measures it with the shell's own `time`, so that grandchildren count as well. */
export function measureCommand(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Measured {
  const script = 'TIMEFORMAT="%R %U %S"; time "$0" "$@" >/dev/null 2>/dev/null'
  const result = spawnSync('bash', ['-c', script, command, ...args], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', ...env },
    maxBuffer: 64e6,
  })
  const times = /(?<real>[\d.]+) (?<user>[\d.]+) (?<system>[\d.]+)\s*$/.exec(result.stderr)?.groups
  if (times === undefined) throw new Error(`Expected times from bash but received ${result.stderr.slice(-300)}`)
  const milliseconds = (text: string | undefined): number => Number(text) * 1000
  return {
    wallMs: milliseconds(times['real']),
    cpuMs: milliseconds(times['user']) + milliseconds(times['system']),
    exitCode: result.status,
  }
}

/** Whether a program of this name can be started. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

/** Starts a command and resolves with the milliseconds until `isSeen` holds for what it has printed. */
export function timeUntil(
  command: string,
  args: readonly string[],
  isSeen: (output: string) => boolean,
  limitMs: number,
): Promise<number | null> {
  return new Promise((resolve) => {
    const started = performance.now()
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const end = (result: number | null): void => {
      clearTimeout(timer)
      child.kill('SIGINT')
      child.once('exit', () => {
        resolve(result)
      })
      setTimeout(() => child.kill('SIGKILL'), 5_000).unref()
    }
    const timer = setTimeout(() => {
      end(null)
    }, limitMs)
    const onData = (data: Buffer): void => {
      if (isSeen(output)) return
      output += data.toString()
      if (isSeen(output)) end(performance.now() - started)
    }
    child.stdout.on('data', onData)
    child.stderr.on('data', onData)
  })
}

export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN
  return { min: at(0), median: at(0.5), max: at(1) }
}

/** Ratios round by round: what one round's noise does to both sides cancels out. */
export function ratios(ours: readonly number[], theirs: readonly number[]): Spread {
  return spreadOf(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)))
}

/** What everything on this machine uses of its cores, from 0 to 1, over this time: before a measurement, others. */
export async function busyShare(durationMs: number): Promise<number> {
  const total = (): { readonly idle: number; readonly all: number } => {
    const times = cpus().map((core) => core.times)
    const idle = times.reduce((sum, core) => sum + core.idle, 0)
    return { idle, all: times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, idle) }
  }
  const before = total()
  await new Promise((resolve) => setTimeout(resolve, durationMs))
  const after = total()
  return 1 - (after.idle - before.idle) / (after.all - before.all)
}
