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
  RequestFailureCode,
  RowDetails,
} from '../shared/ipc-contract.ts'
import type { Recipe } from '../shared/recipe.ts'
import type { RecipeProblem } from '../shared/recipe-problem.ts'
import { idleBatch } from './batch-progress.ts'
import { ChangeFeed } from './change-feed.ts'
import { chooseRows, type RowScope } from './choose-rows.ts'
import { Comparisons } from './comparisons.ts'
import { describeRow } from './describe-row.ts'
import { ImportSources } from './import-sources.ts'
import { inspectPaths } from './inspect-ahead.ts'
import { KnownPaths } from './known-paths.ts'
import { createLearnedSpeed } from './learned-speed.ts'
import { listPlan } from './list-plan.ts'
import { lookAgain } from './look-again.ts'
import { PlanRows } from './plan-rows.ts'
import { proofCandidates } from './proof-candidates.ts'
import { chooseProofRows } from './proof-rows.ts'
import { HeaderReader } from './read-headers.ts'
import { recipeProblems } from './recipe-problems.ts'
import { openReport } from './report.ts'
import type { Row } from './row.ts'
import { headerChange } from './row-change.ts'
import { RowStore } from './row-store.ts'
import { RowBatch } from './run-rows.ts'
import { TimeSlices } from './time-slices.ts'
import type { WorklistEventName } from './worklist-event.ts'

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
  start(scope: RowScope): Answer<OutputOf<'startBatch'>>
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
  readonly #speed = createLearnedSpeed()
  #recipe: Recipe
  #problems: readonly RecipeProblem[]
  /** The batch that runs, or the last one. */
  #batch: RowBatch | null = null
  /** Batches whose children are still there. */
  readonly #closing = new Set<Promise<void>>()
  #isClosed = false

  constructor(options: WorklistOptions) {
    const { clock, send, recipe } = options
    this.#options = options
    this.#recipe = recipe
    this.#problems = recipeProblems(recipe)
    this.#feed = new ChangeFeed({
      clock,
      send,
      states: {
        importChanged: () => this.#importState(),
        planChanged: () => this.#planState(),
        batchChanged: () => this.#batchState(),
      },
    })
    this.#rows = new RowStore(this.#feed)
    this.#feed.serve(this.#rows)
    this.#known = new KnownPaths(this.#rows)
    this.#imports = this.#createImports()
    this.#headers = this.#createHeaders()
    this.#plan = this.#createPlan()
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
    return { import: this.#importState(), plan: this.#planState(), batch: this.#batchState() }
  }

  add(paths: readonly string[]): void {
    this.#known.addGiven(paths)
    void this.#imports.add(paths)
  }

  cancelImport(): void {
    this.#imports.cancel()
  }

  remove(rows: Uint32Array | 'all'): Answer<Record<string, never>> {
    if (this.#running() !== null) return failed('not-now', 'Rows cannot be removed while a batch runs.')
    if (rows === 'all') {
      this.#imports.cancel()
      this.#rows.removeAll()
    } else {
      this.#rows.remove(rows)
    }
    this.#feed.touch('importChanged')
    this.#plan.restart()
    return done
  }

  describe(id: number): Promise<Answer<RowDetails>> {
    const row = this.#rows.get(id)
    return Promise.resolve(row === undefined ? noSuchRow : { ok: true, value: describeRow(row, this.#rows.path(row)) })
  }

  setRecipe(recipe: Recipe): OutputOf<'setRecipe'> {
    const isOther = JSON.stringify(recipe) !== JSON.stringify(this.#recipe)
    if (isOther) {
      this.#recipe = recipe
      this.#problems = recipeProblems(recipe)
      this.#plan.restart()
    }
    return { recipe: this.#recipe, problems: [...this.#problems] }
  }

  recipe(): Recipe {
    return this.#recipe
  }

  listPlan(filter: PlanFilter, offset: number, limit: number): Promise<OutputOf<'listPlan'>> {
    return listPlan(this.#rows, filter, offset, limit)
  }

  start(scope: RowScope): Answer<OutputOf<'startBatch'>> {
    if (this.#isClosed || this.#running() !== null) return failed('not-now', 'A batch is running already.')
    if (this.#problems.length > 0) return this.#unusableRecipe()
    const list = chooseRows(this.#rows, scope)
    if (list.length === 0) return failed('not-now', 'There is nothing to be done.')
    const { pool, workSlots } = this.#options.createBatchPool()
    this.#plan.suspend()
    const batch = new RowBatch({
      ...this.#options,
      list,
      rows: this.#rows,
      recipe: this.#recipe,
      workingFolder: this.#workingFolder,
      isSource: (folder, name) => this.#imports.isSource(folder, name),
      pool,
      workSlots,
      deadlineMs: this.#options.deadlineMs(),
      speed: this.#speed,
      onWritten: (path) => {
        this.#known.addWritten(path)
        this.#imports.onWritten(path)
      },
      onChange: () => {
        this.#feed.touch('batchChanged')
        this.#feed.touch('planChanged')
      },
    })
    this.#batch = batch
    this.#headers.setBeside(true)
    const closed = this.#afterBatch(batch, pool).finally(() => this.#closing.delete(closed))
    this.#closing.add(closed)
    return { ok: true, value: { total: list.length } }
  }

  pause(): Answer<Record<string, never>> {
    const batch = this.#running()
    if (batch?.phase !== 'running') return failed('not-now', 'No batch is running.')
    batch.pause()
    return done
  }

  resume(): Answer<Record<string, never>> {
    const batch = this.#running()
    if (batch?.phase !== 'pausing' && batch?.phase !== 'paused') return failed('not-now', 'No batch is paused.')
    batch.resume()
    return done
  }

  cancel(how: 'finish' | 'now'): Answer<Record<string, never>> {
    const batch = this.#running()
    if (batch === null) return failed('not-now', 'No batch is running.')
    batch.cancel(how)
    return done
  }

  async compare(id: number, output: number): Promise<Answer<Comparison>> {
    const row = this.#rows.get(id)
    if (row === undefined) return noSuchRow
    if (this.#problems.length > 0) return this.#unusableRecipe()
    const source = this.#rows.source(row)
    const item = await lookAgain(row, source)
    if (item.known !== undefined) return this.#comparisons.compare(source, item.known, this.#recipe, output)
    if (item.failure !== null) return unreadable(item.failure)
    const [header] = await inspectPaths([source.path], {
      pool: this.#options.lightPool,
      lane: 'light',
      deadlineMs: this.#options.deadlineMs(),
    })
    if (header === undefined) return failed('internal-error', 'The picture was not looked at.')
    if (!header.ok) return unreadable(header.failure)
    this.#takeHeader(row, header)
    return this.#comparisons.compare(source, header.value, this.#recipe, output)
  }

  proofRows(): OutputOf<'chooseProofRows'> {
    return { rows: [...chooseProofRows(proofCandidates(this.#rows))] }
  }

  async saveReport(path: string, kind: 'csv' | 'json'): Promise<Answer<Record<string, never>>> {
    if (this.#batch === null) return failed('not-now', 'There is no batch to report on.')
    const slices = new TimeSlices()
    try {
      const report = await openReport(path, kind)
      for (const result of this.#batch.results()) {
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
    this.#isClosed = true
    this.#imports.cancel()
    this.#headers.close()
    this.#plan.close()
    this.#running()?.cancel('now')
    await Promise.all(this.#closing)
    this.#feed.close()
    await this.#comparisons.close()
  }

  #createImports(): ImportSources {
    return new ImportSources({
      rows: this.#rows,
      workingFolder: this.#workingFolder,
      destination: () => this.#recipe.destination,
      onChange: () => {
        this.#feed.touch('importChanged')
        this.#feed.touch('planChanged')
        this.#headers.nudge()
        this.#plan.nudge()
      },
    })
  }

  #createHeaders(): HeaderReader {
    return new HeaderReader({
      rows: this.#rows,
      pool: this.#options.lightPool,
      idleRequests: Math.min(mostRequests, availableParallelism() * requestsPerCore),
      deadlineMs: () => this.#options.deadlineMs(),
      isLeftToBatch: (row) => this.#running()?.has(row) === true,
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
      recipe: () => (this.#problems.length > 0 ? null : this.#recipe),
      onChange: () => {
        this.#feed.touch('planChanged')
      },
    })
  }

  async #afterBatch(batch: RowBatch, pool: ProcessPool): Promise<void> {
    await batch.ended
    if (!this.#isClosed) {
      this.#headers.setBeside(false)
      this.#plan.resume()
    }
    await pool.close()
  }

  #running(): RowBatch | null {
    return this.#batch === null || this.#batch.phase === 'ended' ? null : this.#batch
  }

  /** The file has changed since its header was read. */
  #takeHeader(row: Row, header: Parameters<typeof headerChange>[0]): void {
    if (this.#running() !== null || row.state !== 'waiting') return
    this.#rows.update(row, headerChange(header))
    this.#plan.restart()
  }

  #unusableRecipe(): Answer<never> {
    return failed(
      'not-usable',
      `The recipe cannot be used: ${this.#problems.map(({ message }) => message).join('; ')}.`,
    )
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
      problems: [...this.#problems],
    }
  }

  #planPhase(): PlanState['phase'] {
    const { waiting, planned } = this.#rows.ledger.counts
    if (this.#imports.isScanning) return 'planning'
    if (waiting === 0) return 'empty'
    return planned === waiting && this.#problems.length === 0 ? 'ready' : 'planning'
  }

  #batchState(): BatchState {
    return this.#batch?.state() ?? idleBatch
  }
}

const done = { ok: true, value: {} } as const

const noSuchRow = failed('no-such-row', 'This row is not in the list any more.')

function failed(code: RequestFailureCode, message: string): Answer<never> {
  return { ok: false, failure: { code, message } }
}

function unreadable({ code, message }: Failure): Answer<never> {
  return { ok: false, failure: { code: 'not-usable', message, cause: code } }
}
