import { basename, dirname, join } from 'node:path'
import type { PoolJob } from '../pool/pool-job.ts'
import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import type { Failure, Outcome } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import type { SourceFile } from '../shared/plan.ts'
import type { BatchRecord, JobPlanRecord, Store } from '../store/store.ts'
import type { BatchEvent } from './batch-event.ts'
import type { BatchItem } from './batch-item.ts'
import { BoundedQueue } from './bounded-queue.ts'
import { canonicalPath } from './canonical-path.ts'
import { foldName } from './fold-name.ts'
import { jobPages } from './history-pages.ts'
import { inspectAhead, type InspectItem } from './inspect-ahead.ts'
import { keptSource } from './kept-source.ts'
import { leftSources, type LeftSource } from './left-sources.ts'
import { createPlanner, type Planner, type PlannerOptions } from './planner.ts'
import type { ReplacePlanning } from './replace-planning.ts'
import { RestoredSources } from './restored-sources.ts'
import type { RunJournal } from './run-journal.ts'
import { isSameState } from './same-state.ts'
import { prepareScan, type Scan } from './scan-sources.ts'
import type { VolumeWatch } from './volume-watch.ts'

export interface ResumeOptions {
  readonly store: Store
  /** Claimed by this process, its temp files swept. */
  readonly batch: BatchRecord
  readonly journal: RunJournal
  /** Null unless the batch replaces originals. */
  readonly replace: ReplacePlanning | null
  readonly volumes: VolumeWatch
  readonly pool: ProcessPool
  readonly lane: PoolJob['lane']
  /** Header requests under way at once. */
  readonly requestsAhead: number
  readonly deadlineMs: number | null
  readonly clock: Clock
  /** Whether somebody knows a file as an original that the batch does not; absent where nobody else knows any. */
  readonly isSource?: PlannerOptions['isSource']
  readonly onEvent: (event: Extract<BatchEvent, { kind: 'scanning' | 'scanned' }>) => void
}

/** A batch that an earlier run has left, to be gone on with by `startBatch`. */
export interface ResumedBatch {
  /**
   * Every source by ascending place: those that the journal knows, then, where the scan had been cut off, those that it had
   * not come to. May be read again once it was read to its end.
   */
  sources(): AsyncGenerator<LeftSource>
  /** What there is to be done about each source, in order: planned jobs are taken over, the others planned after them. */
  items(sources: AsyncIterable<LeftSource>): AsyncGenerator<BatchItem>
  /** Whether an earlier run may have done part of the job at this place; known once its item has come. */
  isRecovery(place: number): boolean
}

/** Prepares to go on with a batch; nothing is looked at before its sources are read. */
export function resumeBatch(options: ResumeOptions): ResumedBatch {
  const batch = new Resumption(options)
  return {
    sources: () => batch.sources(),
    items: (sources) => batch.items(sources),
    isRecovery: (place) => batch.isRecovery(place),
  }
}

class Resumption {
  readonly #options: ResumeOptions
  readonly #recovered = new Set<number>()
  readonly #restored = new RestoredSources()
  #areRestored: Promise<void> | null = null
  #isScanned: boolean
  /** Of the sources that had not been found; null where none had to be. */
  #scan: Scan | null = null

  constructor(options: ResumeOptions) {
    this.#options = options
    // What had not been written down of a list, the list still has; its folders hold what was taken out of it as well.
    this.#isScanned = options.batch.isScanned || options.batch.origin === 'window'
  }

  isRecovery(place: number): boolean {
    return this.#recovered.has(place)
  }

  async *sources(): AsyncGenerator<LeftSource> {
    const { store, batch, onEvent } = this.#options
    if (this.#isScanned) {
      onEvent({ kind: 'scanned', total: batch.total, leftOut: { hidden: 0, special: 0 } })
      yield* leftSources(store, batch.id)
      return
    }
    const known = await knownFiles(store, batch.id)
    const found = new BoundedQueue<LeftSource>(Infinity)
    const { workingFolder, recursive, include, exclude } = batch.options
    const filter = { recursive, include, exclude }
    this.#scan = await prepareScan({ inputs: batch.inputs, workingFolder, filter }, batch.recipe.destination)
    void this.#scanRest(this.#scan, known, found)
    try {
      yield* leftSources(store, batch.id)
      yield* found
    } finally {
      found.close()
    }
  }

  /** The scan goes the whole way once more; what is known has its place already, and what we have made is no source. */
  async #scanRest(scan: Scan, known: KnownFiles, found: BoundedQueue<LeftSource>): Promise<void> {
    const { journal, clock, onEvent } = this.#options
    let place = known.count
    let toldMs = Number.NEGATIVE_INFINITY
    try {
      for await (const { source, failure } of scan.items()) {
        if (known.sources.has(source.path) || (await known.isOurs(source.path))) continue
        journal.added(source, failure)
        await journal.room()
        if (!(await found.push({ place, source, failure, plan: null, result: null, replaced: null }))) return
        place += 1
        if (clock.now() - toldMs < scanningEventMs) continue
        toldMs = clock.now()
        onEvent({ kind: 'scanning', found: place })
      }
      journal.scanned()
      this.#isScanned = true
      onEvent({ kind: 'scanned', total: place, leftOut: scan.leftOut() })
      found.end()
    } catch (error) {
      found.fail(error)
    }
  }

  async *items(sources: AsyncIterable<LeftSource>): AsyncGenerator<BatchItem> {
    const { batch, replace } = this.#options
    const planner = createPlanner({
      recipe: batch.recipe,
      workingFolder: batch.options.workingFolder,
      isSource: (folder, name) => this.#isSource(folder, name),
      replace,
      kept: { batchId: batch.id },
    })
    const taken: LeftSource[] = []
    for await (const { source, facts } of inspectAhead(toInspect(sources, taken), this.#options)) {
      const left = taken.shift()
      if (left === undefined) throw new Error('Expected as many headers as sources.')
      yield await this.#itemFor(left, source, facts, planner)
    }
  }

  async #itemFor(
    left: LeftSource,
    source: SourceFile,
    facts: Outcome<ImageFacts>,
    planner: Planner,
  ): Promise<BatchItem> {
    const { plan, place, result, replaced } = left
    if (result !== null || (replaced !== null && plan?.action === 'write')) {
      if (plan !== null) await planner.recall(source, plan)
      if (result !== null) return { action: 'recall', result }
      if (replaced !== null && plan?.action === 'write') return { action: 'bin', result: replaced, plan }
    }
    if (plan?.action === 'write') this.#recovered.add(place)
    return planner.adopt(source, plan, withoutChange(plan, facts))
  }

  /** Asked only when something stands where an output is to go. */
  async #isSource(folder: string, name: string): Promise<boolean> {
    this.#areRestored ??= this.#restore()
    await this.#areRestored
    if (await this.#restored.isSource(folder, name)) return true
    if ((await this.#options.isSource?.(folder, name)) === true) return true
    return this.#scan !== null && this.#scan.isSource(folder, name)
  }

  async #restore(): Promise<void> {
    const { store, batch } = this.#options
    for await (const jobs of jobPages(store, batch.id)) {
      for (const { source } of jobs) this.#restored.add(source.path)
    }
  }
}

/** At most ten progress events a second. */
const scanningEventMs = 100

/** What is to be looked at of each source; `taken` gets the sources in the order in which their headers will come. */
async function* toInspect(sources: AsyncIterable<LeftSource>, taken: LeftSource[]): AsyncGenerator<InspectItem> {
  for await (const left of sources) {
    taken.push(left)
    const { source, failure, plan, result, replaced } = left
    if (result !== null || replaced !== null) yield { source, failure: notNeeded }
    else yield { source: await keptSource(source, plan), failure }
  }
}

/** In the place of the header of a source that nothing has to be known of any more. */
const notNeeded: Failure = { code: 'cancelled', message: 'It was not inspected.' }

/** A source that is another by now than the one that was planned cannot become what was planned. */
function withoutChange(plan: JobPlanRecord | null, facts: Outcome<ImageFacts>): Outcome<ImageFacts> {
  if (plan?.action !== 'write' || !facts.ok || isSameState(plan.identity, facts.value.identity)) return facts
  const message = 'It was changed after this batch had been interrupted. Run a new batch for it.'
  return { ok: false, failure: { code: 'input-changed', message } }
}

interface KnownFiles {
  /** How many sources the journal has. */
  readonly count: number
  readonly sources: ReadonlySet<string>
  /** Whether this is a file that the batch has made, or may have, or keeps. */
  isOurs(path: string): Promise<boolean>
}

async function knownFiles(store: Store, batch: string): Promise<KnownFiles> {
  const sources = new Set<string>()
  const ours = new Set<string>()
  const folders = new Map<string, Promise<string>>()
  const placeOf = async (path: string): Promise<string> => {
    const folder = folders.get(dirname(path)) ?? canonicalPath(dirname(path))
    folders.set(dirname(path), folder)
    return join(await folder, foldName(basename(path)))
  }
  let count = 0
  for await (const jobs of jobPages(store, batch)) {
    for (const { place, source, plan } of jobs) {
      sources.add(source.path)
      count = place + 1
      for (const path of pathsOf(plan)) ours.add(await placeOf(path))
    }
  }
  return { count, sources, isOurs: async (path) => ours.has(await placeOf(path)) }
}

function pathsOf(plan: JobPlanRecord | null): readonly string[] {
  if (plan?.action !== 'write') return []
  const { original, outputs } = plan
  const written = outputs.filter(({ action }) => action === 'write').map(({ path }) => path)
  // Original and output have the same path where one takes the place of the other: that one is a source as well.
  return original === null ? written : [...written, original.keepPath]
}
