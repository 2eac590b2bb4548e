import type { FailureCode } from './failure.ts'

/**
 * Where a row is. The stages between `waiting` and `done` are facts told by the child that works on it; see
 * `Stage`. The number of a state in columns is its place in this list.
 */
export const rowStates = ['waiting', 'reading', 'resizing', 'saving', 'checking', 'done', 'skipped', 'failed'] as const
export type RowState = (typeof rowStates)[number]

/** What the plan says of a row; `unknown` until its header has been read and its place has been decided. */
export const planActions = ['unknown', 'write', 'skip', 'refuse'] as const
export type PlanAction = (typeof planActions)[number]

/** What is worth a mark or a filter, as bits of the `marks` column. */
export const rowMarks = {
  hasAlpha: 1,
  isAnimated: 2,
  /** Something could not be carried over; the row's details say what. */
  hasLosses: 4,
  hasWarnings: 8,
  /** Its name was taken, so it gets another. */
  isRenamed: 16,
  /** Two sources want one target, or the target is there already, or it is an original. */
  isClash: 32,
  /** Neither size nor format changes. */
  isNoOp: 64,
} as const

/**
 * Rows as columns: the i-th entry of every column belongs to row `rows[i]`. Sizes are pixels of the upright picture,
 * 0 where unknown; bytes are 0 where unknown; `target…` and `estimatedBytes` are of the plan, `outputBytes` of what
 * was written. With several outputs the target is the first one's, and bytes are the sum.
 */
export interface RowColumns {
  readonly rows: Uint32Array
  readonly states: Uint8Array
  readonly actions: Uint8Array
  readonly marks: Uint8Array
  /** Place in `sourceFormats` plus 1; 0 where unknown. */
  readonly formats: Uint8Array
  /** Place in `outputFormats` plus 1; 0 where unknown. */
  readonly targetFormats: Uint8Array
  readonly widths: Uint32Array
  readonly heights: Uint32Array
  readonly targetWidths: Uint32Array
  readonly targetHeights: Uint32Array
  readonly sourceBytes: Float64Array
  readonly estimatedBytes: Float64Array
  readonly outputBytes: Float64Array
  /** How long a running row will probably take from its start to its end, in milliseconds; 0 where nothing is known. */
  readonly expectedMs: Float32Array
}

/** Why a row is as it is, in words; `text` is English, `code` lets the window say it in another language. */
export interface RowMessage {
  readonly row: number
  readonly kind: 'failure' | 'note'
  readonly code: FailureCode | NoteCode | null
  readonly text: string
}

/** Why something is skipped or done otherwise than one would think, as a closed list. */
export const noteCodes = [
  'exists-already',
  'some-exist-already',
  'renamed',
  'copied-if-not-smaller',
  'skipped-if-not-smaller',
  'not-smaller',
  'not-a-picture',
  'input-empty',
] as const
export type NoteCode = (typeof noteCodes)[number]

/** Columns of this many rows, all zero. */
export function emptyColumns(length: number): RowColumns {
  return {
    rows: new Uint32Array(length),
    states: new Uint8Array(length),
    actions: new Uint8Array(length),
    marks: new Uint8Array(length),
    formats: new Uint8Array(length),
    targetFormats: new Uint8Array(length),
    widths: new Uint32Array(length),
    heights: new Uint32Array(length),
    targetWidths: new Uint32Array(length),
    targetHeights: new Uint32Array(length),
    sourceBytes: new Float64Array(length),
    estimatedBytes: new Float64Array(length),
    outputBytes: new Float64Array(length),
    expectedMs: new Float32Array(length),
  }
}
