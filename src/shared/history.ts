/** What the journal tells of batches that were, in the words that window, command line and store share. */

/** Why a file was left as it is when its batch was undone, as a closed list. */
export const undoRefusalCodes = [
  /** The written file is another by now, or was edited. */
  'output-changed',
  /** A created file is not removed, because what it was made of is gone or changed: it may be all that is left. */
  'source-gone',
  /** What was replaced is not where it was kept, or was changed there. */
  'original-gone',
  /** Something else stands where the original belongs. */
  'place-taken',
  /** It was being written when the app ended, and nobody knows whether it is ours: resume the batch, then undo it. */
  'unfinished',
  /** The system refused. */
  'system',
] as const
export type UndoRefusalCode = (typeof undoRefusalCodes)[number]

export interface UndoRefusal {
  readonly code: UndoRefusalCode
  /** A whole English sentence that says what was found and what to do. */
  readonly message: string
}

/** Where a batch is. */
export const batchStates = [
  /** It runs, in this process or another. */
  'running',
  /** Its process ended before it did: it can be resumed. */
  'interrupted',
  'finished',
  /** The person ended it: it can be resumed as well. */
  'cancelled',
  /** A full disk, a volume that went away, children that do not start: it can be resumed. */
  'stopped',
  /** The person does not want the rest. */
  'dismissed',
  'undoing',
  /** Its undo was stopped, or its process ended: undo goes on where it was. */
  'undo-interrupted',
  /** Everything was taken back that could be. */
  'undone',
] as const
export type BatchRecordState = (typeof batchStates)[number]

/** Whether what is left of a batch in this state can be done. */
export function canResume(state: BatchRecordState): boolean {
  return state === 'interrupted' || state === 'cancelled' || state === 'stopped'
}

/**
 * Whether what was written by a batch in this state can be taken back, as far as anything of it is left: what an undo had to
 * leave alone may be tried again, once what was in the way is not there any more.
 */
export function canUndo(state: BatchRecordState): boolean {
  return state !== 'running' && state !== 'undoing'
}

/** Why a batch waits as a whole, as a closed list. */
export const holdReasons = ['person', 'disk-full', 'volume-gone', 'battery', 'suspend'] as const
export type HoldReason = (typeof holdReasons)[number]

/** A wait of the whole batch. Bytes are null where they mean nothing. */
export interface Hold {
  readonly reason: HoldReason
  /** The folder on the disk that is full or gone; null for the other reasons. */
  readonly folder: string | null
  readonly freeBytes: number | null
  /** So much has to be free before it goes on. */
  readonly neededBytes: number | null
}
