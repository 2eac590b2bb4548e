import type { BigIntStats } from 'node:fs'
import { lstat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PoolOutcome } from '../pool/pool-job.ts'
import type { ProcessPool } from '../pool/process-pool.ts'
import type {
  ChildProgress,
  FileId,
  OutputOrder,
  OutputResult,
  ProcessReply,
  ProcessTask,
  Stage,
} from '../shared/child-tasks.ts'
import type { Clock } from '../shared/clock.ts'
import type { PlannedJob, PlannedOutput } from '../shared/plan.ts'
import type { JobResult } from './batch-event.ts'
import { describePoolOutcome } from './describe-pool-outcome.ts'
import { estimateMemoryBytes } from './estimate-cost.ts'

export type WriteJob = Extract<PlannedJob, { action: 'write' }>

export interface JobEnvironment {
  readonly pool: ProcessPool
  readonly clock: Clock
  readonly dates: 'keep' | 'now'
  /** POSIX permission bits of new files, umask applied. */
  readonly fileMode: number
  /** Time per attempt until the child is killed; null for none. */
  readonly deadlineMs: number | null
  /** Eight hexadecimal digits, different every time. */
  readonly randomHex: () => string
}

export interface JobListeners {
  onStart(): void
  onStage(stage: Stage): void
  /** Its child died; unless it ends now, `onStart` follows. */
  onInterrupted(): void
}

/**
 * Has a child make every output of one planned job and settles it. Temp names are chosen here, not in the child, so
 * that whatever a dying child leaves behind can be found and swept. Null when it was cancelled before its end.
 */
export async function runJob(
  index: number,
  job: WriteJob,
  environment: JobEnvironment,
  listeners: JobListeners,
): Promise<JobResult | null> {
  const attempts = new JobAttempts(job, environment)
  let startedMs = environment.clock.now()
  const costBytes = estimateMemoryBytes(job.facts, job.outputs)
  const outcome = await environment.pool.submit({
    lane: 'work',
    costBytes,
    memoryLimitBytes: Math.max(minMemoryLimitBytes, costBytes * 2),
    deadlineMs: environment.deadlineMs,
    payload: () => attempts.next(),
    onStart: () => {
      startedMs = environment.clock.now()
      listeners.onStart()
    },
    onProgress: (payload) => {
      const progress = payload as ChildProgress
      attempts.heard(progress)
      if (progress.kind === 'stage') listeners.onStage(progress.stage)
    },
    afterChildDeath: async () => {
      await attempts.sweep()
      listeners.onInterrupted()
    },
  })
  if (outcome.kind === 'cancelled') return null
  const elapsedMs = environment.clock.now() - startedMs
  return settle(index, job, elapsedMs, outcome, attempts)
}

/** No estimate is so good that a child below this is killed for its size. */
const minMemoryLimitBytes = 1e9

/** What the attempts at one job have left on the disk so far. */
class JobAttempts {
  readonly #job: WriteJob
  readonly #environment: JobEnvironment
  readonly #wanted: readonly PlannedOutput[]
  #tempPaths: readonly string[] = []
  /** Per output: the file that was about to be published, then the one that was found published. */
  readonly #publishing = new Map<number, FileId>()
  readonly #reserved = new Map<number, FileId>()
  readonly #published = new Map<number, { readonly file: FileId; readonly bytes: number }>()

  constructor(job: WriteJob, environment: JobEnvironment) {
    this.#job = job
    this.#environment = environment
    this.#wanted = job.outputs.filter((output) => output.action === 'write')
  }

  /** The task of the next attempt, with temp names of its own. */
  next(): ProcessTask {
    const { facts, source } = this.#job
    this.#publishing.clear()
    this.#reserved.clear()
    const outputs = this.#wanted.map((output, index) => this.#order(output, index))
    this.#tempPaths = outputs.map((order) => order.tempPath)
    const { dates, fileMode } = this.#environment
    return { kind: 'process', sourcePath: source.path, facts, outputs, dates, fileMode }
  }

  #order(output: PlannedOutput, index: number): OutputOrder {
    const { path, width, height, overwrite, whenNotSmaller, rendering } = output
    return {
      finalPath: path,
      tempPath: join(dirname(path), `.batchfit-${this.#environment.randomHex()}.tmp`),
      width,
      height,
      overwrite,
      whenNotSmaller,
      rendering,
      ours: this.#published.get(index)?.file ?? null,
    }
  }

  heard(progress: ChildProgress): void {
    if (progress.kind === 'publishing') this.#publishing.set(progress.outputIndex, progress.file)
    else if (progress.kind === 'reserved') this.#reserved.set(progress.outputIndex, progress.file)
  }

  /**
   * After a child died: which outputs did appear, and away with the temp files. The look comes first, while the temp
   * file still holds its inode, so that a stranger's file can never be taken for ours.
   */
  async sweep(): Promise<void> {
    for (const [index, file] of this.#publishing) {
      const path = this.#wanted[index]?.path
      const stat = path === undefined ? null : await lstat(path, { bigint: true }).catch(() => null)
      if (path === undefined || stat === null) continue
      const reserved = this.#reserved.get(index)
      if (isFile(stat, file)) this.#published.set(index, { file, bytes: Number(stat.size) })
      else if (reserved !== undefined && isFile(stat, reserved) && stat.size === 0n) {
        await unlink(path).catch(() => undefined)
      }
    }
    await Promise.all(this.#tempPaths.map((path) => unlink(path).catch(() => undefined)))
  }

  /** Outputs that are there, whole, although no child lived to say so. */
  published(): readonly OutputResult[] {
    return [...this.#published].flatMap(([index, { bytes }]) => {
      const output = this.#wanted[index]
      if (output === undefined) return []
      const { path, format, width, height } = output
      return [{ kind: 'written' as const, path, format, width, height, bytes }]
    })
  }
}

function isFile(stat: BigIntStats, file: FileId): boolean {
  return stat.dev === file.device && stat.ino === file.inode
}

function settle(
  index: number,
  job: WriteJob,
  elapsedMs: number,
  outcome: Exclude<PoolOutcome, { kind: 'cancelled' }>,
  attempts: JobAttempts,
): JobResult {
  const base = { ...describeSource(index, job), elapsedMs }
  const existing = job.outputs.filter((output) => output.action === 'skip').map(skippedOutput)
  if (outcome.kind !== 'replied') {
    const published = attempts.published()
    const outputs = [...published, ...existing]
    if (published.length === job.outputs.length - existing.length) {
      const warnings = ['It was stopped after everything had been written; what may have been lost was not told.']
      return { ...base, ...noReason, status: 'done', failure: null, outputs, warnings }
    }
    return { ...base, ...noReason, status: 'failed', failure: describePoolOutcome(outcome), outputs }
  }
  const reply = outcome.payload as ProcessReply
  const outputs = [...reply.outputs, ...existing]
  const { losses, warnings } = reply
  const failed = reply.outputs.find((output) => output.kind === 'failed')
  const failure = reply.failure ?? failed?.failure ?? null
  if (failure !== null) return { ...base, ...noReason, status: 'failed', failure, outputs, losses, warnings }
  const isSkipped = reply.outputs.every((output) => output.kind === 'skipped')
  const skipped = outputs.find((output) => output.kind === 'skipped')
  return {
    ...base,
    status: isSkipped ? 'skipped' : 'done',
    reason: isSkipped ? (skipped?.reason ?? null) : null,
    reasonCode: isSkipped ? 'not-smaller' : null,
    failure: null,
    outputs,
    losses,
    warnings,
  }
}

/** A result for a job that no child has to run. */
export function settleWithoutChild(index: number, job: Exclude<PlannedJob, { action: 'write' }>): JobResult {
  const base = describeSource(index, job)
  const outputs = job.outputs.filter((output) => output.action === 'skip').map(skippedOutput)
  return job.action === 'skip'
    ? { ...base, status: 'skipped', reason: job.reason, reasonCode: job.reasonCode, failure: null, outputs }
    : { ...base, ...noReason, status: 'failed', failure: job.failure, outputs: [] }
}

const noReason = { reason: null, reasonCode: null }

function skippedOutput(output: PlannedOutput): OutputResult {
  return { kind: 'skipped', path: output.path, reason: 'A file of this name exists.' }
}

function describeSource(
  index: number,
  job: PlannedJob,
): Omit<JobResult, 'status' | 'reason' | 'reasonCode' | 'failure' | 'outputs'> {
  const { facts, source } = job
  return {
    index,
    source: source.path,
    sourceBytes: facts?.identity.bytes ?? 0,
    megapixels: facts === null ? 0 : megapixels(facts.width, facts.height, facts.frames),
    sourceWidth: facts?.width ?? 0,
    sourceHeight: facts?.height ?? 0,
    elapsedMs: 0,
    losses: [],
    warnings: [],
  }
}

export function megapixels(width: number, height: number, frames: number): number {
  return (width * height * frames) / 1e6
}
