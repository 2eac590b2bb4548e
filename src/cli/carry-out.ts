import type { BatchEvent } from '../batch/batch-event.ts'
import type { BatchItem } from '../batch/batch-item.ts'
import { systemDisk } from '../batch/disk.ts'
import type { Report } from '../batch/report.ts'
import { type RunningBatch, startBatch } from '../batch/run-batch.ts'
import type { RunJournal } from '../batch/run-journal.ts'
import { VolumeWatch } from '../batch/volume-watch.ts'
import type { ProcessPool } from '../pool/process-pool.ts'
import { exitCode, exitCodeFor } from './exit-codes.ts'
import type { FlagValues } from './flags.ts'
import { visible } from './format-words.ts'
import { deadlineFrom, type Program } from './program.ts'
import { createRunOutput, type RunOutput } from './run-output.ts'
import { createSystemBin } from './system-bin.ts'

export interface CarryOutOptions {
  readonly flags: FlagValues
  readonly program: Program
  readonly journal: RunJournal
  readonly dates: 'keep' | 'now'
  /** What was given and the destination, absolute: while any of it is gone, the batch waits. */
  readonly roots: readonly string[]
  /** Gets how every source ended. */
  readonly report: Report | null
  /** What is to be done, in order. */
  items(context: ItemsContext): AsyncIterable<BatchItem>
  isRecovery(index: number): boolean
}

/** What the planning of a batch needs of those who carry it out. */
export interface ItemsContext {
  readonly pool: ProcessPool
  readonly lane: 'light'
  readonly requestsAhead: number
  readonly deadlineMs: number
  readonly volumes: VolumeWatch
  readonly onEvent: (event: Extract<BatchEvent, { kind: 'scanning' | 'scanned' }>) => void
}

/** Carries a batch out as a command does: shown, reported, ended by Ctrl-C; resolves to the exit code. */
export async function carryOut(options: CarryOutOptions): Promise<number> {
  const { flags, program, journal, report } = options
  const workSlots = flags.jobs ?? program.cores
  const pool = program.createPool({ work: workSlots, light: 1 }, flags['memory-budget'] ?? null)
  const output = createRunOutput(flags, program, journal.batch)
  const batch = start(options, pool, workSlots, output)
  const endInterrupts = program.onInterrupt(interrupter(batch, pool, output))
  try {
    const summary = await batch.ended
    output.end(summary)
    const reportProblem = await closeReport(report)
    if (reportProblem !== null) {
      program.terminal.error(`batchfit: the report could not be written: ${visible(reportProblem)}\n`)
    }
    const code = exitCodeFor(summary)
    const isFine = code === exitCode.done || code === exitCode.nothingToDo
    return isFine && (reportProblem ?? program.terminal.problem()) !== null ? exitCode.someFailed : code
  } finally {
    output.close()
    await pool.close()
    endInterrupts()
  }
}

function start(options: CarryOutOptions, pool: ProcessPool, workSlots: number, output: RunOutput): RunningBatch {
  const { flags, program, roots, report } = options
  const { clock, fileMode, terminal } = program
  const deadlineMs = deadlineFrom(flags)
  const volumes = new VolumeWatch({ roots, disk: systemDisk, clock })
  let found = 0
  const items = options.items({
    ...{ pool, lane: 'light', requestsAhead: 2, deadlineMs, volumes },
    onEvent: (event) => {
      found = event.kind === 'scanned' ? event.total : event.found
      output.onEvent(event)
    },
  })
  return startBatch({
    ...options,
    ...{ jobs: items, pool, workSlots, clock, fileMode, deadlineMs, volumes },
    total: () => found,
    disk: systemDisk,
    minFreeBytes: flags['min-free'] ?? null,
    estimatedBytes: null,
    // Without a terminal nobody would see it wait.
    whenFull: flags['when-full'] ?? (terminal.isLive ? 'wait' : 'stop'),
    bin: createSystemBin(),
    onEvent: (event) => {
      output.onEvent(event)
      if (event.kind === 'finished' || event.kind === 'recalled') report?.add(event.result)
    },
  })
}

function interrupter(batch: RunningBatch, pool: ProcessPool, output: RunOutput): () => void {
  let interrupts = 0
  return () => {
    interrupts += 1
    if (interrupts === 1) batch.cancel()
    // Asked twice: end what runs as well. Nothing half-written stays, only unfinished work is lost.
    else void pool.kill()
    // A folder on a share that hangs holds up even that; children end with this process.
    if (interrupts > 2) {
      output.close()
      process.exit(exitCode.cancelled)
    }
  }
}

function closeReport(report: Report | null): Promise<string | null> {
  if (report === null) return Promise.resolve(null)
  return report.close().then(
    () => null,
    (error: unknown) => (error as Error).message,
  )
}
