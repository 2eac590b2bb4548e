import type { FailureCode } from '../shared/failure.ts'
import type { Failure } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import type { PlannedOutput, ReplacedOriginal, SourceFile } from '../shared/plan.ts'
import type { NoteCode, PlanAction, RowState } from '../shared/rows.ts'
import type { JobResult } from '../shared/job-result.ts'

/** What stays of a planned output: a hundred thousand rows need not remember how each is rendered. */
export type RowOutput = Pick<PlannedOutput, 'index' | 'path' | 'format' | 'width' | 'height' | 'action'> & {
  /** Estimated. */
  readonly bytes: number
}

export interface RowNote {
  readonly kind: 'failure' | 'note'
  readonly code: FailureCode | NoteCode | null
  readonly text: string
}

/** Everything that main knows of one source. Only `RowStore.update` changes it, so that counts and events follow. */
export interface Row {
  readonly id: number
  readonly name: string
  /** Place in the store's list of folders. */
  readonly folder: number
  readonly treeFolder: string
  readonly origin: SourceFile['origin']
  readonly state: RowState
  /** Null until the header has been read, and where it could not be. */
  readonly facts: ImageFacts | null
  /** Why the scan or the header gave it up; null where it did not. */
  readonly failure: Failure | null
  readonly isInspected: boolean
  readonly action: PlanAction
  /** Bits of `rowMarks`. */
  readonly marks: number
  /** The pass of the plan that decided the action; other than the store's, it is out of date. */
  readonly planPass: number
  readonly outputs: readonly RowOutput[]
  /** Where the original would be kept that its output replaces; null where none is replaced. */
  readonly keeper: ReplacedOriginal['keeper'] | null
  /** Sum over the outputs that would be written. */
  readonly estimatedBytes: number
  readonly outputBytes: number
  readonly expectedMs: number
  readonly message: RowNote | null
  /** Of the last batch that it was part of; null before its end. */
  readonly result: JobResult | null
}

/** What may change of a row. */
export type RowChange = Partial<Omit<Row, 'id' | 'name' | 'folder' | 'treeFolder' | 'origin'>>
