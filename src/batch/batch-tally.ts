import type { LossCode } from '../shared/child-tasks.ts'
import type { JobResult } from '../shared/job-result.ts'
import type { BatchSummary, LossCount } from './batch-event.ts'

/** Counts how the jobs of a batch end. */
export class BatchTally {
  #done = 0
  #skipped = 0
  #failed = 0
  #sourceBytes = 0
  #outputBytes = 0
  readonly #losses = new Map<LossCode, LossCount>()

  add(result: JobResult): void {
    if (result.status === 'done') this.#addDone(result)
    else if (result.status === 'skipped') this.#skipped += 1
    else this.#failed += 1
  }

  /** `total` is how many sources there are. */
  sum(total: number): Omit<BatchSummary, 'elapsedMs' | 'cancelled' | 'stopped'> {
    return {
      total,
      done: this.#done,
      skipped: this.#skipped,
      failed: this.#failed,
      notStarted: total - this.#done - this.#skipped - this.#failed,
      sourceBytes: this.#sourceBytes,
      outputBytes: this.#outputBytes,
      losses: [...this.#losses.values()],
    }
  }

  #addDone(result: JobResult): void {
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
}
