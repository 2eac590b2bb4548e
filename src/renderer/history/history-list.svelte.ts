import { untrack } from 'svelte'
import type { Bridge, HistoryBatch } from '../../shared/ipc-contract.ts'

/** Batches of a page; one answer is a few kilobytes. */
export const pageLength = 50
/** At most this often the pages in sight are asked for again while batches change, in milliseconds. */
const refreshPauseMs = 300
/** Pages that are kept; others are asked for again when they come in sight. */
const keptPages = 20

/** The batches of the past, newest first, of which only those in sight are asked for; and the one that is looked at. */
export class HistoryList {
  readonly #bridge: Bridge
  readonly #asked = new Set<number>()
  /** A new object with every change; the map in it is changed in place. */
  #shown: { readonly pages: Map<number, readonly HistoryBatch[]> } = $state.raw({ pages: new Map() })
  #total: number | null = $state(null)
  #hasFailed = $state(false)
  #chosenId: string | null = $state(null)
  /** Of the chosen one; it moves when newer batches come. -1 where it is not known. */
  #chosenPlace = $state(-1)
  /** Rises when what is on its way is no longer wanted. */
  #era = 0
  #inSight: readonly [number, number] = [0, 0]
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(bridge: Bridge, chosenId: string | null) {
    this.#bridge = bridge
    this.#chosenId = chosenId
  }

  /** Null until that is known. */
  get total(): number | null {
    return this.#total
  }

  get hasFailed(): boolean {
    return this.#hasFailed
  }

  get chosenPlace(): number {
    return this.#chosenPlace
  }

  get chosenId(): string | null {
    return this.#chosenId
  }

  /** The batch that is looked at, as it was told last; null where there is none, or it is on its way. */
  get chosen(): HistoryBatch | null {
    const batch = this.at(this.#chosenPlace)
    return batch?.id === this.#chosenId ? batch : null
  }

  /** The batch at a place; null while its page is on its way. */
  at(place: number): HistoryBatch | null {
    if (place < 0) return null
    return this.#shown.pages.get(Math.floor(place / pageLength))?.[place % pageLength] ?? null
  }

  choose(place: number): void {
    this.#chosenPlace = place
    this.#chosenId = this.at(place)?.id ?? null
    this.look(place, place + 1)
  }

  chooseNone(): void {
    this.#chosenPlace = -1
    this.#chosenId = null
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

  /** Some batch is another: what is in sight comes anew and stands as it was until then, the rest is forgotten. */
  refresh(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      const wanted = new Set([Math.floor(Math.max(0, this.#chosenPlace) / pageLength)])
      for (let page = this.#inSight[0]; page <= this.#inSight[1]; page++) wanted.add(page)
      this.#shown = { pages: new Map([...this.#shown.pages].filter(([page]) => wanted.has(page))) }
      this.#asked.clear()
      this.#era += 1
      for (const page of wanted) void this.#load(page)
    }, refreshPauseMs)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#era += 1
  }

  async #load(page: number): Promise<void> {
    const era = this.#era
    this.#asked.add(page)
    const answer = await this.#bridge.requests.listHistory({ offset: page * pageLength, limit: pageLength })
    if (era !== this.#era) return
    this.#asked.delete(page)
    this.#hasFailed = !answer.ok
    if (!answer.ok) return
    this.#total = answer.value.total
    const { pages } = this.#shown
    pages.set(page, answer.value.items)
    dropFarthest(pages, page)
    this.#shown = { pages }
    this.#follow(page)
  }

  /** The chosen batch may stand elsewhere now; where it is gone, the one that took its place is chosen. */
  #follow(page: number): void {
    if (this.#chosenId !== null) {
      const place = placeOf(this.#shown.pages, this.#chosenId)
      if (place !== -1) {
        this.#chosenPlace = place
        return
      }
    }
    if (this.#chosenPlace < 0 || Math.floor(this.#chosenPlace / pageLength) !== page) return
    this.#chosenPlace = Math.min(this.#chosenPlace, (this.#total ?? 0) - 1)
    this.#chosenId = this.at(this.#chosenPlace)?.id ?? null
  }
}

function placeOf(pages: ReadonlyMap<number, readonly HistoryBatch[]>, id: string): number {
  for (const [page, batches] of pages) {
    const place = batches.findIndex((batch) => batch.id === id)
    if (place !== -1) return page * pageLength + place
  }
  return -1
}

function dropFarthest(pages: Map<number, unknown>, page: number): void {
  if (pages.size <= keptPages) return
  const farthest = [...pages.keys()].reduce((one, other) =>
    Math.abs(other - page) > Math.abs(one - page) ? other : one,
  )
  pages.delete(farthest)
}
