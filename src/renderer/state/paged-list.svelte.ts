import { untrack } from 'svelte'
import type { Answer } from '../../shared/ipc-contract.ts'

export interface PagedListOptions<Item> {
  /** Items of a page; one answer is a few kilobytes. */
  readonly pageLength: number
  /** Pages that are kept; others are asked for again when they come in sight. */
  readonly keptPages: number
  /** At most this often the pages in sight are asked for again while the list changes, in milliseconds. */
  readonly refreshPauseMs: number
  ask(offset: number, limit: number): Promise<Answer<{ readonly total: number; readonly items: readonly Item[] }>>
  /** A page has come. */
  onPage?(page: number): void
}

/** A long list of which only the parts in sight are asked for, a page at a time. */
export class PagedList<Item> {
  readonly #options: PagedListOptions<Item>
  readonly #asked = new Set<number>()
  /** A new object with every change; the map in it is changed in place. */
  #shown: { readonly pages: Map<number, readonly Item[]> } = $state.raw({ pages: new Map() })
  #total: number | null = $state(null)
  #hasFailed = $state(false)
  /** Rises when what is on its way is no longer wanted. */
  #era = 0
  #inSight: readonly [number, number] = [0, 0]
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: PagedListOptions<Item>) {
    this.#options = options
  }

  /** Items in all; null until that is known. */
  get total(): number | null {
    return this.#total
  }

  get hasFailed(): boolean {
    return this.#hasFailed
  }

  /** The item at a place; null while its page is on its way. */
  at(place: number): Item | null {
    if (place < 0) return null
    return this.#shown.pages.get(this.pageOf(place))?.[place % this.#options.pageLength] ?? null
  }

  pageOf(place: number): number {
    return Math.floor(Math.max(0, place) / this.#options.pageLength)
  }

  /** The first place, among the pages that are there, of an item like this; -1 where there is none. */
  find(isWanted: (item: Item) => boolean): number {
    for (const [page, items] of this.#shown.pages) {
      const place = items.findIndex(isWanted)
      if (place !== -1) return page * this.#options.pageLength + place
    }
    return -1
  }

  /** Says which places are in sight, the first and the one behind the last; their pages come. */
  look(first: number, end: number): void {
    const [from, to] = [this.pageOf(first), this.pageOf(end - 1)]
    this.#inSight = [from, to]
    const { pages } = untrack(() => this.#shown)
    for (let page = from; page <= to; page++) {
      if (!pages.has(page) && !this.#asked.has(page)) void this.#load(page)
    }
  }

  /** Something is another: what is in sight, and the page of `also`, comes anew and stands as it was until then. */
  refresh(also: () => number | null = () => null): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      const place = also()
      const wanted = new Set(place === null ? [] : [this.pageOf(place)])
      for (let page = this.#inSight[0]; page <= this.#inSight[1]; page++) wanted.add(page)
      this.#shown = { pages: new Map([...this.#shown.pages].filter(([page]) => wanted.has(page))) }
      this.#asked.clear()
      this.#era += 1
      for (const page of wanted) void this.#load(page)
    }, this.#options.refreshPauseMs)
  }

  /** It is another list from now on: its first page comes. */
  beginAnew(): void {
    this.#forget()
    this.#total = null
    this.#inSight = [0, 0]
    void this.#load(0)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#forget()
  }

  #forget(): void {
    this.#era += 1
    this.#shown = { pages: new Map() }
    this.#asked.clear()
  }

  async #load(page: number): Promise<void> {
    const { ask, pageLength, keptPages, onPage } = this.#options
    const era = this.#era
    this.#asked.add(page)
    const answer = await ask(page * pageLength, pageLength)
    if (era !== this.#era) return
    this.#asked.delete(page)
    this.#hasFailed = !answer.ok
    if (!answer.ok) return
    this.#total = answer.value.total
    const { pages } = this.#shown
    pages.set(page, answer.value.items)
    if (pages.size > keptPages) pages.delete(farthestFrom(page, pages))
    this.#shown = { pages }
    onPage?.(page)
  }
}

function farthestFrom(page: number, pages: ReadonlyMap<number, unknown>): number {
  return [...pages.keys()].reduce((one, other) => (Math.abs(other - page) > Math.abs(one - page) ? other : one))
}
