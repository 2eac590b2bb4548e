import { resolve } from 'node:path'
import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import type { HoldReason } from '../shared/history.ts'
import type { Answer, BatchState, OutputOf } from '../shared/ipc-contract.ts'
import type { JobResult } from '../shared/job-result.ts'
import type { Recipe } from '../shared/recipe.ts'
import type { BatchRecord, BatchStart, Store } from '../store/store.ts'
import { idleBatch } from './batch-progress.ts'
import type { Bin } from './bin.ts'
import { chooseRows, type RowScope } from './choose-rows.ts'
import type { Disk } from './disk.ts'
import { type GivenElsewhere, givenElsewhere } from './given-elsewhere.ts'
import type { ImportSources } from './import-sources.ts'
import type { LearnedSpeed } from './learned-speed.ts'
import type { Row } from './row.ts'
import type { RowStore } from './row-store.ts'
import { beginJournal, resumeJournal, type RunJournal } from './run-journal.ts'
import { RowBatch, type RowBatchOptions } from './run-rows.ts'
import { originalsFolderName, type ReplacePlanning } from './replace-planning.ts'
import { VolumeWatch } from './volume-watch.ts'
import { done, failed } from './worklist-answers.ts'
import type { WorklistJournal } from './worklist-journal.ts'
import { LeftBatches } from './worklist-left.ts'
import type { ReplaceMode } from './worklist-recipe.ts'

export interface WorklistBatchOptions {
  readonly rows: RowStore
  readonly imports: ImportSources
  readonly store: Store
  readonly journal: WorklistJournal
  readonly speed: LearnedSpeed
  readonly clock: Clock
  readonly lightPool: ProcessPool
  createBatchPool(): { readonly pool: ProcessPool; readonly workSlots: number }
  readonly workingFolder: string
  readonly fileMode: number
  readonly randomHex: () => string
  deadlineMs(): number
  readonly disk: Disk
  readonly bin: Bin
  /** Milliseconds since the epoch. */
  nowMs(): number
  createKeeperFor(): ReplacePlanning['keeperFor']
  /** Of everything that waits, once all of it is planned; null before. */
  estimatedBytes(): number | null
  /** Files and folders as they were given, for the history. */
  inputs(): readonly string[]
  onWritten(path: string): void
  /** An output has taken the place of an original. */
  onReplaced(path: string): void
  /** A batch begins, and plans by itself; or it is over. */
  onRunning(isRunning: boolean): void
  /** Rows have been brought in. */
  onRows(): void
  onChange(): void
}

/** What a batch is started with. */
export interface BatchWish {
  /** Without problems. */
  readonly recipe: Recipe
  /** Null unless originals are to be replaced. */
  readonly replace: ReplaceMode | null
  readonly isReplaceConfirmed: boolean
}

/** One run of a batch. */
type Run = Pick<RowBatchOptions, 'recipe' | 'replace' | 'journal' | 'volumes' | 'left' | 'estimatedBytes'>

/** Machine-wide reasons to wait, which outlast a batch. */
type OutsideHold = Extract<HoldReason, 'battery' | 'suspend'>

/** The one batch of the list that runs at a time, from the first word in the journal to the last child that ends. */
export class WorklistBatch {
  readonly #options: WorklistBatchOptions
  /** The batch that runs, or the last one. */
  #batch: RowBatch | null = null
  /** Batches whose children are still there. */
  readonly #closing = new Set<Promise<void>>()
  readonly #outsideHolds = new Set<OutsideHold>()
  /** Between the wish for a batch and its first row; null else. */
  #start: Promise<unknown> | null = null
  readonly #leftBatches: LeftBatches
  /** Batches that were begun over this list. */
  readonly #begun = new Set<string>()
  #isClosed = false

  constructor(options: WorklistBatchOptions) {
    this.#options = options
    this.#leftBatches = new LeftBatches({ ...options, deadlineMs: () => options.deadlineMs() })
  }

  /** From the moment in which one was asked for. */
  get isBusy(): boolean {
    return this.#start !== null || this.running() !== null
  }

  running(): RowBatch | null {
    return this.#batch === null || this.#batch.phase === 'ended' ? null : this.#batch
  }

  state(): BatchState {
    return this.#batch?.state() ?? idleBatch
  }

  /** Of the batch that runs, or of the last one; null where there was none. */
  results(): Generator<JobResult | null> | null {
    return this.#batch?.results() ?? null
  }

  start(scope: RowScope, wish: BatchWish): Promise<Answer<OutputOf<'startBatch'>>> {
    return this.#starting<OutputOf<'startBatch'>>(async () => {
      const refusal = this.#refusal(wish)
      if (refusal !== null) return refusal
      const list = chooseRows(this.#options.rows, scope)
      if (list.length === 0) return failed('not-now', 'There is nothing to be done.')
      const journal = await this.#begin(wish)
      if (journal.batch === null && wish.replace !== null) return noJournal
      if (journal.batch !== null) this.#begun.add(journal.batch)
      const { recipe } = wish
      const { inputs, workingFolder } = this.#options
      this.#run(list, {
        ...{ recipe, journal, left: null },
        replace: wish.replace === null ? null : this.#replacePlanning(wish.replace, journal),
        volumes: this.#watch(inputs(), workingFolder, recipe),
        estimatedBytes: scope === 'waiting' ? this.#options.estimatedBytes() : null,
      })
      return { ok: true, value: { total: list.length } }
    })
  }

  /** Has what is left of an earlier batch done, under its name and with its own recipe, which `onClaimed` is told. */
  continue(id: string, onClaimed: (given: GivenElsewhere) => void): Promise<Answer<OutputOf<'continueBatch'>>> {
    return this.#starting<OutputOf<'continueBatch'>>(async () => {
      const claimed = await this.#leftBatches.claim(id)
      if (!claimed.ok) return claimed
      const given = givenElsewhere(claimed.value)
      onClaimed(given)
      // What the list of another process knew as originals; of its own batches this one knows more.
      if (claimed.value.origin === 'window' && !this.#begun.has(id)) {
        this.#options.imports.remember(given.inputs, given.recipe.destination)
      }
      return { ok: true, value: { total: await this.#goOn(claimed.value) } }
    })
  }

  dismiss(id: string): Promise<Answer<Record<string, never>>> {
    return this.#leftBatches.dismiss(id)
  }

  pause(): Answer<Record<string, never>> {
    const batch = this.running()
    if (batch?.phase !== 'running') return failed('not-now', 'No batch is running.')
    batch.pause()
    return done
  }

  /** Whatever holds it, the person wants it to go on. */
  resume(): Answer<Record<string, never>> {
    const batch = this.running()
    if (batch?.phase !== 'pausing' && batch?.phase !== 'paused') return failed('not-now', 'No batch is paused.')
    this.#outsideHolds.clear()
    batch.resume()
    return done
  }

  cancel(how: 'finish' | 'now'): Answer<Record<string, never>> {
    const batch = this.running()
    if (batch === null) return failed('not-now', 'No batch is running.')
    batch.cancel(how)
    return done
  }

  /** The machine wants every batch to wait, the next one as well, or does not any more. */
  hold(reason: OutsideHold, isHeld: boolean): void {
    if (isHeld) this.#outsideHolds.add(reason)
    else this.#outsideHolds.delete(reason)
    this.running()?.hold(reason, isHeld)
  }

  /** Ends what runs, and waits for its children. */
  async close(): Promise<void> {
    this.#isClosed = true
    // What has a name in the journal by then is ended there as well.
    await this.#start?.catch(() => undefined)
    this.running()?.cancel('now')
    await Promise.all(this.#closing)
  }

  /** One at a time, from the wish to the first row. */
  async #starting<Value>(start: () => Promise<Answer<Value>>): Promise<Answer<Value>> {
    if (this.#isClosed || this.isBusy) return failed('not-now', 'A batch is running already.')
    const started = start()
    this.#start = started
    try {
      return await started
    } finally {
      this.#start = null
    }
  }

  #refusal({ replace, isReplaceConfirmed }: BatchWish): Answer<never> | null {
    if (replace === null) return null
    if (!this.#options.store.isKeeping) return noJournal
    return isReplaceConfirmed
      ? null
      : failed('not-confirmed', 'Originals would be replaced: expected that the person was asked, and agreed.')
  }

  /** Where nothing can be written down, a batch that replaces nothing is done all the same: it cannot be resumed, that is all. */
  #begin({ recipe, replace }: BatchWish): Promise<RunJournal> {
    const { store, randomHex, nowMs, inputs, workingFolder } = this.#options
    const start: BatchStart = {
      id: randomHex(),
      startedMs: nowMs(),
      origin: 'window',
      recipe,
      isReplace: replace !== null,
      inputs: inputs(),
      options: { workingFolder, recursive: true, include: [], exclude: [], takesLinks: replace?.takesLinks ?? false },
    }
    return beginJournal(store, start, this.#options)
  }

  /** Runs what is left of a batch that is ours now; how many rows that is. */
  async #goOn(record: BatchRecord): Promise<number> {
    const { store, nowMs } = this.#options
    const { id, recipe, isReplace, options, total, inputs } = record
    const journal = resumeJournal(store, record, total, this.#options)
    const volumes = this.#watch(inputs, options.workingFolder, recipe)
    const replace = isReplace ? this.#replacePlanning(options, journal) : null
    try {
      const { list, left } = await this.#leftBatches.bringIn(record, { journal, replace, volumes })
      this.#run(list, { recipe, replace, journal, volumes, left, estimatedBytes: null })
      return list.length
    } catch (error) {
      // Ours no more: it can be tried again.
      store.write({ kind: 'ended', batch: id, state: 'stopped', endedMs: nowMs(), elapsedMs: 0, stopped: null })
      throw error
    }
  }

  /** Files and folders that have to be there as long as a batch runs. */
  #watch(inputs: readonly string[], workingFolder: string, { destination }: Recipe): VolumeWatch {
    const { disk, clock } = this.#options
    const folders = destination.kind === 'folder' ? [destination.path] : []
    return new VolumeWatch({ roots: [...inputs, ...folders].map((path) => resolve(workingFolder, path)), disk, clock })
  }

  #run(list: readonly Row[], run: Run): void {
    const { imports } = this.#options
    const { pool, workSlots } = this.#options.createBatchPool()
    const { folderPaths } = this.#options.rows
    this.#options.onRunning(true)
    const batch = new RowBatch({
      ...this.#options,
      ...run,
      ...{ list, pool, workSlots },
      isSource: (folder, name) => imports.isSource(folder, name),
      deadlineMs: this.#options.deadlineMs(),
      onRecorded: () => {
        this.#unlist(list, folderPaths)
      },
      onWritten: (path) => {
        if (run.replace === null) this.#options.onWritten(path)
        else this.#options.onReplaced(path)
      },
      onChange: () => {
        this.#options.onChange()
      },
    })
    this.#batch = batch
    for (const reason of this.#outsideHolds) batch.hold(reason, true)
    const closed = this.#afterBatch(batch, pool).finally(() => this.#closing.delete(closed))
    this.#closing.add(closed)
  }

  #replacePlanning({ takesLinks }: ReplaceMode, { startedMs }: RunJournal): ReplacePlanning {
    return { takesLinks, keeperFor: this.#options.createKeeperFor(), folderName: originalsFolderName(startedMs) }
  }

  /** A batch has these rows now. */
  #unlist(list: readonly Row[], folderPaths: readonly string[]): void {
    const { rows, imports, journal } = this.#options
    if (list.length === rows.ledger.counts.rows && !imports.isScanning) journal.emptied()
    else journal.unlisted(list, folderPaths)
  }

  async #afterBatch(batch: RowBatch, pool: ProcessPool): Promise<void> {
    await batch.ended
    if (!this.#isClosed) this.#options.onRunning(false)
    await pool.close()
  }
}

const noJournal = failed(
  'no-journal',
  'Originals are replaced only while the journal can be written, because it says where each of them is kept.',
)
