import type { Loss, OutputResult, Stage } from '../shared/child-tasks.ts'
import type { Failure } from '../shared/failure.ts'
import type { PlannedJob } from '../shared/plan.ts'
import type { NoteCode } from '../shared/rows.ts'

/** How one source ended; every source of a batch ends in exactly one of these. */
export interface JobResult {
  /** 0-based, in the batch's stable order. */
  readonly index: number
  /** Absolute. */
  readonly source: string
  readonly status: 'done' | 'skipped' | 'failed'
  /** Why it was skipped, in words; null otherwise. */
  readonly reason: string | null
  /** The same as a code; null where there is no reason. */
  readonly reasonCode: NoteCode | null
  readonly failure: Failure | null
  readonly outputs: readonly OutputResult[]
  readonly sourceBytes: number
  /** Of the upright source; 0 where the header could not be read. */
  readonly megapixels: number
  readonly sourceWidth: number
  readonly sourceHeight: number
  /** From dispatch to the end, the last attempt only; 0 for what never ran. */
  readonly elapsedMs: number
  readonly losses: readonly Loss[]
  readonly warnings: readonly string[]
}

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
  /** Its child died: it is tried again or ends, and does not run until then. */
  | { readonly kind: 'interrupted'; readonly index: number }
  | { readonly kind: 'finished'; readonly result: JobResult }
  | { readonly kind: 'stopping'; readonly failure: Failure | null }
  | { readonly kind: 'ended'; readonly summary: BatchSummary }
