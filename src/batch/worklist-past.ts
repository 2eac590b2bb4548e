import type { Answer, OutputOf } from '../shared/ipc-contract.ts'
import type { SourceFile } from '../shared/plan.ts'
import type { Store } from '../store/store.ts'
import { jobPages } from './history-pages.ts'
import type { ImportSources } from './import-sources.ts'
import { TimeSlices } from './time-slices.ts'
import { noSuchBatch } from './worklist-answers.ts'
import type { WorklistJournal } from './worklist-journal.ts'

export interface WorklistPastOptions {
  readonly store: Store
  readonly imports: ImportSources
  readonly journal: WorklistJournal
  /** Rows have been brought in. */
  onRows(): void
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
    let total = 0
    for await (const jobs of jobPages(store, id)) {
      await this.#bringIn(jobs.map(({ source }) => source))
      total += jobs.length
    }
    return { ok: true, value: { recipe: record.recipe, total } }
  }

  /** The list that an earlier process had when it ended; how many rows that was. */
  async restoreList(): Promise<number> {
    const { store, journal } = this.#options
    const sources = await store.lostList()
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
}
