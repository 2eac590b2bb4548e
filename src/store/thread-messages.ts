import type { JobResult } from '../shared/job-result.ts'
import type { SourceFile } from '../shared/plan.ts'
import type {
  BatchRecord,
  BatchStart,
  JobRecord,
  JournalEntry,
  OutputPlace,
  RefusedRecord,
  StoreProblem,
  WrittenRecord,
} from './store.ts'

/** What the store's thread is started with. */
export interface ThreadStart {
  readonly folder: string
}

/** The first that comes from the thread: whether it has a journal. */
export type ThreadOpened =
  | { readonly kind: 'opened'; readonly problem: StoreProblem | null }
  | { readonly kind: 'unavailable'; readonly problem: StoreProblem }

/** What the thread can be asked. Pages are small, so that neither side spends long on one message. */
export interface StoreQuestions {
  begin(batch: BatchStart): void
  batches(offset: number, limit: number): { readonly total: number; readonly items: readonly BatchRecord[] }
  interrupted(): readonly BatchRecord[]
  batch(id: string): BatchRecord | null
  jobs(id: string, from: number, limit: number): readonly JobRecord[]
  results(id: string, from: number, limit: number): readonly JobResult[]
  written(id: string, before: OutputPlace | null, limit: number): readonly WrittenRecord[]
  refused(id: string, offset: number, limit: number): readonly RefusedRecord[]
  createdFolders(id: string): readonly string[]
  unfinishedFolders(id: string): readonly string[]
  claim(id: string, activity: 'run' | 'undo'): 'claimed' | 'busy' | 'gone'
  forget(id: string): void
  /** In the order of the list, after the one with this number, with the number of the last. */
  lostList(after: number, limit: number): { readonly sources: readonly SourceFile[]; readonly last: number }
  dropLostList(): void
  expired(beforeMs: number): readonly string[]
  close(): void
}
export type QuestionName = keyof StoreQuestions

export type ThreadRequest =
  /** Groups are numbered from 0 on; one that follows a group that failed is refused until that has come again. */
  | {
      readonly kind: 'append'
      readonly id: number
      readonly group: number
      readonly entries: readonly JournalEntry[]
    }
  | { readonly kind: 'ask'; readonly id: number; readonly name: QuestionName; readonly values: readonly unknown[] }

export type ThreadReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string }
