import { weightOf } from './entry-parts.ts'
import type { JournalEntry } from './store.ts'

/** Entries that are to be sent, in order; taking some from the front costs the same however many wait. */
export class EntryQueue {
  #entries: JournalEntry[] = []
  #first = 0

  get length(): number {
    return this.#entries.length - this.#first
  }

  push(entry: JournalEntry): void {
    this.#entries.push(entry)
  }

  /** The first entries that together weigh `weight`, or the first alone if it weighs more. */
  take(weight: number): readonly JournalEntry[] {
    let end = this.#first
    let taken = 0
    for (let entry = this.#entries[end]; entry !== undefined; entry = this.#entries[end]) {
      taken += weightOf(entry)
      if (taken > weight && end > this.#first) break
      end += 1
    }
    const entries = this.#entries.slice(this.#first, end)
    this.#first = end
    if (this.#first > 1000 && this.#first * 2 > this.#entries.length) this.#compact()
    return entries
  }

  /** They come first again. */
  putBack(entries: readonly JournalEntry[]): void {
    this.#entries = [...entries, ...this.#entries.slice(this.#first)]
    this.#first = 0
  }

  #compact(): void {
    this.#entries = this.#entries.slice(this.#first)
    this.#first = 0
  }
}
