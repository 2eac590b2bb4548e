import type { Bridge, HistoryBatch } from '../../shared/ipc-contract.ts'
import { PagedList } from '../state/paged-list.svelte.ts'

/** Batches of a page. */
export const pageLength = 50

/** The batches of the past, newest first, of which only those in sight are asked for; and the one that is looked at. */
export class HistoryList {
  readonly #list: PagedList<HistoryBatch>
  #chosenId: string | null = $state(null)
  /** Of the chosen one; it moves when newer batches come. -1 where it is not known. */
  #chosenPlace = $state(-1)

  constructor(bridge: Bridge, chosenId: string | null) {
    this.#chosenId = chosenId
    this.#list = new PagedList({
      pageLength,
      keptPages: 20,
      refreshPauseMs: 300,
      ask: (offset, limit) => bridge.requests.listHistory({ offset, limit }),
      onPage: (page) => {
        this.#follow(page)
      },
    })
  }

  /** Null until that is known. */
  get total(): number | null {
    return this.#list.total
  }

  get hasFailed(): boolean {
    return this.#list.hasFailed
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
    return this.#list.at(place)
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
    this.#list.look(first, end)
  }

  /** Some batch is another: what is in sight comes anew and stands as it was until then, the rest is forgotten. */
  refresh(): void {
    this.#list.refresh(() => this.#chosenPlace)
  }

  close(): void {
    this.#list.close()
  }

  /** The chosen batch may stand elsewhere now; where it is gone, the one that took its place is chosen. */
  #follow(page: number): void {
    const place = this.#chosenId === null ? -1 : this.#list.find(({ id }) => id === this.#chosenId)
    if (place !== -1) {
      this.#chosenPlace = place
      return
    }
    if (this.#chosenPlace < 0 || this.#list.pageOf(this.#chosenPlace) !== page) return
    this.#chosenPlace = Math.min(this.#chosenPlace, (this.total ?? 0) - 1)
    this.#chosenId = this.at(this.#chosenPlace)?.id ?? null
  }
}
