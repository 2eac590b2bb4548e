import type { Failure } from '../shared/failure.ts'
import type { JobResult } from '../shared/job-result.ts'
import type { SourceFile } from '../shared/plan.ts'
import type { JobPlanRecord, Store } from '../store/store.ts'
import { jobPages } from './history-pages.ts'

/** A source of a batch that is resumed, and how far an earlier run had come with it. */
export interface LeftSource {
  readonly place: number
  readonly source: SourceFile
  /** Why the scan gave it up; null where it did not. */
  readonly failure: Failure | null
  /** Null while nothing was planned. */
  readonly plan: JobPlanRecord | null
  /** How it ended; null where it did not. */
  readonly result: JobResult | null
  /** Everything was done but handing the original to the bin; null otherwise. */
  readonly replaced: JobResult | null
}

/** The sources of a batch that the journal knows, by ascending place; reads on as they are taken. */
export async function* leftSources(store: Store, batch: string): AsyncGenerator<LeftSource> {
  for await (const jobs of jobPages(store, batch)) {
    const ended = jobs.filter(({ status }) => status !== 'waiting')
    const results = ended[0] === undefined ? [] : await store.results(batch, ended[0].place, ended.length)
    const byPlace = new Map(results.map((result) => [result.index, result]))
    for (const { place, source, failure, plan, replaced } of jobs) {
      yield { place, source, failure, plan, replaced, result: byPlace.get(place) ?? null }
    }
  }
}
