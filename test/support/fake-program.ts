import type { Program } from '../../src/cli/program.ts'
import type { ProcessPool } from '../../src/pool/process-pool.ts'
import type { Store } from '../../src/store/store.ts'
import { createUndoPool } from './undo-pool.ts'
import { createVirtualClock } from './virtual-clock.ts'

export interface FakeProgramOptions {
  readonly store: Store
  readonly pool?: ProcessPool
  /** What the person says; without it nobody is there. */
  readonly answer?: boolean
  /** Width of the terminal; without it there is none. */
  readonly columns?: number
}

export interface FakeProgram extends Program {
  /** What was written so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  readonly questions: readonly string[]
  /** Presses Ctrl-C. */
  interrupt(): void
}

/** A program without processes: its store, its pool and its person are the test's. */
export function createFakeProgram({
  store,
  pool = createUndoPool(),
  answer,
  columns,
}: FakeProgramOptions): FakeProgram {
  let [stdout, stderr] = ['', '']
  const questions: string[] = []
  const listeners = new Set<() => void>()
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    questions,
    interrupt: () => {
      for (const listener of listeners) listener()
    },
    terminal: {
      out: (text) => (stdout += text),
      error: (text) => (stderr += text),
      isLive: columns !== undefined,
      hasColour: false,
      columns: () => columns ?? 0,
      rows: () => 24,
      problem: () => null,
    },
    clock: createVirtualClock(),
    workingFolder: '/p',
    randomHex: () => '0badcafe',
    fileMode: 0o644,
    stdin: (async function* () {})(),
    ask:
      answer === undefined
        ? null
        : (question) => {
            questions.push(question)
            return Promise.resolve(answer)
          },
    binSystem: {
      platform: 'linux',
      homeFolder: '/nowhere',
      dataFolder: '/nowhere',
      userId: 1,
      stat: () => Promise.reject(new Error('nothing is there')),
      lstat: () => Promise.reject(new Error('nothing is there')),
      fileSystemOf: () => Promise.resolve(0n),
      mayWrite: () => Promise.resolve(false),
    },
    nowMs: () => Date.UTC(2026, 10, 25),
    cores: 1,
    openStore: () => Promise.resolve(store),
    createPool: () => pool,
    onInterrupt: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
