import { dirname } from 'node:path'
import type { RowStore } from './row-store.ts'

/** Enough to know a batch by; somebody may drop a hundred thousand files. */
export const mostGiven = 100

/** What the app was given or has made: the paths that it may open or show. Nothing is ever forgotten. */
export class KnownPaths {
  readonly #rows: RowStore
  readonly #paths = new Set<string>()
  #given: string[] = []

  constructor(rows: RowStore) {
    this.#rows = rows
  }

  addGiven(paths: readonly string[]): void {
    for (const path of paths) {
      this.#paths.add(path)
      if (this.#given.length < mostGiven && !this.#given.includes(path)) this.#given.push(path)
    }
  }

  /** The first files and folders that were given since the list was last empty. */
  get given(): readonly string[] {
    return this.#given
  }

  /** The list is empty: whatever is given next begins another. */
  forgetGiven(): void {
    this.#given = []
  }

  addWritten(path: string): void {
    this.#paths.add(path)
    this.#paths.add(dirname(path))
  }

  has(path: string): boolean {
    return this.#paths.has(path) || this.#rows.at(path) !== undefined
  }
}
