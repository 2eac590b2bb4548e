import type { Stage } from '../shared/child-tasks.ts'
import type { Failure } from '../shared/failure.ts'
import type { Hold } from '../shared/history.ts'
import type { JobResult } from '../shared/job-result.ts'
import type { PlannedJob } from '../shared/plan.ts'

/** In how many of the sources that are done something was lost. */
export interface LossCount {
  /** As told of the last of them. */
  readonly message: string
  readonly count: number
}

export interface BatchSummary {
  readonly total: number
  readonly done: number
  readonly skipped: number
  readonly failed: number
  /** Sources that were never begun, because the batch was cancelled or had to stop. */
  readonly notStarted: number
  /** Of the sources that are done, so that it compares with `outputBytes`. */
  readonly sourceBytes: number
  readonly outputBytes: number
  readonly losses: readonly LossCount[]
  readonly elapsedMs: number
  /** The person asked for the end. */
  readonly cancelled: boolean
  /** What made going on pointless (a full disk, children that do not start); null otherwise. */
  readonly stopped: Failure | null
}

/** What a batch tells while it runs, in the order in which it happens. */
export type BatchEvent =
  /** How many sources were found so far; at most ten a second. */
  | { readonly kind: 'scanning'; readonly found: number }
  /** The scan is over: `total` sources, entries left out by kind. */
  | {
      readonly kind: 'scanned'
      readonly total: number
      readonly leftOut: { readonly hidden: number; readonly special: number }
    }
  | { readonly kind: 'planned'; readonly index: number; readonly job: PlannedJob }
  | { readonly kind: 'started'; readonly index: number; readonly source: string; readonly megapixels: number }
  | { readonly kind: 'stage'; readonly index: number; readonly stage: Stage }
  /** Its child died, or the disk could not be used: it is tried again or ends, and does not run until then. */
  | { readonly kind: 'interrupted'; readonly index: number }
  | { readonly kind: 'finished'; readonly result: JobResult }
  /** It had ended so before the batch was resumed; only counted. */
  | { readonly kind: 'recalled'; readonly result: JobResult }
  /** The whole batch waits, or goes on: the reasons for which it waits now, none when it goes on. */
  | { readonly kind: 'held'; readonly holds: readonly Hold[] }
  | { readonly kind: 'stopping'; readonly failure: Failure | null }
  | { readonly kind: 'ended'; readonly summary: BatchSummary }
