import type { Loss, OutputResult } from './child-tasks.ts'
import type { Failure } from './failure.ts'
import type { Fingerprint } from './image-facts.ts'
import type { NoteCode } from './rows.ts'

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
  /** The original that gave way to an output of another name, as it is kept; null where none did. */
  readonly retired: Fingerprint | null
}
