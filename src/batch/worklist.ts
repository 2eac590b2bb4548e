import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import type {
  Answer,
  BatchState,
  Comparison,
  EventOf,
  ImportState,
  OutputOf,
  PlanFilter,
  PlanState,
  RowDetails,
} from '../shared/ipc-contract.ts'
import type { Recipe } from '../shared/recipe.ts'

/** Events of the contract that a worklist tells; coalesced here, so that whoever sends them on need not. */
export type WorklistEventName =
  'rowsAdded' | 'rowsChanged' | 'rowsRemoved' | 'importChanged' | 'planChanged' | 'batchChanged'

export interface WorklistOptions {
  /** Headers, thumbnails and previews: lives as long as the worklist, and is not closed by it. */
  readonly lightPool: ProcessPool
  /** A fresh pool for one batch; the worklist closes it at its end. `workSlots` are pictures at once. */
  createBatchPool(): { readonly pool: ProcessPool; readonly workSlots: number }
  readonly clock: Clock
  readonly recipe: Recipe
  /** Time per file until its child is killed, in milliseconds; asked for at every start. */
  deadlineMs(): number
  /** POSIX permission bits of new files, umask applied. */
  readonly fileMode: number
  /** Eight hexadecimal digits, different every time. */
  readonly randomHex: () => string
  /** Absolute; the worklist's own: comparisons are kept there until it closes. */
  readonly previewFolder: string
  readonly send: <Name extends WorklistEventName>(name: Name, event: EventOf<Name>) => void
}

/**
 * The rows of the window from the first dropped folder to the last finished file: import, plan, run. Every call returns
 * at once; what happens is told by `send`, at most 20 events a second of each name.
 */
export interface Worklist {
  /** Tells every row anew, from the first. */
  attach(): void
  state(): { readonly import: ImportState; readonly plan: PlanState; readonly batch: BatchState }
  /** Files and folders, absolute. */
  add(paths: readonly string[]): void
  cancelImport(): void
  remove(rows: Uint32Array | 'all'): Answer<Record<string, never>>
  describe(row: number): Promise<Answer<RowDetails>>
  /** The recipe has no problems by schema; others are answered, and the plan waits until there are none. */
  setRecipe(recipe: Recipe): OutputOf<'setRecipe'>
  recipe(): Recipe
  listPlan(filter: PlanFilter, offset: number, limit: number): Promise<OutputOf<'listPlan'>>
  start(scope: 'waiting' | 'failed' | 'all' | Uint32Array): Answer<OutputOf<'startBatch'>>
  pause(): Answer<Record<string, never>>
  resume(): Answer<Record<string, never>>
  cancel(how: 'finish' | 'now'): Answer<Record<string, never>>
  compare(row: number, output: number): Promise<Answer<Comparison>>
  proofRows(): OutputOf<'chooseProofRows'>
  /** Writes the results of the last batch to a file, whole or not at all; the kind by what is asked for. */
  saveReport(path: string, kind: 'csv' | 'json'): Promise<Answer<Record<string, never>>>
  /** Path of the source; null for a row that is gone. */
  sourcePath(row: number): string | null
  /** Whether the app was given this path (a source, an added folder) or made it (an output, its folder). */
  isKnownPath(path: string): boolean
  /** The file of one side of a comparison, for the page; null when it is not known any more. */
  previewFile(id: string): { readonly path: string; readonly contentType: string } | null
  /** Ends whatever runs and removes the previews. */
  close(): Promise<void>
}

/** A worklist without rows. */
export function createWorklist(options: WorklistOptions): Worklist {
  throw new Error(`Not built yet (${options.previewFolder})`)
}
