import { join } from 'node:path'
import type { SourceFile } from '../shared/plan.ts'
import type { Store } from '../store/store.ts'
import { journalRoom } from './journal-room.ts'
import type { Row } from './row.ts'
import { TimeSlices } from './time-slices.ts'

/** What is to be told to the journal next. Rows come with the folders of their time: an emptied list begins new ones. */
type Change =
  | { readonly kind: 'listed'; readonly source: SourceFile }
  | { readonly kind: 'unlisted'; readonly rows: readonly Row[]; readonly folders: readonly string[] }
  | { readonly kind: 'emptied' }

/** Paths in one entry: few enough for a moment, enough to make an entry worth its way to the other thread. */
const entryPaths = 250

/**
 * Keeps in the journal which pictures are in the list and in no batch yet, so that a crash before the start loses none of
 * them. Changes are written in their order, in slices of time.
 */
export class WorklistJournal {
  readonly #store: Store
  #changes: Change[] = []
  /** Of the entry that is being put together: one of the two is empty. */
  #sources: SourceFile[] = []
  #paths: string[] = []
  /** Null while there is nothing to be written. */
  #writing: Promise<void> | null = null

  constructor(store: Store) {
    this.#store = store
  }

  listed(source: SourceFile): void {
    this.#take({ kind: 'listed', source })
  }

  /** They are gone, or a batch has them; `folders` is the list that `row.folder` is a place in. */
  unlisted(rows: readonly Row[], folders: readonly string[]): void {
    if (rows.length > 0) this.#take({ kind: 'unlisted', rows, folders })
  }

  emptied(): void {
    this.#take({ kind: 'emptied' })
  }

  /** Resolves when everything so far has been handed to the store. */
  async flushed(): Promise<void> {
    while (this.#writing !== null) await this.#writing
  }

  #take(change: Change): void {
    if (!this.#store.isKeeping) return
    this.#changes.push(change)
    this.#writing ??= this.#writeAll()
  }

  async #writeAll(): Promise<void> {
    const slices = new TimeSlices()
    // What comes in the same moment goes together.
    await slices.nextTurn()
    while (this.#changes.length > 0) {
      const changes = this.#changes
      this.#changes = []
      for (const change of changes) await this.#write(change, slices)
      this.#flush()
    }
    this.#writing = null
  }

  async #write(change: Change, slices: TimeSlices): Promise<void> {
    switch (change.kind) {
      case 'listed':
        if (this.#paths.length > 0 || this.#sources.length >= entryPaths) this.#flush()
        this.#sources.push(change.source)
        if (slices.isOver()) await this.#rest(slices)
        return
      case 'unlisted':
        for (const row of change.rows) {
          if (this.#sources.length > 0 || this.#paths.length >= entryPaths) this.#flush()
          this.#paths.push(join(change.folders[row.folder] ?? '', row.name))
          if (slices.isOver()) await this.#rest(slices)
        }
        return
      case 'emptied':
        this.#flush()
        this.#store.write({ kind: 'unlisted', paths: 'all' })
    }
  }

  async #rest(slices: TimeSlices): Promise<void> {
    await journalRoom(this.#store)
    await slices.nextTurn()
  }

  #flush(): void {
    const [sources, paths] = [this.#sources, this.#paths]
    this.#sources = []
    this.#paths = []
    if (sources.length > 0) this.#store.write({ kind: 'listed', sources })
    if (paths.length > 0) this.#store.write({ kind: 'unlisted', paths })
  }
}
