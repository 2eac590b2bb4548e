import { availableParallelism, homedir } from 'node:os'
import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import type { Failure } from '../shared/failure.ts'
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
import type { Store } from '../store/store.ts'
import type { Bin } from './bin.ts'
import type { BinSystem } from './bin-system.ts'
import { ChangeFeed } from './change-feed.ts'
import type { RowScope } from './choose-rows.ts'
import { Comparisons } from './comparisons.ts'
import { describeRow } from './describe-row.ts'
import type { Disk } from './disk.ts'
import { ImportSources } from './import-sources.ts'
import { inspectPaths } from './inspect-ahead.ts'
import { KnownPaths } from './known-paths.ts'
import { createLearnedSpeed } from './learned-speed.ts'
import { listPlan } from './list-plan.ts'
import { lookAgain } from './look-again.ts'
import { PlanRows } from './plan-rows.ts'
import { proofCandidates } from './proof-candidates.ts'
import { chooseProofRows } from './proof-rows.ts'
import { createKeeperFor } from './keeper-for.ts'
import { HeaderReader } from './read-headers.ts'
import { openReport } from './report.ts'
import type { Row } from './row.ts'
import { headerChange } from './row-change.ts'
import { RowStore } from './row-store.ts'
import { done, failed } from './worklist-answers.ts'
import { WorklistBatch } from './worklist-batch.ts'
import { WorklistPast } from './worklist-past.ts'
import { type ReplaceMode, WorklistRecipe } from './worklist-recipe.ts'
import { TimeSlices } from './time-slices.ts'
import type { WorklistEventName } from './worklist-event.ts'
import { WorklistJournal } from './worklist-journal.ts'

export interface WorklistOptions {
  /** Headers, thumbnails and previews: lives as long as the worklist, and is not closed by it. */
  readonly lightPool: ProcessPool
  /** A fresh pool for one batch; the worklist closes it at its end. `workSlots` are pictures at once. */
  createBatchPool(): { readonly pool: ProcessPool; readonly workSlots: number }
  readonly clock: Clock
  /** Milliseconds since the epoch. */
  nowMs(): number
  /** Where batches, and the list itself, are written down; lives as long as the worklist, and is not closed by it. */
  readonly store: Store
  readonly recipe: Recipe
  /** Time per file until its child is killed, in milliseconds; asked for at every start. */
  deadlineMs(): number
  /** POSIX permission bits of new files, umask applied. */
  readonly fileMode: number
  /** Eight hexadecimal digits, different every time. */
  readonly randomHex: () => string
  readonly disk: Disk
  /** Where this system has its bins. */
  readonly binSystem: BinSystem
  /** Originals that give way to their outputs go there, where there is one. */
  readonly bin: Bin
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
  /** Originals are replaced, or are not any more; the plan begins anew. */
  setReplace(mode: ReplaceMode | null): void
  /** Replaces originals only when the person was asked about it: `isReplaceConfirmed`. */
  start(scope: RowScope, isReplaceConfirmed?: boolean): Promise<Answer<OutputOf<'startBatch'>>>
  /** Brings what is left of an earlier batch into the list and runs it; its recipe is that of the list from now on. */
  continueBatch(id: string): Promise<Answer<OutputOf<'continueBatch'>>>
  /** What is left of an earlier batch is not wanted. */
  dismissBatch(id: string): Promise<Answer<Record<string, never>>>
  /** Takes in what an earlier batch was over; answers with its recipe, which is not set. */
  repeatBatch(id: string): Promise<Answer<OutputOf<'repeatBatch'>>>
  /** Takes in the list that an earlier process had when it ended; how many rows that was. */
  restoreList(): Promise<number>
  /** Nobody wants that list. */
  dropList(): Promise<void>
  pause(): Answer<Record<string, never>>
  /** Whatever it waits for, it goes on. */
  resume(): Answer<Record<string, never>>
  /** The machine wants every batch to wait, or does not any more. */
  hold(reason: 'battery' | 'suspend', isHeld: boolean): void
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
  return new RowWorklist(options)
}

/** Header requests at once, per core, while nothing else is to be done: the next is there when one is answered. */
const requestsPerCore = 2
const mostRequests = 16

/** Joins the parts: each knows the rows, none knows another. */
class RowWorklist implements Worklist {
  readonly #options: WorklistOptions
  /** What a recipe says of a relative folder is meant from here: an app has no folder that it works in. */
  readonly #workingFolder = homedir()
  readonly #feed: ChangeFeed
  readonly #rows: RowStore
  readonly #known: KnownPaths
  readonly #imports: ImportSources
  readonly #headers: HeaderReader
  readonly #plan: PlanRows
  readonly #comparisons: Comparisons
  readonly #journal: WorklistJournal
  readonly #batch: WorklistBatch
  readonly #recipe: WorklistRecipe
  readonly #past: WorklistPast

  constructor(options: WorklistOptions) {
    const { clock, send, store } = options
    this.#options = options
    this.#recipe = new WorklistRecipe(options)
    this.#journal = new WorklistJournal(store)
    this.#feed = new ChangeFeed({
      clock,
      send,
      states: {
        importChanged: () => this.#importState(),
        planChanged: () => this.#planState(),
        batchChanged: () => this.#batch.state(),
      },
    })
    this.#rows = new RowStore(this.#feed)
    this.#feed.serve(this.#rows)
    this.#known = new KnownPaths(this.#rows)
    this.#imports = this.#createImports()
    this.#headers = this.#createHeaders()
    this.#plan = this.#createPlan()
    this.#batch = this.#createBatch()
    this.#past = new WorklistPast({
      ...{ store, imports: this.#imports, journal: this.#journal, rows: this.#rows, known: this.#known },
      isBusy: () => this.#batch.isBusy,
      onRows: () => {
        this.#onRows()
      },
      onAgain: () => {
        this.#plan.restart()
      },
    })
    this.#comparisons = new Comparisons({
      pool: options.lightPool,
      folder: options.previewFolder,
      randomHex: options.randomHex,
      workingFolder: this.#workingFolder,
      deadlineMs: () => options.deadlineMs(),
    })
  }

  attach(): void {
    this.#feed.attach()
  }

  state(): ReturnType<Worklist['state']> {
    return { import: this.#importState(), plan: this.#planState(), batch: this.#batch.state() }
  }

  add(paths: readonly string[]): void {
    this.#known.addGiven(paths)
    void this.#imports.add(paths)
  }

  cancelImport(): void {
    this.#imports.cancel()
  }

  remove(rows: Uint32Array | 'all'): Answer<Record<string, never>> {
    if (this.#batch.isBusy) return failed('not-now', 'Rows cannot be removed while a batch runs.')
    if (rows === 'all') {
      this.#imports.cancel()
      this.#rows.removeAll()
      this.#journal.emptied()
    } else {
      const { folderPaths } = this.#rows
      this.#journal.unlisted(this.#rows.remove(rows), folderPaths)
    }
    if (this.#rows.ledger.counts.rows === 0) this.#known.forgetGiven()
    this.#feed.touch('importChanged')
    this.#plan.restart()
    return done
  }

  describe(id: number): Promise<Answer<RowDetails>> {
    const row = this.#rows.get(id)
    return Promise.resolve(row === undefined ? noSuchRow : { ok: true, value: describeRow(row, this.#rows.path(row)) })
  }

  setRecipe(recipe: Recipe): OutputOf<'setRecipe'> {
    if (this.#recipe.set(recipe)) this.#plan.restart()
    return { recipe: this.#recipe.recipe, problems: [...this.#recipe.problems] }
  }

  setReplace(mode: ReplaceMode | null): void {
    this.#recipe.setReplace(mode)
    this.#plan.restart()
  }

  recipe(): Recipe {
    return this.#recipe.recipe
  }

  listPlan(filter: PlanFilter, offset: number, limit: number): Promise<OutputOf<'listPlan'>> {
    return listPlan(this.#rows, filter, offset, limit)
  }

  async start(scope: RowScope, isReplaceConfirmed = false): Promise<Answer<OutputOf<'startBatch'>>> {
    const refusal = this.#batch.isBusy ? null : this.#recipe.refusal()
    if (refusal !== null) return refusal
    const { recipe, replace } = this.#recipe
    return this.#batch.start(scope, { recipe, replace, isReplaceConfirmed })
  }

  continueBatch(id: string): Promise<Answer<OutputOf<'continueBatch'>>> {
    return this.#batch.continue(id, ({ inputs, recipe }) => {
      this.#known.addGiven(inputs)
      this.setRecipe(recipe)
    })
  }

  dismissBatch(id: string): Promise<Answer<Record<string, never>>> {
    return this.#batch.dismiss(id)
  }

  async repeatBatch(id: string): Promise<Answer<OutputOf<'repeatBatch'>>> {
    if (this.#batch.isBusy) return failed('not-now', 'No batch is repeated while another runs.')
    return this.#past.repeatBatch(id)
  }

  restoreList(): Promise<number> {
    return this.#past.restoreList()
  }

  dropList(): Promise<void> {
    return this.#options.store.dropLostList()
  }

  pause(): Answer<Record<string, never>> {
    return this.#batch.pause()
  }

  resume(): Answer<Record<string, never>> {
    return this.#batch.resume()
  }

  hold(reason: 'battery' | 'suspend', isHeld: boolean): void {
    this.#batch.hold(reason, isHeld)
  }

  cancel(how: 'finish' | 'now'): Answer<Record<string, never>> {
    return this.#batch.cancel(how)
  }

  async compare(id: number, output: number): Promise<Answer<Comparison>> {
    const row = this.#rows.get(id)
    if (row === undefined) return noSuchRow
    const refusal = this.#recipe.refusalToShow()
    if (refusal !== null) return refusal
    const { recipe } = this.#recipe
    const source = this.#rows.source(row)
    const item = await lookAgain(row, source)
    if (item.known !== undefined) return this.#comparisons.compare(source, item.known, recipe, output)
    if (item.failure !== null) return unreadable(item.failure)
    const [header] = await inspectPaths([source.path], {
      pool: this.#options.lightPool,
      lane: 'light',
      deadlineMs: this.#options.deadlineMs(),
    })
    if (header === undefined) return failed('internal-error', 'The picture was not looked at.')
    if (!header.ok) return unreadable(header.failure)
    this.#takeHeader(row, header)
    return this.#comparisons.compare(source, header.value, recipe, output)
  }

  proofRows(): OutputOf<'chooseProofRows'> {
    return { rows: [...chooseProofRows(proofCandidates(this.#rows))] }
  }

  async saveReport(path: string, kind: 'csv' | 'json'): Promise<Answer<Record<string, never>>> {
    const results = this.#batch.results()
    if (results === null) return failed('not-now', 'There is no batch to report on.')
    const slices = new TimeSlices()
    try {
      const report = await openReport(path, kind)
      for (const result of results) {
        if (result !== null) report.add(result)
        if (slices.isOver()) await slices.nextTurn()
      }
      await report.close()
    } catch (error) {
      return failed('system', `The report could not be written: ${(error as Error).message}`)
    }
    return done
  }

  sourcePath(id: number): string | null {
    const row = this.#rows.get(id)
    return row === undefined ? null : this.#rows.path(row)
  }

  isKnownPath(path: string): boolean {
    return this.#known.has(path)
  }

  previewFile(id: string): { readonly path: string; readonly contentType: string } | null {
    return this.#comparisons.file(id)
  }

  async close(): Promise<void> {
    this.#imports.cancel()
    this.#headers.close()
    this.#plan.close()
    await this.#batch.close()
    await this.#journal.flushed()
    this.#feed.close()
    await this.#comparisons.close()
  }

  #createImports(): ImportSources {
    return new ImportSources({
      rows: this.#rows,
      workingFolder: this.#workingFolder,
      destination: () => this.#recipe.recipe.destination,
      onListed: (source) => {
        this.#journal.listed(source)
      },
      onChange: () => {
        this.#onRows()
      },
    })
  }

  #createHeaders(): HeaderReader {
    return new HeaderReader({
      rows: this.#rows,
      pool: this.#options.lightPool,
      idleRequests: Math.min(mostRequests, availableParallelism() * requestsPerCore),
      deadlineMs: () => this.#options.deadlineMs(),
      isLeftToBatch: (row) => this.#batch.running()?.has(row) === true,
      onRead: () => {
        this.#feed.touch('importChanged')
        this.#plan.nudge()
      },
    })
  }

  #createPlan(): PlanRows {
    return new PlanRows({
      rows: this.#rows,
      clock: this.#options.clock,
      workingFolder: this.#workingFolder,
      isSource: (folder, name) => this.#imports.isSource(folder, name),
      recipe: () => this.#recipe.usable,
      replace: () => this.#recipe.planning(),
      onChange: () => {
        this.#feed.touch('planChanged')
      },
    })
  }

  #createBatch(): WorklistBatch {
    return new WorklistBatch({
      ...this.#options,
      rows: this.#rows,
      imports: this.#imports,
      journal: this.#journal,
      speed: createLearnedSpeed(),
      workingFolder: this.#workingFolder,
      deadlineMs: () => this.#options.deadlineMs(),
      createBatchPool: () => this.#options.createBatchPool(),
      nowMs: () => this.#options.nowMs(),
      createKeeperFor: () => createKeeperFor(this.#options.binSystem),
      estimatedBytes: () => (this.#planPhase() === 'ready' ? this.#rows.ledger.counts.estimatedBytes : null),
      inputs: () => this.#known.given,
      onWritten: (path) => {
        this.#known.addWritten(path)
        this.#imports.onWritten(path)
      },
      onReplaced: (path) => {
        this.#known.addWritten(path)
        this.#imports.onReplaced(path)
      },
      onRunning: (isRunning) => {
        if (isRunning) this.#plan.suspend()
        else this.#plan.resume()
        this.#headers.setBeside(isRunning)
      },
      onRows: () => {
        this.#onRows()
      },
      onChange: () => {
        this.#feed.touch('batchChanged')
        this.#feed.touch('planChanged')
      },
    })
  }

  /** New rows are there. */
  #onRows(): void {
    this.#feed.touch('importChanged')
    this.#feed.touch('planChanged')
    this.#headers.nudge()
    this.#plan.nudge()
  }

  /** The file has changed since its header was read. */
  #takeHeader(row: Row, header: Parameters<typeof headerChange>[0]): void {
    if (this.#batch.isBusy || row.state !== 'waiting') return
    this.#rows.update(row, headerChange(header))
    this.#plan.restart()
  }

  #importState(): ImportState {
    return { ...this.#imports.state(), uninspected: this.#rows.ledger.counts.uninspected }
  }

  #planState(): PlanState {
    const { write, skip, refuse, renamed, clashes, noOps, outputs, sourceBytes, estimatedBytes } =
      this.#rows.ledger.counts
    return {
      phase: this.#planPhase(),
      ...{ write, skip, refuse, renamed, clashes, noOps, outputs, sourceBytes, estimatedBytes },
      ...this.#plan.destination,
      problems: [...this.#recipe.problems],
      replace: this.#recipe.state(this.#rows.ledger.counts),
    }
  }

  #planPhase(): PlanState['phase'] {
    const { waiting, planned } = this.#rows.ledger.counts
    if (this.#imports.isScanning) return 'planning'
    if (waiting === 0) return 'empty'
    return planned === waiting && this.#recipe.usable !== null ? 'ready' : 'planning'
  }
}

const noSuchRow = failed('no-such-row', 'This row is not in the list any more.')

function unreadable({ code, message }: Failure): Answer<never> {
  return { ok: false, failure: { code: 'not-usable', message, cause: code } }
}
