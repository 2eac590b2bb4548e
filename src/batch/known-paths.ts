import { dirname } from 'node:path'
import type { RowStore } from './row-store.ts'

/** What the app was given or has made: the paths that it may open or show. Nothing is ever forgotten. */
export class KnownPaths {
  readonly #rows: RowStore
  readonly #paths = new Set<string>()

  constructor(rows: RowStore) {
    this.#rows = rows
  }

  addGiven(paths: readonly string[]): void {
    for (const path of paths) this.#paths.add(path)
  }

  addWritten(path: string): void {
    this.#paths.add(path)
    this.#paths.add(dirname(path))
  }

  has(path: string): boolean {
    return this.#paths.has(path) || this.#rows.at(path) !== undefined
  }
}
