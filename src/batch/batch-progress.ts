import type { LossCode } from '../shared/child-tasks.ts'
import type { Failure } from '../shared/failure.ts'
import type { OutputFormat, SourceFormat } from '../shared/image-facts.ts'
import type { BatchState } from '../shared/ipc-contract.ts'
import type { JobResult } from '../shared/job-result.ts'
import type { LearnedSpeed } from './learned-speed.ts'
import { estimateTimeLeft } from './progress-estimate.ts'
import { RecentRate } from './recent-rate.ts'
import { type Work, WorkShare } from './work-share.ts'

export const idleBatch: BatchState = {
  phase: 'idle',
  total: 0,
  done: 0,
  skipped: 0,
  failed: 0,
  running: 0,
  fraction: 0,
  elapsedMs: 0,
  filesPerSecond: 0,
  bytesPerSecond: 0,
  timeLeft: null,
  sourceBytes: 0,
  outputBytes: 0,
  losses: [],
  cancelled: false,
  stopped: null,
  holds: [],
  id: null,
  isReplace: false,
}

export interface BatchProgressOptions {
  readonly total: number
  readonly startedMs: number
  readonly speed: LearnedSpeed
  /** Formats that a source of this format becomes. */
  outputFormats(format: SourceFormat): readonly OutputFormat[]
}

interface Running {
  readonly work: Work
  readonly startedMs: number
  readonly expectedMs: number
}

/** However long a source takes, its share is never counted as all done before it is. */
const mostOfOne = 0.95

/** The figures of one batch: counts, share done, speed and time left. Nothing here looks at all rows. */
export class BatchProgress {
  readonly #options: BatchProgressOptions
  readonly #share: WorkShare
  readonly #running = new Map<number, Running>()
  readonly #recent = new RecentRate()
  readonly #losses = new Map<LossCode, { message: string; count: number }>()
  readonly #counts = { done: 0, skipped: 0, failed: 0 }
  /** Sources that a child had to do with. */
  #workedCount = 0
  #sourceBytes = 0
  #outputBytes = 0
  #fraction = 0
  /** Time without the pauses: so much up to the last, and since when it runs again; null during one. */
  #elapsedMs = 0
  #sinceMs: number | null

  constructor(options: BatchProgressOptions) {
    this.#options = options
    this.#share = new WorkShare(options.speed, (format) => options.outputFormats(format))
    this.#sinceMs = options.startedMs
  }

  get runningCount(): number {
    return this.#running.size
  }

  /** There is so much to do for a row of the batch; null for nobody knows. What is never done needs no word. */
  add(work: Work): void {
    this.#share.add(work)
  }

  /** There is not so much to do after all. */
  drop(work: Work): void {
    this.#share.drop(work)
  }

  /** Places of those that run. */
  running(): readonly number[] {
    return [...this.#running.keys()]
  }

  /** How long it will probably take, in milliseconds; 0 where nothing is known. */
  start(index: number, work: Work, nowMs: number): number {
    const { speed, outputFormats } = this.#options
    const expectedMs = work === null ? 0 : speed.expectedMs(work.format, outputFormats(work.format), work.megapixels)
    this.#running.set(index, { work, startedMs: nowMs, expectedMs })
    return expectedMs
  }

  interrupt(index: number): void {
    this.#running.delete(index)
  }

  finish(result: JobResult, work: Work, nowMs: number): void {
    const hasRun = this.#running.delete(result.index)
    this.#counts[result.status] += 1
    if (hasRun) {
      this.#workedCount += 1
      this.#recent.add(this.#elapsedAt(nowMs), result.sourceBytes)
    }
    // What no child had to do says nothing of how fast they are.
    if (work !== null && hasRun) this.#share.finish(work)
    else if (work !== null) this.#share.drop(work)
    if (result.status !== 'done') return
    this.#sourceBytes += result.sourceBytes
    for (const output of result.outputs) if ('bytes' in output) this.#outputBytes += output.bytes
    for (const { code, message } of result.losses) {
      this.#losses.set(code, { message, count: (this.#losses.get(code)?.count ?? 0) + 1 })
    }
    if (work === null) return
    const { speed, outputFormats } = this.#options
    speed.learn(work.format, outputFormats(work.format), work.megapixels, result.elapsedMs)
  }

  pause(nowMs: number): void {
    this.#elapsedMs = this.#elapsedAt(nowMs)
    this.#sinceMs = null
  }

  resume(nowMs: number): void {
    this.#sinceMs ??= nowMs
  }

  state(
    phase: Exclude<BatchState['phase'], 'idle'>,
    nowMs: number,
    end: { readonly cancelled: boolean; readonly stopped: Failure | null },
  ): Omit<BatchState, 'holds' | 'id' | 'isReplace'> {
    const elapsedMs = this.#elapsedAt(nowMs)
    const { files, bytes } = this.#speed(phase, elapsedMs)
    return {
      phase,
      total: this.#options.total,
      ...this.#counts,
      running: this.#running.size,
      fraction: this.#fractionAt(nowMs),
      elapsedMs,
      filesPerSecond: files,
      bytesPerSecond: bytes,
      timeLeft: phase === 'ended' ? null : this.#timeLeft(nowMs),
      sourceBytes: this.#sourceBytes,
      outputBytes: this.#outputBytes,
      losses: [...this.#losses].map(([code, { message, count }]) => ({ code, message, count })),
      ...end,
    }
  }

  /** Lately; at the end, on the whole. */
  #speed(phase: BatchState['phase'], elapsedMs: number): { readonly files: number; readonly bytes: number } {
    if (phase !== 'ended') return this.#recent.at(elapsedMs)
    if (elapsedMs <= 0) return { files: 0, bytes: 0 }
    return { files: (this.#workedCount / elapsedMs) * 1000, bytes: (this.#sourceBytes / elapsedMs) * 1000 }
  }

  /** Never less than it was: what is learned on the way may change the share of what is done. */
  #fractionAt(nowMs: number): number {
    const { done, skipped, failed } = this.#counts
    const settled = done + skipped + failed
    const { total } = this.#options
    if (settled >= total) return 1
    const cost = this.#share.totals()
    const all = cost.done + cost.left + cost.unknown * cost.mean
    const share = all > 0 ? (cost.done + this.#underWay(nowMs)) / all : settled / total
    this.#fraction = Math.max(this.#fraction, Math.min(0.999, share))
    return this.#fraction
  }

  /** Cost of what the running ones have probably done by now. */
  #underWay(nowMs: number): number {
    let cost = 0
    for (const { work, startedMs, expectedMs } of this.#running.values()) {
      if (expectedMs > 0) cost += this.#share.costOf(work) * Math.min(mostOfOne, (nowMs - startedMs) / expectedMs)
    }
    return cost
  }

  #timeLeft(nowMs: number): BatchState['timeLeft'] {
    const { done, left, unknown, mean } = this.#share.totals()
    const underWay = this.#underWay(nowMs)
    return estimateTimeLeft({
      doneMegapixels: done + underWay,
      knownMegapixels: Math.max(0, left - underWay),
      unknownCount: unknown,
      meanMegapixels: mean,
      elapsedMs: this.#elapsedAt(nowMs),
      doneCount: this.#workedCount,
    })
  }

  #elapsedAt(nowMs: number): number {
    return this.#elapsedMs + (this.#sinceMs === null ? 0 : nowMs - this.#sinceMs)
  }
}
