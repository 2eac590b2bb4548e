import type { JobRecord, Store } from '../store/store.ts'

/** So many records are in memory at once, however many a batch has. */
export const historyPageLength = 500

/** All jobs of a batch by ascending place, a page at a time. */
export async function* jobPages(store: Store, id: string): AsyncGenerator<readonly JobRecord[]> {
  for (let from = 0; ;) {
    const jobs = await store.jobs(id, from, historyPageLength)
    const last = jobs.at(-1)
    if (last === undefined) return
    yield jobs
    from = last.place + 1
  }
}
