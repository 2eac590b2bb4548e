import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { type BinSystem, thisBinSystem } from '../batch/bin-system.ts'
import { newFileMode } from '../batch/new-file-mode.ts'
import { findNode } from '../pool/find-node.ts'
import { createMachinePool } from '../pool/machine-pool.ts'
import { createNodeRuntime } from '../pool/node-runtime.ts'
import { processClock } from '../pool/process-clock.ts'
import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import type { Store } from '../store/store.ts'
import { askInTerminal } from './ask-in-terminal.ts'
import type { FlagValues } from './flags.ts'
import { openJournal } from './open-journal.ts'
import type { Terminal } from './terminal.ts'

/** What the commands are given: everything that differs between this process and a test. */
export interface Program {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly workingFolder: string
  readonly randomHex: () => string
  /** POSIX permission bits of new files. */
  readonly fileMode: number
  readonly stdin: AsyncIterable<Buffer | string>
  /** Asks a person; yields false unless the answer is yes. Null where nobody is there to answer. */
  readonly ask: ((question: string) => Promise<boolean>) | null
  /** Where the bins of this system are. */
  readonly binSystem: BinSystem
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number
  /** Pictures at once where nothing else is said. */
  readonly cores: number
  /** Opens the journal, whatever state it is in; what is wrong with it is told on standard error. Whoever opens it closes it. */
  openStore(): Promise<Store>
  createPool(slots: { readonly work: number; readonly light: number }, memoryBudgetBytes: number | null): ProcessPool
  /** Calls `listener` at every Ctrl-C; the returned function ends that. */
  onInterrupt(listener: () => void): () => void
}

/** Time per file where nothing else is said: far above what any sane picture takes. */
const defaultDeadlineMs = 5 * 60_000

export function deadlineFrom(flags: FlagValues): number {
  return flags['time-limit'] ?? defaultDeadlineMs
}

/** The program as this process runs it; `workerPath` is the bundle that its children run. */
export function thisProgram(terminal: Terminal, workerPath: string): Program {
  // Of 100,000 files some 60 MB are alive at a time; V8 would let garbage pile up to 300 MB before it looks.
  setFlagsFromString('--optimize-for-size')
  const clock = processClock()
  return {
    terminal,
    clock,
    workingFolder: process.cwd(),
    randomHex: () => randomBytes(4).toString('hex'),
    fileMode: newFileMode(),
    stdin: process.stdin,
    ask: process.stdin.isTTY && process.stderr.isTTY ? askInTerminal : null,
    binSystem: thisBinSystem(),
    nowMs: () => Date.now(),
    cores: availableParallelism(),
    openStore: () => openJournal(terminal, clock, workerPath),
    createPool: (slots, memoryBudgetBytes) => createPool(workerPath, clock, slots, memoryBudgetBytes),
    onInterrupt: (listener) => {
      process.on('SIGINT', listener)
      process.on('SIGTERM', listener)
      return () => {
        process.off('SIGINT', listener)
        process.off('SIGTERM', listener)
      }
    },
  }
}

function createPool(
  workerPath: string,
  clock: Clock,
  slots: { readonly work: number; readonly light: number },
  memoryBudgetBytes: number | null,
): ProcessPool {
  const { resolve } = createRequire(import.meta.url)
  const { platform, arch, versions, execPath, env } = process
  const runtime = createNodeRuntime({
    workerPath,
    execPath: findNode({ platform, arch, versions, execPath, resolve }),
    env,
  })
  return createMachinePool({ runtime, clock, workSlots: slots.work, lightSlots: slots.light, memoryBudgetBytes })
}
