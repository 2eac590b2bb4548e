import { dirname } from 'node:path'
import { claimAnswer, deepestFirst, foldersOfPlan, type KeptState, seenState } from '../../src/store/batch-rules.ts'
import type {
  BatchRecord,
  BatchStart,
  JobPlanRecord,
  JobRecord,
  JournalEntry,
  OutputPlace,
  Store,
  WrittenRecord,
} from '../../src/store/store.ts'
import { countWritten, writtenFiles } from '../../src/store/written-files.ts'
import type { Failure } from '../../src/shared/failure.ts'
import type { UndoRefusal } from '../../src/shared/history.ts'
import type { JobResult } from '../../src/shared/job-result.ts'
import type { SourceFile } from '../../src/shared/plan.ts'

/** A store in the memory of one process, with what a test needs to look into it and to make it fail. */
export interface MemoryStore extends Store {
  /** Every entry that was written, in order. */
  readonly entries: readonly JournalEntry[]
  /** From now on nothing can be written: `begin` and `committed` reject with this; null ends it. */
  refuse(error: Error | null): void
  /** While held, `committed` waits; the returned function lets go. */
  holdCommits(): () => void
  /** As if the process had been killed: the store of the next one, over what this one had written. */
  crash(): MemoryStore
  /** Another process that works with the same journal at the same time. */
  beside(): MemoryStore
}

interface MemoryJob {
  readonly source: SourceFile
  readonly failure: Failure | null
  plan: JobPlanRecord | null
  result: JobResult | null
  replaced: JobResult | null
}

interface MemoryBatch {
  readonly start: BatchStart
  session: symbol
  state: KeptState
  endedMs: number | null
  stopped: Failure | null
  folder: string | null
  isScanned: boolean
  total: number
  elapsedMs: number
  readonly jobs: Map<number, MemoryJob>
  readonly folders: Set<string>
  /** By `place:output`; null where it was taken back. */
  readonly undone: Map<string, UndoRefusal | null>
}

interface Journal {
  readonly batches: Map<string, MemoryBatch>
  readonly lists: Map<symbol, Map<string, SourceFile>>
  readonly sessions: Set<symbol>
}

/** An empty store. */
export function createMemoryStore(): MemoryStore {
  return new MemoryJournalStore({ batches: new Map(), lists: new Map(), sessions: new Set() })
}

class MemoryJournalStore implements MemoryStore {
  readonly problem = null
  readonly isKeeping = true
  readonly pending = 0
  readonly entries: JournalEntry[] = []
  readonly #journal: Journal
  readonly #session = Symbol('session')
  #refusal: Error | null = null
  #hold: Promise<void> | null = null

  constructor(journal: Journal) {
    this.#journal = journal
    journal.sessions.add(this.#session)
  }

  refuse(error: Error | null): void {
    this.#refusal = error
  }

  holdCommits(): () => void {
    let release: () => void = () => undefined
    const hold = new Promise<void>((resolve) => (release = resolve))
    this.#hold = hold
    return () => {
      if (this.#hold === hold) this.#hold = null
      release()
    }
  }

  crash(): MemoryStore {
    this.#journal.sessions.delete(this.#session)
    return new MemoryJournalStore(this.#journal)
  }

  beside(): MemoryStore {
    return new MemoryJournalStore(this.#journal)
  }

  async begin(start: BatchStart): Promise<void> {
    await this.committed()
    if (this.#journal.batches.has(start.id)) throw new Error(`There is a batch ${start.id} already.`)
    this.#journal.batches.set(start.id, {
      start,
      session: this.#session,
      state: 'running',
      ...{ endedMs: null, stopped: null, folder: null, isScanned: false, total: 0, elapsedMs: 0 },
      ...{ jobs: new Map(), folders: new Set(), undone: new Map() },
    })
  }

  write(entry: JournalEntry): void {
    this.entries.push(entry)
    if (entry.kind === 'listed' || entry.kind === 'unlisted') this.#writeList(entry)
    else {
      const batch = this.#journal.batches.get(entry.batch)
      if (batch !== undefined) this.#writeBatch(batch, entry)
    }
  }

  async committed(): Promise<void> {
    if (this.#hold !== null) await this.#hold
    if (this.#refusal !== null) throw this.#refusal
  }

  batches(offset: number, limit: number): ReturnType<Store['batches']> {
    const all = this.#newestFirst().map((batch) => this.#record(batch))
    return Promise.resolve({ total: all.length, items: all.slice(offset, offset + limit) })
  }

  interrupted(): Promise<readonly BatchRecord[]> {
    const open = this.#newestFirst().filter((batch) => this.#seen(batch) !== batch.state)
    return Promise.resolve(open.map((batch) => this.#record(batch)))
  }

  batch(id: string): Promise<BatchRecord | null> {
    const batch = this.#journal.batches.get(id)
    return Promise.resolve(batch === undefined ? null : this.#record(batch))
  }

  jobs(id: string, from: number, limit: number): Promise<readonly JobRecord[]> {
    const records = this.#jobs(id, from).map(([place, { source, failure, plan, result, replaced }]) => {
      return { place, source, failure, plan, status: result?.status ?? ('waiting' as const), replaced }
    })
    return Promise.resolve(records.slice(0, limit))
  }

  results(id: string, from: number, limit: number): Promise<readonly JobResult[]> {
    const results = this.#jobs(id, from).flatMap(([, { result }]) => (result === null ? [] : [result]))
    return Promise.resolve(results.slice(0, limit))
  }

  written(id: string, before: OutputPlace | null, limit: number): Promise<readonly WrittenRecord[]> {
    const batch = this.#journal.batches.get(id)
    const files = [...this.#written(id)].reverse().filter((file) => before === null || isBefore(file, before))
    const left = files.filter((file) => batch?.undone.get(keyOf(file)) !== null)
    return Promise.resolve(left.slice(0, limit))
  }

  refused(id: string, offset: number, limit: number): ReturnType<Store['refused']> {
    const batch = this.#journal.batches.get(id)
    const all = this.#written(id).flatMap(({ place, output, path }) => {
      const refusal = batch?.undone.get(keyOf({ place, output })) ?? null
      return refusal === null ? [] : [{ place, output, path, refusal }]
    })
    return Promise.resolve(all.slice(offset, offset + limit))
  }

  createdFolders(id: string): Promise<readonly string[]> {
    return Promise.resolve(deepestFirst(this.#journal.batches.get(id)?.folders ?? []))
  }

  unfinishedFolders(id: string): Promise<readonly string[]> {
    const open = this.#jobs(id, 0).filter(([, { result }]) => result === null)
    return Promise.resolve([...new Set(open.flatMap(([, { plan }]) => foldersOfPlan(plan)))])
  }

  claim(id: string, activity: 'run' | 'undo'): Promise<'claimed' | 'busy' | 'gone'> {
    const batch = this.#journal.batches.get(id)
    if (batch === undefined) return Promise.resolve('gone')
    const answer = claimAnswer(this.#seen(batch), activity)
    if (answer === 'claimed') {
      batch.session = this.#session
      batch.state = activity === 'run' ? 'running' : 'undoing'
      if (activity === 'run') Object.assign(batch, { endedMs: null, stopped: null })
    }
    return Promise.resolve(answer)
  }

  forget(id: string): Promise<void> {
    const batch = this.#journal.batches.get(id)
    if (batch !== undefined && !this.#isWorkedOn(batch)) this.#journal.batches.delete(id)
    return Promise.resolve()
  }

  lostList(): Promise<readonly SourceFile[]> {
    return Promise.resolve(this.#deadLists().flatMap(([, list]) => [...list.values()]))
  }

  dropLostList(): Promise<void> {
    for (const [session] of this.#deadLists()) this.#journal.lists.delete(session)
    return Promise.resolve()
  }

  expired(beforeMs: number): ReturnType<Store['expired']> {
    const old = this.#newestFirst().filter(
      (batch) => !this.#isWorkedOn(batch) && (batch.endedMs ?? batch.start.startedMs) < beforeMs,
    )
    return Promise.resolve(old.map(({ start }) => start.id))
  }

  close(): Promise<void> {
    this.#journal.lists.delete(this.#session)
    this.#journal.sessions.delete(this.#session)
    return Promise.resolve()
  }

  #writeList(entry: Extract<JournalEntry, { readonly kind: 'listed' | 'unlisted' }>): void {
    const list = this.#journal.lists.get(this.#session) ?? new Map<string, SourceFile>()
    this.#journal.lists.set(this.#session, list)
    if (entry.kind === 'listed') for (const source of entry.sources) list.set(source.path, source)
    else if (entry.paths === 'all') list.clear()
    else for (const path of entry.paths) list.delete(path)
  }

  #writeBatch(batch: MemoryBatch, entry: Extract<JournalEntry, { readonly batch: string }>): void {
    switch (entry.kind) {
      case 'added':
        for (const [index, { source, failure }] of entry.sources.entries()) {
          const place = entry.firstPlace + index
          const before = batch.jobs.get(place) ?? { plan: null, result: null, replaced: null }
          batch.jobs.set(place, { ...before, source, failure })
          batch.total = Math.max(batch.total, place + 1)
        }
        break
      case 'scanned':
        Object.assign(batch, { isScanned: true, total: entry.total })
        break
      case 'folders':
        for (const path of entry.paths) batch.folders.add(path)
        break
      case 'ended':
        Object.assign(batch, { state: entry.state, endedMs: entry.endedMs, stopped: entry.stopped })
        batch.elapsedMs += entry.elapsedMs
        break
      case 'dismissed':
        if (this.#isWorkedOn(batch) && batch.session !== this.#session) break
        batch.state = 'dismissed'
        batch.endedMs ??= Date.now()
        break
      case 'undone':
        batch.undone.set(keyOf(entry.at), entry.refusal)
        break
      case 'undo-ended':
        batch.state = entry.isWhole ? 'undone' : 'undo-interrupted'
        break
      default:
        this.#writeJob(batch, entry)
    }
  }

  #writeJob(
    batch: MemoryBatch,
    entry: Extract<JournalEntry, { readonly kind: 'planned' | 'replaced' | 'finished' }>,
  ): void {
    const job = batch.jobs.get(entry.kind === 'planned' ? entry.place : entry.result.index)
    if (job === undefined) return
    switch (entry.kind) {
      case 'planned':
        job.plan = entry.plan
        if (entry.plan.action === 'write') {
          const first = entry.plan.outputs[0]
          if (first !== undefined) batch.folder ??= dirname(first.path)
        }
        break
      case 'replaced':
        job.replaced = entry.result
        job.result = null
        break
      case 'finished':
        job.replaced = null
        job.result = entry.result
    }
  }

  #newestFirst(): readonly MemoryBatch[] {
    return [...this.#journal.batches.values()].reverse()
  }

  #isWorkedOn(batch: MemoryBatch): boolean {
    const state = this.#seen(batch)
    return state === 'running' || state === 'undoing'
  }

  #seen(batch: MemoryBatch): BatchRecord['state'] {
    return seenState(batch.state, this.#journal.sessions.has(batch.session))
  }

  #jobs(id: string, from: number): readonly (readonly [number, MemoryJob])[] {
    const jobs = [...(this.#journal.batches.get(id)?.jobs ?? [])].toSorted(([one], [other]) => one - other)
    return jobs.filter(([place]) => place >= from)
  }

  #written(id: string): readonly WrittenRecord[] {
    return this.#jobs(id, 0).flatMap(([, { source, plan, result, replaced }]) => {
      const last = result ?? replaced
      return last === null ? [] : writtenFiles(source.path, plan, last)
    })
  }

  #deadLists(): readonly [symbol, Map<string, SourceFile>][] {
    return [...this.#journal.lists].filter(([session]) => !this.#journal.sessions.has(session))
  }

  #record(batch: MemoryBatch): BatchRecord {
    const jobs = [...batch.jobs.values()]
    const results = jobs.flatMap(({ result }) => (result === null ? [] : [result]))
    const done = results.filter(({ status }) => status === 'done')
    const written = jobs.map(({ result, replaced }) => result ?? replaced).filter((result) => result !== null)
    const undone = [...batch.undone.values()]
    const { start, endedMs, stopped, folder, isScanned, total, elapsedMs } = batch
    return {
      ...start,
      ...{ state: this.#seen(batch), endedMs, stopped, folder, isScanned, total, elapsedMs },
      done: done.length,
      skipped: results.filter(({ status }) => status === 'skipped').length,
      failed: results.filter(({ status }) => status === 'failed').length,
      sourceBytes: done.reduce((sum, { sourceBytes }) => sum + sourceBytes, 0),
      outputBytes: done.reduce((sum, result) => sum + bytesOf(result), 0),
      written: written.reduce((sum, result) => sum + countWritten(result), 0),
      undone: undone.filter((refusal) => refusal === null).length,
      refused: undone.filter((refusal) => refusal !== null).length,
    }
  }
}

function bytesOf({ outputs }: JobResult): number {
  return outputs.reduce((sum, output) => {
    return output.kind === 'written' || output.kind === 'copied' ? sum + output.bytes : sum
  }, 0)
}

function keyOf({ place, output }: OutputPlace): string {
  return `${String(place)}:${String(output)}`
}

function isBefore(file: OutputPlace, before: OutputPlace): boolean {
  return file.place < before.place || (file.place === before.place && file.output < before.output)
}
