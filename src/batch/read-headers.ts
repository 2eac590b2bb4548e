import type { ProcessPool } from '../pool/process-pool.ts'
import type { Outcome } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import { inspectPaths, maxRequestFiles } from './inspect-ahead.ts'
import type { Row } from './row.ts'
import { headerChange } from './row-change.ts'
import type { RowStore } from './row-store.ts'

export interface HeaderOptions {
  readonly rows: RowStore
  readonly pool: ProcessPool
  /** Requests at once while nothing else is to be done. */
  readonly idleRequests: number
  deadlineMs(): number
  /** Rows that a batch reads by itself are left to it. */
  isLeftToBatch(row: Row): boolean
  onRead(): void
}

/**
 * Has children read the headers of rows in their order: on all cores while nothing else is to be done, and one request
 * at a time in the light lane while a batch runs.
 */
export class HeaderReader {
  readonly #options: HeaderOptions
  /** Rows before this one have been read, asked for or left to the batch. */
  #next = 0
  /** Rows that a child has been asked for. */
  readonly #asked = new Set<Row>()
  #requests = 0
  #isBeside = false
  #isClosed = false

  constructor(options: HeaderOptions) {
    this.#options = options
  }

  /** New rows are there, or places for requests. */
  nudge(): void {
    const most = this.#isBeside ? 1 : this.#options.idleRequests
    while (!this.#isClosed && this.#requests < most) {
      const rows = this.#take()
      if (rows.length === 0) return
      void this.#read(rows)
    }
  }

  /** Whether a batch runs beside it. */
  setBeside(isBeside: boolean): void {
    this.#isBeside = isBeside
    // What was left to a batch is not left to it any more.
    if (!isBeside) this.#next = this.#options.rows.first
    this.nudge()
  }

  close(): void {
    this.#isClosed = true
  }

  #take(): readonly Row[] {
    const { rows, isLeftToBatch } = this.#options
    const taken: Row[] = []
    this.#next = Math.max(this.#next, rows.first)
    while (this.#next < rows.end && taken.length < maxRequestFiles) {
      const row = rows.get(this.#next)
      this.#next += 1
      if (row === undefined || row.isInspected || this.#asked.has(row) || isLeftToBatch(row)) continue
      this.#asked.add(row)
      taken.push(row)
    }
    return taken
  }

  async #read(asked: readonly Row[]): Promise<void> {
    const { rows, pool } = this.#options
    this.#requests += 1
    const results = await inspectPaths(
      asked.map((row) => rows.path(row)),
      { pool, lane: this.#isBeside ? 'light' : 'work', deadlineMs: this.#options.deadlineMs() },
    )
    this.#requests -= 1
    if (this.#isClosed) return
    for (const [place, row] of asked.entries()) {
      this.#asked.delete(row)
      const result = results[place]
      if (result !== undefined && !isCancelled(result) && !row.isInspected) rows.update(row, headerChange(result))
    }
    this.#options.onRead()
    this.nudge()
  }
}

/** The pool was ended: that says nothing about the file. */
function isCancelled(result: Outcome<ImageFacts>): boolean {
  return !result.ok && result.failure.code === 'cancelled'
}
