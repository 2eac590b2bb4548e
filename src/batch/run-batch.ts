import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import { type Failure, stopsTheBatch } from '../shared/failure.ts'
import type { PlannedJob } from '../shared/plan.ts'
import type { LossCode } from '../shared/child-tasks.ts'
import type { BatchEvent, BatchSummary, JobResult, LossCount } from './batch-event.ts'
import { BoundedQueue } from './bounded-queue.ts'
import { megapixels, runJob, settleWithoutChild } from './run-job.ts'

export interface BatchOptions {
  /** What is to be done, in order; read a few hundred jobs ahead of the work. */
  readonly jobs: AsyncIterable<PlannedJob>
  /** Sources that are known so far, planned or not; asked for at the end. */
  total(): number
  readonly dates: 'keep' | 'now'
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
  /** Finishes what runs and starts nothing more until `resume`. */
  pause(): void
  resume(): void
}

/** Starts a run over many files and returns at once; what happens is told through `onEvent`. */
export function startBatch(options: BatchOptions): RunningBatch {
  const batch = new Batch(options)
  return {
    ended: batch.run(),
    cancel: () => {
      batch.stop(null)
    },
    pause: () => {
      batch.pause()
    },
    resume: () => {
      batch.resume()
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
  #planCount = 0
  #done = 0
  #skipped = 0
  #failed = 0
  #sourceBytes = 0
  #outputBytes = 0
  readonly #losses = new Map<LossCode, LossCount>()
  #isCancelled = false
  #stopped: Failure | null = null
  /** Resolves when the pause is over; null while there is none. */
  #pause: { readonly over: Promise<void>; readonly end: () => void } | null = null

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
    this.resume()
  }

  pause(): void {
    if (this.#isStopping || this.#pause !== null) return
    let end: () => void = () => undefined
    const over = new Promise<void>((resolve) => (end = resolve))
    this.#pause = { over, end }
    this.#options.pool.pause()
  }

  resume(): void {
    if (this.#pause === null) return
    this.#pause.end()
    this.#pause = null
    this.#options.pool.resume()
  }

  get #isStopping(): boolean {
    return this.#isCancelled || this.#stopped !== null
  }

  async #plan(): Promise<void> {
    try {
      for await (const job of this.#options.jobs) {
        if (this.#isStopping) break
        const index = this.#planCount++
        this.#emit({ kind: 'planned', index, job })
        if (!(await this.#planned.push({ index, job }))) break
      }
      this.#planned.end()
    } catch (error) {
      this.#planned.fail(error)
    }
  }

  async #dispatch(): Promise<void> {
    const maxInPool = this.#options.workSlots * 4
    for await (const { index, job } of this.#planned) {
      while (this.#pause !== null) await this.#pause.over
      if (this.#isStopping) break
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
    const result = await runJob(index, job, this.#options, {
      onStart: () => {
        const size = megapixels(facts.width, facts.height, facts.frames)
        this.#emit({ kind: 'started', index, source: source.path, megapixels: size })
      },
      onStage: (stage) => {
        this.#emit({ kind: 'stage', index, stage })
      },
      onInterrupted: () => {
        this.#emit({ kind: 'interrupted', index })
      },
    })
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
    const total = Math.max(this.#options.total(), this.#planCount)
    return {
      total,
      done: this.#done,
      skipped: this.#skipped,
      failed: this.#failed,
      notStarted: total - settled,
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
