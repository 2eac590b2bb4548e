import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { onTestFinished } from 'vitest'

const program = join(resolve(import.meta.dirname, '../..'), 'bin/batchfit.mjs')

export interface CommandEnd {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningCommand {
  readonly pid: number
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>
  /** What it has printed so far. */
  readonly stdout: () => string
  readonly ended: Promise<CommandEnd>
  /** Resolves when the output matches, or when the command ended without. */
  seen(pattern: RegExp): Promise<void>
}

export interface CommandOptions {
  readonly folder?: string
  readonly env?: NodeJS.ProcessEnv
  /** Text for standard input, which is closed after it. */
  readonly input?: string | Buffer
}

/** Starts the built command line as a process of its own. It is killed when the test ends before it does. */
export function startCommand(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.folder,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString()
  })
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString()
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input)
  const ended = new Promise<CommandEnd>((settle) => {
    child.once('close', (exitCode) => {
      settle({ exitCode, stdout, stderr })
    })
  })
  const seen = (pattern: RegExp): Promise<void> =>
    new Promise((settle) => {
      const look = (): void => {
        if (pattern.test(stdout) || pattern.test(stderr)) settle()
      }
      child.stdout.on('data', look)
      child.stderr.on('data', look)
      void ended.then(() => {
        settle()
      })
      look()
    })
  return { pid: child.pid ?? 0, process: child, stdout: () => stdout, ended, seen }
}

/** Runs the built command line to its end. */
export function command(args: readonly string[], options: CommandOptions = {}): Promise<CommandEnd> {
  return startCommand(args, options).ended
}

export interface JsonEvent {
  readonly event: string
  readonly [key: string]: unknown
}

/** Standard output of a command with `--json`; throws where a line is no JSON. */
export function jsonEvents(stdout: string): readonly JsonEvent[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonEvent)
}
