import type { Answer, OutputOf } from '../shared/ipc-contract.ts'
import type { SourceFile } from '../shared/plan.ts'
import type { Store } from '../store/store.ts'
import { givenElsewhere } from './given-elsewhere.ts'
import { jobPages } from './history-pages.ts'
import type { ImportSources } from './import-sources.ts'
import { type KnownPaths, mostGiven } from './known-paths.ts'
import { againChange } from './row-change.ts'
import type { RowStore } from './row-store.ts'
import { TimeSlices } from './time-slices.ts'
import { noSuchBatch } from './worklist-answers.ts'
import type { WorklistJournal } from './worklist-journal.ts'

export interface WorklistPastOptions {
  readonly store: Store
  readonly imports: ImportSources
  readonly journal: WorklistJournal
  readonly rows: RowStore
  readonly known: KnownPaths
  /** Whether a batch runs, or is about to. */
  isBusy(): boolean
  /** Rows have been brought in. */
  onRows(): void
  /** Rows that had ended wait again. */
  onAgain(): void
}

/** Brings pictures into the list that an earlier batch, or an earlier list, was about. They wait like any others. */
export class WorklistPast {
  readonly #options: WorklistPastOptions

  constructor(options: WorklistPastOptions) {
    this.#options = options
  }

  /** Answers with the recipe of the batch, which is not set. */
  async repeatBatch(id: string): Promise<Answer<OutputOf<'repeatBatch'>>> {
    const { store } = this.#options
    const record = await store.batch(id)
    if (record === null) return noSuchBatch
    const { inputs, recipe } = givenElsewhere(record)
    this.#options.known.addGiven(inputs)
    let total = 0
    for await (const jobs of jobPages(store, id)) {
      const sources = jobs.map(({ source }) => source)
      await this.#bringIn(sources)
      this.#again(sources)
      total += jobs.length
    }
    return { ok: true, value: { recipe, total } }
  }

  /** The list that an earlier process had when it ended; how many rows that was. */
  async restoreList(): Promise<number> {
    const { store, journal, known } = this.#options
    const sources = await store.lostList()
    // In which folders they were found is not known any more.
    known.addGiven(sources.slice(0, mostGiven).map(({ path }) => path))
    await this.#bringIn(sources)
    await journal.flushed()
    const isOurs = await store.committed().then(
      () => true,
      () => false,
    )
    // Theirs is dropped only when ours has it.
    if (isOurs) await store.dropLostList()
    return sources.length
  }

  async #bringIn(sources: readonly SourceFile[]): Promise<void> {
    const { imports, onRows } = this.#options
    const slices = new TimeSlices()
    for (const source of sources) {
      imports.restore({ source, failure: null }, 'list')
      onRows()
      if (slices.isOver()) await slices.nextTurn()
    }
    await slices.nextTurn()
  }

  /** Those that have ended wait once more, unless a batch has begun meanwhile, which may be the one that ended them. */
  #again(sources: readonly SourceFile[]): void {
    const { rows, journal, isBusy, onAgain } = this.#options
    if (isBusy()) return
    let isAgain = false
    for (const source of sources) {
      const row = rows.at(source.path)
      if (row === undefined || row.result === null) continue
      rows.update(row, againChange(row))
      journal.listed(source)
      isAgain = true
    }
    if (isAgain) onAgain()
  }
}
