import type { Bridge, PlanFilter, PlanItem } from '../../shared/ipc-contract.ts'
import { PagedList } from '../state/paged-list.svelte.ts'

/** Items of a page. */
export const pageLength = 100

/** The plan as a list of which only the parts in sight are asked for. */
export class PlanPages {
  readonly #list: PagedList<PlanItem>
  #filter: PlanFilter = $state('all')

  constructor(bridge: Bridge, filter: PlanFilter) {
    this.#filter = filter
    this.#list = new PagedList({
      pageLength,
      keptPages: 40,
      refreshPauseMs: 400,
      ask: (offset, limit) => bridge.requests.listPlan({ filter: this.#filter, offset, limit }),
    })
  }

  /** Items of this filter; null until that is known. */
  get total(): number | null {
    return this.#list.total
  }

  get hasFailed(): boolean {
    return this.#list.hasFailed
  }

  get filter(): PlanFilter {
    return this.#filter
  }

  /** The item at a place; null while its page is on its way. */
  itemAt(place: number): PlanItem | null {
    return this.#list.at(place)
  }

  show(filter: PlanFilter): void {
    if (filter === this.#filter) return
    this.#filter = filter
    this.#list.beginAnew()
  }

  /** Says which places are in sight, the first and the one behind the last; their pages come. */
  look(first: number, end: number): void {
    this.#list.look(first, end)
  }

  /** The plan has changed: what is in sight comes anew and stands as it was until then, the rest is forgotten. */
  refresh(): void {
    this.#list.refresh()
  }

  close(): void {
    this.#list.close()
  }
}
