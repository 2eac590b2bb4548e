import type { ReplacedOriginal } from '../shared/plan.ts'

/** Originals are replaced by their outputs: what the planner has to know for that. Never part of a recipe. */
export interface ReplacePlanning {
  /** Sources that are links, or have further names, may be replaced; else they are refused. */
  readonly takesLinks: boolean
  /** Where the originals of a folder go; `folder` is canonical. See `createKeeperFor`. */
  keeperFor(folder: string): Promise<ReplacedOriginal['keeper']>
  /** Of the folders beside them, where there is no bin; see `originalsFolderName`. */
  readonly folderName: string
}

/** Files that an output overwrites are kept for undo, under names that carry their batch. */
export interface KeptFiles {
  /** Eight hexadecimal digits. */
  readonly batchId: string
}

/** `Originals YYYY-MM-DD`, by the day on which a batch was begun in this machine's time zone; milliseconds since the epoch. */
export function originalsFolderName(startedMs: number): string {
  const date = new Date(startedMs)
  const digits = (value: number): string => String(value).padStart(2, '0')
  return `Originals ${String(date.getFullYear())}-${digits(date.getMonth() + 1)}-${digits(date.getDate())}`
}

/** Whether a folder of this name holds originals that were replaced. */
export function isOriginalsFolder(name: string): boolean {
  return /^Originals \d{4}-\d{2}-\d{2}$/.test(name)
}

/** Beside files that were overwritten: what was there before, until it is too old to be put back. Hidden. */
export const keptFolderName = '.batchfit-kept'
