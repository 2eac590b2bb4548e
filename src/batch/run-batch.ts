import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import { type Failure, stopsTheBatch } from '../shared/failure.ts'
import type { PlannedJob } from '../shared/plan.ts'
import type { Recipe } from '../shared/recipe.ts'
import type { LossCode } from '../shared/child-tasks.ts'
import type { BatchEvent, BatchSummary, JobResult, LossCount } from './batch-event.ts'
import { BoundedQueue } from './bounded-queue.ts'
import { planBatch } from './plan-batch.ts'
import { megapixels, runJob, settleWithoutChild } from './run-job.ts'
import type { ScanOptions } from './scan-sources.ts'

export interface BatchOptions {
  readonly scan: ScanOptions
  readonly recipe: Recipe
  readonly pool: ProcessPool
  /** Jobs that may run at once; a few times as many wait in the pool, for its memory budget to choose from. */
  readonly workSlots: number
  readonly clock: Clock
  /** POSIX permission bits of new files, umask applied. */
  readonly fileMode: number
  /** Time per file until its child is killed; null for none. */
  readonly deadlineMs: number | null
  /** Eight hexadecimal digits, different every time. */
  readonly randomHex: () => string
  readonly onEvent: (event: BatchEvent) => void
}

export interface RunningBatch {
  /** Resolves after everything has settled; rejects only for a bug. */
  readonly ended: Promise<BatchSummary>
  /** Finishes what runs and starts nothing more. */
  cancel(): void
}

/** Starts a run over many files and returns at once; what happens is told through `onEvent`. */
export function startBatch(options: BatchOptions): RunningBatch {
  const batch = new Batch(options)
  return {
    ended: batch.run(),
    cancel: () => {
      batch.stop(null)
    },
  }
}

/** Planned jobs that wait for a place; their pixels are known, which makes the time left an honest estimate. */
const plannedAhead = 500

class Batch {
  readonly #options: BatchOptions
  readonly #startedMs: number
  readonly #planned = new BoundedQueue<{ readonly index: number; readonly job: PlannedJob }>(plannedAhead)
  readonly #running = new Set<Promise<void>>()
  #total = 0
  #done = 0
  #skipped = 0
  #failed = 0
  #sourceBytes = 0
  #outputBytes = 0
  readonly #losses = new Map<LossCode, LossCount>()
  #isCancelled = false
  #stopped: Failure | null = null

  constructor(options: BatchOptions) {
    this.#options = options
    this.#startedMs = options.clock.now()
  }

  async run(): Promise<BatchSummary> {
    await Promise.all([this.#plan(), this.#dispatch()])
    await Promise.all(this.#running)
    const summary = this.#summary()
    this.#emit({ kind: 'ended', summary })
    return summary
  }

  /** `failure` is what made going on pointless; null when the person asked. */
  stop(failure: Failure | null): void {
    if (this.#isCancelled || this.#stopped !== null) return
    if (failure === null) this.#isCancelled = true
    else this.#stopped = failure
    this.#emit({ kind: 'stopping', failure })
    this.#planned.close()
    this.#options.pool.stop()
  }

  get #isStopping(): boolean {
    return this.#isCancelled || this.#stopped !== null
  }

  async #plan(): Promise<void> {
    const { scan, recipe, pool, deadlineMs, clock } = this.#options
    const jobs = planBatch({
      scan,
      recipe,
      pool,
      lane: 'light',
      requestsAhead: 2,
      deadlineMs,
      clock,
      onEvent: (event) => {
        if (event.kind === 'scanned') this.#total = event.total
        else this.#total = Math.max(this.#total, event.found)
        this.#emit(event)
      },
    })
    try {
      let index = 0
      for await (const job of jobs) {
        if (this.#isStopping) break
        this.#total = Math.max(this.#total, index + 1)
        this.#emit({ kind: 'planned', index, job })
        if (!(await this.#planned.push({ index, job }))) break
        index += 1
      }
      this.#planned.end()
    } catch (error) {
      this.#planned.fail(error)
    }
  }

  async #dispatch(): Promise<void> {
    const maxInPool = this.#options.workSlots * 4
    for await (const { index, job } of this.#planned) {
      if (job.action !== 'write') {
        this.#finish(settleWithoutChild(index, job))
        continue
      }
      const running: Promise<void> = this.#runOne(index, job).finally(() => this.#running.delete(running))
      this.#running.add(running)
      if (this.#running.size >= maxInPool) await Promise.race(this.#running)
    }
  }

  async #runOne(index: number, job: Extract<PlannedJob, { action: 'write' }>): Promise<void> {
    const { facts, source } = job
    const { recipe } = this.#options
    const result = await runJob(
      index,
      job,
      { ...this.#options, dates: recipe.dates },
      {
        onStart: () => {
          const size = megapixels(facts.width, facts.height, facts.frames)
          this.#emit({ kind: 'started', index, source: source.path, megapixels: size })
        },
        onStage: (stage) => {
          this.#emit({ kind: 'stage', index, stage })
        },
      },
    )
    if (result !== null) this.#finish(result)
  }

  #finish(result: JobResult): void {
    if (result.status === 'done') this.#countDone(result)
    else if (result.status === 'skipped') this.#skipped += 1
    else this.#failed += 1
    this.#emit({ kind: 'finished', result })
    if (result.failure !== null && stopsTheBatch(result.failure)) this.stop(result.failure)
  }

  #countDone(result: JobResult): void {
    this.#done += 1
    this.#sourceBytes += result.sourceBytes
    for (const output of result.outputs) {
      if (output.kind === 'written' || output.kind === 'copied') this.#outputBytes += output.bytes
    }
    for (const { code, message } of result.losses) {
      const { count } = this.#losses.get(code) ?? { count: 0 }
      this.#losses.set(code, { message, count: count + 1 })
    }
  }

  #summary(): BatchSummary {
    const settled = this.#done + this.#skipped + this.#failed
    return {
      total: this.#total,
      done: this.#done,
      skipped: this.#skipped,
      failed: this.#failed,
      notStarted: this.#total - settled,
      sourceBytes: this.#sourceBytes,
      outputBytes: this.#outputBytes,
      losses: [...this.#losses.values()],
      elapsedMs: this.#options.clock.now() - this.#startedMs,
      cancelled: this.#isCancelled,
      stopped: this.#stopped,
    }
  }

  #emit(event: BatchEvent): void {
    this.#options.onEvent(event)
  }
}
