import type { JobResult } from '../shared/job-result.ts'
import type { Failure } from '../shared/failure.ts'
import type { BatchRecordState, UndoRefusal } from '../shared/history.ts'
import type { Fingerprint, FileIdentity, OutputFormat } from '../shared/image-facts.ts'
import type { ReplacedOriginal, SourceFile } from '../shared/plan.ts'
import type { Recipe } from '../shared/recipe.ts'

/**
 * The journal of every batch: what was to be done, what was planned, what was written, replaced and kept. A batch is named
 * by eight hexadecimal digits, a job by its place in the batch, an output by its place in the recipe.
 */
export interface Store {
  /** What became of an earlier file, or why nothing is kept; null where all is well. */
  readonly problem: StoreProblem | null
  /** False where nothing is kept: entries go nowhere, and there is no history, resume or undo. */
  readonly isKeeping: boolean

  /** Rejects where it could not be written. The batch belongs to this process from now on. */
  begin(batch: BatchStart): Promise<void>
  /**
   * Takes an entry; entries are committed in their order, many at a time, soon after. Never throws. What cannot be written
   * is told once by `onUnwritable` (a disk that is full), and tried again with the next.
   */
  write(entry: JournalEntry): void
  /** Resolves when every entry so far is committed: it outlives this process. Rejects where it could not be written. */
  committed(): Promise<void>
  /** How many entries wait to be committed: who writes many waits while it is high. */
  readonly pending: number

  /** Newest first. Of the inputs of each, the first hundred. */
  batches(offset: number, limit: number): Promise<{ readonly total: number; readonly items: readonly BatchRecord[] }>
  /** Batches that no living process works on and that did not end (`interrupted`, `undo-interrupted`), newest first. Not those that somebody stopped. */
  interrupted(): Promise<readonly BatchRecord[]>
  batch(id: string): Promise<BatchRecord | null>
  /** By ascending place from `from` on, at most `limit`. */
  jobs(id: string, from: number, limit: number): Promise<readonly JobRecord[]>
  /** How the jobs ended that did, by ascending place from `from` on, at most `limit`. */
  results(id: string, from: number, limit: number): Promise<readonly JobResult[]>
  /** What was written and not taken back, by descending place and output, below `before` (exclusive; null from the end). */
  written(id: string, before: OutputPlace | null, limit: number): Promise<readonly WrittenRecord[]>
  /** Written files that an undo left alone, and why. */
  refused(id: string, offset: number, limit: number): Promise<readonly RefusedRecord[]>
  /** Folders that were not there before the batch, deepest first. */
  createdFolders(id: string): Promise<readonly string[]>
  /** Distinct folders of planned outputs that were not finished, and of what they keep, where a temp file may be left. */
  unfinishedFolders(id: string): Promise<readonly string[]>

  /**
   * Takes over a batch that no living process works on, to run what is left or to undo it. `busy`: another process works
   * on it. `gone`: there is none of this name, or it is over for this purpose.
   */
  claim(id: string, activity: 'run' | 'undo'): Promise<'claimed' | 'busy' | 'gone'>
  /** Drops a batch from the history; not while a process works on it. What it wrote stays, and can be undone no more. */
  forget(id: string): Promise<void>

  /** The list of the window that no batch had begun with, of a process that ended without closing; empty where none. */
  lostList(): Promise<readonly SourceFile[]>
  /** It was brought back, or nobody wants it. */
  dropLostList(): Promise<void>

  /** Names of batches that ended before this time, or began before it and never ended, and that nobody works on. */
  expired(beforeMs: number): Promise<readonly string[]>

  /** Commits what waits and lets go; a clean end. May be called again. */
  close(): Promise<void>
}

/** `setAsidePath`: where the unusable file is now. `detail`: what the system or SQLite said. */
export interface StoreProblem {
  readonly code: 'damaged' | 'too-new' | 'unavailable'
  readonly setAsidePath: string | null
  readonly detail: string
}

export interface BatchStart {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly startedMs: number
  readonly origin: 'window' | 'cli'
  readonly recipe: Recipe
  readonly isReplace: boolean
  /** Files and folders as they were given. */
  readonly inputs: readonly string[]
  /** What a resume needs besides the recipe. */
  readonly options: BatchOptionsRecord
}

export interface BatchOptionsRecord {
  readonly workingFolder: string
  readonly recursive: boolean
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Links may be replaced. */
  readonly takesLinks: boolean
}

export interface BatchTotals {
  readonly total: number
  readonly done: number
  readonly skipped: number
  readonly failed: number
  readonly sourceBytes: number
  readonly outputBytes: number
  readonly elapsedMs: number
}

export interface BatchRecord extends BatchStart, BatchTotals {
  readonly state: BatchRecordState
  /** Null while it is not over. */
  readonly endedMs: number | null
  readonly stopped: Failure | null
  /** Of the first output that was planned; null before. */
  readonly folder: string | null
  /** Every source is known: a resume need not scan again. */
  readonly isScanned: boolean
  /** Written files, those that undo took back, and those that it left alone. */
  readonly written: number
  readonly undone: number
  readonly refused: number
}

/** What was decided of one output; enough to write it again without deciding anew. */
export interface PlannedOutputRecord {
  readonly index: number
  readonly path: string
  readonly format: OutputFormat
  readonly action: 'write' | 'skip'
  readonly overwrite: boolean
  readonly keepPath: string | null
}

export type JobPlanRecord =
  | {
      readonly action: 'write'
      readonly identity: FileIdentity
      readonly original: ReplacedOriginal | null
      readonly outputs: readonly PlannedOutputRecord[]
    }
  /** Skipped or refused: its result follows. */
  | { readonly action: 'none'; readonly identity: FileIdentity | null }

export interface JobRecord {
  readonly place: number
  readonly source: SourceFile
  /** Why the scan gave it up; null where it did not. */
  readonly failure: Failure | null
  /** Null while nothing is planned. */
  readonly plan: JobPlanRecord | null
  readonly status: 'waiting' | JobResult['status']
  /** What a `replaced` entry told, while the job has not ended: only the bin is left to do. Null otherwise. */
  readonly replaced: JobResult | null
}

export interface OutputPlace {
  readonly place: number
  readonly output: number
}

export interface WrittenRecord extends OutputPlace {
  readonly path: string
  readonly fingerprint: Fingerprint
  /** The file that it replaced: where it is kept, and where it belongs. Null where it replaced none. */
  readonly kept: {
    readonly path: string
    readonly keptAt: string
    readonly keeper: 'bin' | 'folder' | 'hidden'
    readonly fingerprint: Fingerprint
  } | null
  readonly source: { readonly path: string; readonly identity: FileIdentity }
}

export interface RefusedRecord extends OutputPlace {
  readonly path: string
  readonly refusal: UndoRefusal
}

/** One thing that happened, told in the order in which it did. Every entry names its batch but those of the list. */
export type JournalEntry =
  | {
      readonly kind: 'added'
      readonly batch: string
      /** Place of the first; the others follow. */
      readonly firstPlace: number
      readonly sources: readonly { readonly source: SourceFile; readonly failure: Failure | null }[]
    }
  | { readonly kind: 'scanned'; readonly batch: string; readonly total: number }
  | { readonly kind: 'planned'; readonly batch: string; readonly place: number; readonly plan: JobPlanRecord }
  /** Folders that are not there yet and will be made when something is written. */
  | { readonly kind: 'folders'; readonly batch: string; readonly paths: readonly string[] }
  /** The outputs are at their places and the original beside them, about to go to the bin. */
  | { readonly kind: 'replaced'; readonly batch: string; readonly result: JobResult }
  /** The end of a job. `place` is its index; a later one takes the place of an earlier. */
  | { readonly kind: 'finished'; readonly batch: string; readonly result: JobResult }
  | {
      readonly kind: 'ended'
      readonly batch: string
      readonly state: 'finished' | 'cancelled' | 'stopped'
      readonly endedMs: number
      /** Of this run of the batch: a batch that is resumed adds to what it had. */
      readonly elapsedMs: number
      readonly stopped: Failure | null
    }
  | { readonly kind: 'dismissed'; readonly batch: string }
  | { readonly kind: 'undone'; readonly batch: string; readonly at: OutputPlace; readonly refusal: UndoRefusal | null }
  | { readonly kind: 'undo-ended'; readonly batch: string; readonly isWhole: boolean }
  /** The window's list, which no batch has begun with yet. */
  | { readonly kind: 'listed'; readonly sources: readonly SourceFile[] }
  | { readonly kind: 'unlisted'; readonly paths: readonly string[] | 'all' }
