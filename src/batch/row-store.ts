import { basename, dirname, join } from 'node:path'
import type { Failure } from '../shared/failure.ts'
import type { SourceFile } from '../shared/plan.ts'
import type { Row, RowChange } from './row.ts'
import { RowLedger } from './row-ledger.ts'
import { SharedFacts } from './share-facts.ts'
import { TimeSlices } from './time-slices.ts'

export interface RowStoreListener {
  onRowAdded(): void
  /** The row is as it should be shown from now on. */
  onRowChanged(row: Row): void
  onRowsRemoved(rows: readonly number[] | 'all'): void
}

interface Folder {
  readonly index: number
  /** Name → row; a row that is gone may still stand here for a while. */
  readonly rows: Map<string, number>
}

/** The rows, by an id that counts up and is never used again. Looking one up costs the same however many there are. */
export class RowStore {
  readonly ledger = new RowLedger()
  readonly #listener: RowStoreListener
  readonly #facts = new SharedFacts()
  #folderPaths: string[] = []
  readonly #folders = new Map<string, Folder>()
  /** Rows from `first` on; a removed one leaves a hole. */
  #rows: (Row | undefined)[] = []
  #first = 0

  constructor(listener: RowStoreListener) {
    this.#listener = listener
  }

  /** The lowest id that may be in use. */
  get first(): number {
    return this.#first
  }

  /** The id that the next row will have. */
  get end(): number {
    return this.#first + this.#rows.length
  }

  get(id: number): Row | undefined {
    return this.#rows[id - this.#first]
  }

  /** Absolute paths of folders; the list only grows, until `removeAll` begins a new one. */
  get folderPaths(): readonly string[] {
    return this.#folderPaths
  }

  path(row: Row): string {
    return join(this.#folderPaths[row.folder] ?? '', row.name)
  }

  source(row: Row): SourceFile {
    return { path: this.path(row), treeFolder: row.treeFolder, origin: row.origin }
  }

  /** The row of this source; undefined where there is none. */
  at(path: string): Row | undefined {
    const id = this.#folders.get(dirname(path))?.rows.get(basename(path))
    return id === undefined ? undefined : this.get(id)
  }

  /** False for a path that is in the list already. */
  add(source: SourceFile, failure: Failure | null): boolean {
    const folder = this.#folderOf(dirname(source.path))
    const name = basename(source.path)
    const known = folder.rows.get(name)
    if (known !== undefined && this.get(known) !== undefined) return false
    const row: Row = {
      id: this.end,
      name,
      folder: folder.index,
      treeFolder: source.treeFolder,
      origin: source.origin,
      state: 'waiting',
      facts: null,
      failure,
      isInspected: failure !== null,
      action: 'unknown',
      marks: 0,
      planPass: 0,
      outputs: [],
      keeper: null,
      estimatedBytes: 0,
      outputBytes: 0,
      expectedMs: 0,
      message: null,
      result: null,
    }
    folder.rows.set(name, row.id)
    this.#rows.push(row)
    this.ledger.put(row)
    this.#listener.onRowAdded()
    return true
  }

  /** The only way in which a row changes. Does nothing for a row that is gone. */
  update(row: Row, change: RowChange): void {
    if (this.get(row.id) !== row) return
    this.ledger.take(row)
    Object.assign(row, change.facts == null ? change : { ...change, facts: this.#facts.share(change.facts) })
    this.ledger.put(row)
    this.#listener.onRowChanged(row)
  }

  /** Those that were there are answered. */
  remove(ids: Uint32Array): readonly Row[] {
    const removed: Row[] = []
    for (const id of ids) {
      const row = this.get(id)
      if (row === undefined) continue
      this.#rows[id - this.#first] = undefined
      this.ledger.take(row)
      removed.push(row)
    }
    if (removed.length === 0) return removed
    if (this.ledger.counts.rows === 0) {
      // Of a list without rows nothing has to be kept, holes least of all.
      this.removeAll()
      return removed
    }
    void this.#forgetNames(removed)
    this.#listener.onRowsRemoved(removed.map((row) => row.id))
    return removed
  }

  removeAll(): void {
    this.#first = this.end
    this.#rows = []
    this.#folders.clear()
    this.#folderPaths = []
    this.ledger.clear()
    this.#listener.onRowsRemoved('all')
  }

  #folderOf(path: string): Folder {
    const known = this.#folders.get(path)
    if (known !== undefined) return known
    const folder: Folder = { index: this.#folderPaths.length, rows: new Map() }
    this.#folders.set(path, folder)
    this.#folderPaths.push(path)
    return folder
  }

  /** In slices, because nothing waits for it: a name whose row is gone counts as free anyway. */
  async #forgetNames(rows: readonly Row[]): Promise<void> {
    const slices = new TimeSlices()
    await slices.nextTurn()
    for (const row of rows) {
      const names = this.#folders.get(this.#folderPaths[row.folder] ?? '')?.rows
      if (names?.get(row.name) === row.id) names.delete(row.name)
      if (slices.isOver()) await slices.nextTurn()
    }
  }
}
