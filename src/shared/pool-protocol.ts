/**
 * The frames between a pool and its children. A frame says which job it speaks of; what the job is, stands in the
 * payload, which the pool passes on without looking. The pool refuses a frame it does not know; a child trusts its parent.
 */
export const poolProtocolVersion = 1

/** Pool → child. A child holds one job; a second `job` frame before `done` is a bug of the pool. */
export interface ToChild {
  readonly kind: 'job'
  readonly jobId: number
  readonly payload: unknown
  /** A child whose resident memory passes this while it works reports `over-memory` and kills itself; null for none. */
  readonly memoryLimitBytes: number | null
}

/** Child → pool. */
export type FromChild =
  | { readonly kind: 'ready'; readonly protocolVersion: number }
  | { readonly kind: 'progress'; readonly jobId: number; readonly payload: unknown }
  /** From here on the job only waits for the disk: another may compute meanwhile. Said at most once. */
  | { readonly kind: 'computed'; readonly jobId: number }
  /** The only way in which a job is done; `rssBytes` is the child's resident memory afterwards. */
  | { readonly kind: 'done'; readonly jobId: number; readonly payload: unknown; readonly rssBytes: number }
  | { readonly kind: 'over-memory'; readonly jobId: number; readonly rssBytes: number }
