import { lstat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Failure } from '../shared/failure.ts'
import type { JobResult } from '../shared/job-result.ts'
import type { PlannedJob, SourceFile } from '../shared/plan.ts'
import type { BatchRecord, BatchStart, JobPlanRecord, Store } from '../store/store.ts'
import type { BatchSummary } from './batch-event.ts'

/** What one run of a batch tells the journal, and what it waits for. Nothing here ever rejects. */
export interface RunJournal {
  /** Eight hexadecimal digits; null where no journal is kept. */
  readonly batch: string | null
  /** When the batch was begun, by its first run; milliseconds since the epoch. */
  readonly startedMs: number
  /** A source, as it is found: the next place is its. */
  added(source: SourceFile, failure: Failure | null): void
  /** Every source is known. */
  scanned(): void
  /** Resolves when the journal can keep up with more. */
  room(): Promise<void>
  /** Takes a plan. Called in the order of the places, each after the one before has resolved. */
  planned(index: number, job: PlannedJob): Promise<void>
  /** Everything is at its place but the original, which is about to go to the bin. */
  replaced(result: JobResult): void
  /** What is kept for a job is somewhere else than its plan had said. */
  moved(index: number, plan: WritePlanRecord): void
  /** Yields true once all that was told so far outlives this process, false where it could not be written. */
  committed(): Promise<boolean>
  finished(result: JobResult): void
  /** Resolves when it is written, or cannot be. */
  ended(summary: BatchSummary): Promise<void>
  /** A name that no file has, known as this batch's for the sweep after a crash. */
  tempName(): string
}

export interface JournalOptions {
  /** Eight hexadecimal digits, different every time. */
  readonly randomHex: () => string
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number
}

/** A run that is not written down. */
export function noJournal({ randomHex, nowMs }: JournalOptions): RunJournal {
  return {
    batch: null,
    startedMs: nowMs(),
    added: () => undefined,
    scanned: () => undefined,
    room: () => Promise.resolve(),
    planned: () => Promise.resolve(),
    replaced: () => undefined,
    moved: () => undefined,
    committed: () => Promise.resolve(true),
    finished: () => undefined,
    ended: () => Promise.resolve(),
    tempName: () => `.batchfit-${randomHex()}.tmp`,
  }
}

/** Begins a batch in the journal; where that cannot be, the run is not written down. */
export async function beginJournal(store: Store, start: BatchStart, options: JournalOptions): Promise<RunJournal> {
  if (!store.isKeeping) return noJournal(options)
  try {
    await store.begin(start)
  } catch {
    // Whoever begins tells that.
    return noJournal(options)
  }
  return new StoreJournal(store, start, options, { places: 0, firstTemp: 0 })
}

/** Goes on with a batch that has been claimed, `places` of whose sources are known. */
export function resumeJournal(store: Store, batch: BatchRecord, places: number, options: JournalOptions): RunJournal {
  // Whatever an earlier run may have left unswept has other numbers.
  return new StoreJournal(store, batch, options, { places, firstTemp: Number.parseInt(options.randomHex(), 16) })
}

/** Sources that are written down together while a scan goes on. */
const groupSize = 256
/** Entries that may wait to be committed before the run waits for them. */
const maxPending = 1000

class StoreJournal implements RunJournal {
  readonly batch: string
  readonly startedMs: number
  readonly #store: Store
  readonly #nowMs: () => number
  #added: { readonly source: SourceFile; readonly failure: Failure | null }[] = []
  /** Sources that were handed to the store. */
  #places: number
  #nextTemp: number
  /** Folders that were looked for. */
  readonly #folders = new Set<string>()
  /** The commit that everything written from now on will be part of; null while nobody has asked. */
  #nextCommit: Promise<boolean> | null = null
  #lastCommit: Promise<unknown> = Promise.resolve()

  constructor(
    store: Store,
    batch: BatchStart,
    { nowMs }: JournalOptions,
    first: { readonly places: number; readonly firstTemp: number },
  ) {
    this.#store = store
    this.#nowMs = nowMs
    this.batch = batch.id
    this.startedMs = batch.startedMs
    this.#places = first.places
    this.#nextTemp = first.firstTemp
  }

  added(source: SourceFile, failure: Failure | null): void {
    this.#added.push({ source, failure })
    if (this.#added.length >= groupSize) this.#flush()
  }

  scanned(): void {
    this.#flush()
    this.#store.write({ kind: 'scanned', batch: this.batch, total: this.#places })
  }

  async room(): Promise<void> {
    if (this.#store.pending > maxPending) await this.committed()
  }

  async planned(index: number, job: PlannedJob): Promise<void> {
    const folders = await this.#newFolders(job)
    if (index >= this.#places) this.#flush()
    if (folders.length > 0) this.#store.write({ kind: 'folders', batch: this.batch, paths: folders })
    this.#store.write({ kind: 'planned', batch: this.batch, place: index, plan: planRecord(job) })
  }

  replaced(result: JobResult): void {
    this.#store.write({ kind: 'replaced', batch: this.batch, result })
  }

  /** One commit after the other: whoever asks while one is under way shares the next. */
  committed(): Promise<boolean> {
    this.#nextCommit ??= this.#lastCommit.then(() => {
      this.#nextCommit = null
      const commit = this.#store.committed().then(
        () => true,
        () => false,
      )
      this.#lastCommit = commit
      return commit
    })
    return this.#nextCommit
  }

  moved(index: number, plan: WritePlanRecord): void {
    this.#store.write({ kind: 'planned', batch: this.batch, place: index, plan })
  }

  finished(result: JobResult): void {
    this.#store.write({ kind: 'finished', batch: this.batch, result })
  }

  async ended({ cancelled, stopped, elapsedMs }: BatchSummary): Promise<void> {
    this.#flush()
    const endedMs = this.#nowMs()
    const state = cancelled ? 'cancelled' : stopped === null ? 'finished' : 'stopped'
    this.#store.write({ kind: 'ended', batch: this.batch, state, endedMs, elapsedMs, stopped })
    await this.committed()
  }

  tempName(): string {
    return `.batchfit-${this.batch}-${String(this.#nextTemp++)}.tmp`
  }

  #flush(): void {
    if (this.#added.length === 0) return
    this.#store.write({ kind: 'added', batch: this.batch, firstPlace: this.#places, sources: this.#added })
    this.#places += this.#added.length
    this.#added = []
  }

  /** Folders that this job's outputs need and that are not there, each told once; the uppermost first. */
  async #newFolders(job: PlannedJob): Promise<readonly string[]> {
    if (job.action !== 'write') return []
    const paths = job.outputs.flatMap(({ action, path, keepPath }) =>
      action === 'write' ? [path, ...(keepPath === null ? [] : [keepPath])] : [],
    )
    if (job.original !== null) paths.push(job.original.keepPath)
    const missing: string[] = []
    for (const folder of new Set(paths.map((path) => dirname(path)))) {
      if (this.#folders.has(folder)) continue
      this.#folders.add(folder)
      for (const path of await missingFolders(folder)) {
        if (path !== folder && this.#folders.has(path)) continue
        this.#folders.add(path)
        missing.push(path)
      }
    }
    return missing
  }
}

async function missingFolders(folder: string): Promise<readonly string[]> {
  const isThere = await lstat(folder).then(
    () => true,
    (error: unknown) => (error as NodeJS.ErrnoException).code !== 'ENOENT',
  )
  const parent = dirname(folder)
  return isThere || parent === folder ? [] : [...(await missingFolders(parent)), folder]
}

export type WritePlanRecord = Extract<JobPlanRecord, { readonly action: 'write' }>

function planRecord(job: PlannedJob): JobPlanRecord {
  return job.action === 'write' ? writePlan(job) : { action: 'none', identity: job.facts?.identity ?? null }
}

/** What the journal keeps of a plan that writes. */
export function writePlan(job: Extract<PlannedJob, { readonly action: 'write' }>): WritePlanRecord {
  const outputs = job.outputs.map(({ index, path, format, action, overwrite, keepPath }) => {
    return { index, path, format, action, overwrite, keepPath }
  })
  return { action: 'write', identity: job.facts.identity, original: job.original, outputs }
}
