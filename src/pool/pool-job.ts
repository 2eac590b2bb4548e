import type { ChildExit } from './child-runtime.ts'

/** What a pool is asked to do. It neither knows nor looks at what the payloads mean. */
export interface PoolJob {
  /** `work` goes to the work slots; `light` to the light slots, which answer a person while the batch runs. */
  readonly lane: 'work' | 'light'
  /** Memory the job is expected to need at its peak, in bytes; jobs run together while their sum is in the budget. */
  readonly costBytes: number
  /** Resident memory above which the child gives the job up, in bytes; null for none. */
  readonly memoryLimitBytes: number | null
  /** Time from dispatch until the child is killed; null for none. */
  readonly deadlineMs: number | null
  /** Asked for anew for every attempt, 1 for the first. */
  payload(attempt: number): unknown
  /** At every dispatch. */
  onStart?(attempt: number): void
  onProgress?(payload: unknown): void
  /** After a child died with this job, before it is retried or settled: sweep what the child left. Must not reject. */
  afterChildDeath?(): Promise<void>
}

/** How a job ended; exactly one of these for every job. */
export type PoolOutcome =
  | { readonly kind: 'replied'; readonly payload: unknown; readonly attempts: number }
  /** The child died of the job, and again when it was retried alone. */
  | { readonly kind: 'crashed'; readonly exit: ChildExit; readonly attempts: number }
  /** Somebody else (or the system, short of memory) killed the child, every time. */
  | { readonly kind: 'killed'; readonly exit: ChildExit; readonly attempts: number }
  | { readonly kind: 'deadline'; readonly limitMs: number }
  /** The child grew past the job's memory limit; not retried, it would again. */
  | { readonly kind: 'over-memory'; readonly rssBytes: number; readonly limitBytes: number }
  /** Children die before they are ready: nothing will ever run. */
  | { readonly kind: 'cannot-start'; readonly exit: ChildExit }
  /** The pool was told to stop before the job had begun, or was killed while it ran. */
  | { readonly kind: 'cancelled' }
