import type { HistoryFile, HistoryFileFilter } from '../shared/ipc-contract.ts'
import type { JobResult } from '../shared/job-result.ts'
import type { JobRecord, RefusedRecord, Store } from '../store/store.ts'
import { historyPageLength } from './history-pages.ts'

export interface HistoryFilesRequest {
  readonly id: string
  readonly filter: HistoryFileFilter
  /** 0, or the `nextOffset` of the page before. */
  readonly offset: number
  readonly limit: number
}

export interface HistoryFilesPage {
  readonly items: readonly HistoryFile[]
  /** Null at the end. A page may hold fewer files than asked for, or none, and yet not be the last. */
  readonly nextOffset: number | null
}

/** Results that are looked at for one page, so that it comes soon where hardly any file matches. */
const mostLookedAt = 5000

/** A page of the files of a batch, by ascending place. */
export function historyFiles(store: Store, request: HistoryFilesRequest): Promise<HistoryFilesPage> {
  switch (request.filter) {
    case 'all':
      return allFiles(store, request)
    case 'failed':
      return failedFiles(store, request)
    case 'left-alone':
      return refusedFiles(store, request)
  }
}

/** The offset is a place. */
async function allFiles(store: Store, { id, offset, limit }: HistoryFilesRequest): Promise<HistoryFilesPage> {
  const jobs = await store.jobs(id, offset, limit)
  const [first, last] = [jobs[0], jobs.at(-1)]
  if (first === undefined || last === undefined) return { items: [], nextOffset: null }
  const results = await store.results(id, first.place, limit)
  const byPlace = new Map(results.map((result) => [result.index, result]))
  const refusals = await refusalsBetween(store, id, first.place, last.place)
  const items = jobs.map((job) => fileOf(job, byPlace.get(job.place), refusals.get(job.place)))
  return { items, nextOffset: jobs.length < limit ? null : last.place + 1 }
}

/** The offset is a place. */
async function failedFiles(store: Store, { id, offset, limit }: HistoryFilesRequest): Promise<HistoryFilesPage> {
  const items: HistoryFile[] = []
  for (let from = offset; ;) {
    const results = await store.results(id, from, historyPageLength)
    for (const result of results) {
      if (result.status === 'failed') items.push(fileOf(null, result, undefined))
      if (items.length === limit) return { items, nextOffset: result.index + 1 }
    }
    const last = results.at(-1)
    if (last === undefined || results.length < historyPageLength) return { items, nextOffset: null }
    from = last.index + 1
    if (from - offset >= mostLookedAt) return { items, nextOffset: from }
  }
}

/** The offset counts outputs; a source of which several were left alone comes once, with the first of them. */
async function refusedFiles(store: Store, { id, offset, limit }: HistoryFilesRequest): Promise<HistoryFilesPage> {
  const before = offset === 0 ? undefined : (await store.refused(id, offset - 1, 1))[0]
  const refused = await store.refused(id, offset, limit)
  const firsts = refused.filter(({ place }, index) => place !== (refused[index - 1] ?? before)?.place)
  const items = await Promise.all(
    firsts.map(async (record) => {
      const [[job], [result]] = await Promise.all([store.jobs(id, record.place, 1), store.results(id, record.place, 1)])
      const own = result?.index === record.place ? result : undefined
      return job === undefined ? null : fileOf(job, own, record)
    }),
  )
  return {
    items: items.filter((item) => item !== null),
    nextOffset: refused.length < limit ? null : offset + refused.length,
  }
}

/** By place, the first of each. */
async function refusalsBetween(
  store: Store,
  id: string,
  first: number,
  last: number,
): Promise<ReadonlyMap<number, RefusedRecord>> {
  const found = new Map<number, RefusedRecord>()
  const total = (await store.batch(id))?.refused ?? 0
  for (let offset = await firstRefusedFrom(store, id, first, total); offset < total;) {
    const refused = await store.refused(id, offset, historyPageLength)
    for (const record of refused) {
      if (record.place > last) return found
      if (!found.has(record.place)) found.set(record.place, record)
    }
    if (refused.length < historyPageLength) return found
    offset += refused.length
  }
  return found
}

/** They come by ascending place, so halving finds where a page of them begins. */
async function firstRefusedFrom(store: Store, id: string, place: number, total: number): Promise<number> {
  let [low, high] = [0, total]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [record] = await store.refused(id, middle, 1)
    if (record === undefined || record.place >= place) high = middle
    else low = middle + 1
  }
  return low
}

function fileOf(job: JobRecord | null, result: JobResult | undefined, refused: RefusedRecord | undefined): HistoryFile {
  const outputs = (result?.outputs ?? []).flatMap((output) =>
    output.kind === 'written' || output.kind === 'copied' ? [{ path: output.path, bytes: output.bytes }] : [],
  )
  return {
    place: job?.place ?? result?.index ?? 0,
    source: job?.source.path ?? result?.source ?? '',
    status: result?.status ?? job?.status ?? 'waiting',
    outputs,
    failure: result?.failure ?? job?.failure ?? null,
    refusal: refused === undefined ? null : { ...refused.refusal, path: refused.path },
  }
}
