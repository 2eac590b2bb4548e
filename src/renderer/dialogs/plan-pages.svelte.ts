import { untrack } from 'svelte'
import type { Bridge, PlanFilter, PlanItem } from '../../shared/ipc-contract.ts'

/** Items of a page; one answer is a few kilobytes. */
export const pageLength = 100

/** At most this often the pages in sight are asked for again while the plan changes, in milliseconds. */
const refreshPauseMs = 400

/** Pages that are kept; others are asked for again when they come in sight. */
const keptPages = 40

/** The plan as a list of which only the parts in sight are asked for, a page at a time. */
export class PlanPages {
  readonly #bridge: Bridge
  #filter: PlanFilter = $state('all')
  readonly #asked = new Set<number>()
  /** A new object with every change; the map in it is changed in place. */
  #shown: { readonly pages: Map<number, readonly PlanItem[]> } = $state.raw({ pages: new Map() })
  #total: number | null = $state(null)
  #hasFailed = $state(false)
  /** Rises when what is on its way is no longer wanted. */
  #era = 0
  #inSight: readonly [number, number] = [0, 0]
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(bridge: Bridge, filter: PlanFilter) {
    this.#bridge = bridge
    this.#filter = filter
  }

  /** Items of this filter; null until that is known. */
  get total(): number | null {
    return this.#total
  }

  get hasFailed(): boolean {
    return this.#hasFailed
  }

  get filter(): PlanFilter {
    return this.#filter
  }

  /** The item at a place; null while its page is on its way. */
  itemAt(place: number): PlanItem | null {
    return this.#shown.pages.get(Math.floor(place / pageLength))?.[place % pageLength] ?? null
  }

  show(filter: PlanFilter): void {
    if (filter === this.#filter) return
    this.#filter = filter
    this.#forget()
    this.#total = null
    this.#inSight = [0, 0]
    void this.#load(0)
  }

  /** Says which places are in sight, the first and the one behind the last; their pages come. */
  look(first: number, end: number): void {
    const from = Math.floor(Math.max(0, first) / pageLength)
    const to = Math.floor(Math.max(0, end - 1) / pageLength)
    this.#inSight = [from, to]
    const { pages } = untrack(() => this.#shown)
    for (let page = from; page <= to; page++) {
      if (!pages.has(page) && !this.#asked.has(page)) void this.#load(page)
    }
  }

  /** The plan has changed: what is in sight comes anew and stands as it was until then, the rest is forgotten. */
  refresh(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      const [from, to] = this.#inSight
      this.#shown = { pages: new Map([...this.#shown.pages].filter(([page]) => page >= from && page <= to)) }
      this.#asked.clear()
      this.#era += 1
      for (let page = from; page <= to; page++) void this.#load(page)
    }, refreshPauseMs)
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
    const era = this.#era
    this.#asked.add(page)
    const input = { filter: this.#filter, offset: page * pageLength, limit: pageLength }
    const answer = await this.#bridge.requests.listPlan(input)
    if (era !== this.#era) return
    this.#asked.delete(page)
    this.#hasFailed = !answer.ok
    if (!answer.ok) return
    this.#total = answer.value.total
    const { pages } = this.#shown
    pages.set(page, answer.value.items)
    dropFarthest(pages, page)
    this.#shown = { pages }
  }
}

function dropFarthest(pages: Map<number, unknown>, page: number): void {
  if (pages.size <= keptPages) return
  const farthest = [...pages.keys()].reduce((one, other) =>
    Math.abs(other - page) > Math.abs(one - page) ? other : one,
  )
  pages.delete(farthest)
}
