import type { ProcessPool } from '../pool/process-pool.ts'
import { assertNever } from '../shared/assert-never.ts'
import type { Clock } from '../shared/clock.ts'
import type { Failure } from '../shared/failure.ts'
import type { OutputFormat, SourceFormat } from '../shared/image-facts.ts'
import type { BatchState } from '../shared/ipc-contract.ts'
import type { PlannedJob } from '../shared/plan.ts'
import type { Recipe } from '../shared/recipe.ts'
import type { BatchEvent, JobResult } from './batch-event.ts'
import { BatchProgress } from './batch-progress.ts'
import { inspectAhead, type InspectedSource, type InspectItem } from './inspect-ahead.ts'
import type { LearnedSpeed } from './learned-speed.ts'
import { lookAgain } from './look-again.ts'
import { createPlanner, type PlannerOptions } from './planner.ts'
import { resolveEncoding } from './resolve-encoding.ts'
import type { Row } from './row.ts'
import { againChange, headerChange, planChange, resultChange } from './row-change.ts'
import type { RowStore } from './row-store.ts'
import { type RunningBatch, startBatch } from './run-batch.ts'
import { megapixels } from './run-job.ts'
import { TimeSlices } from './time-slices.ts'
import type { Work } from './work-share.ts'

export interface RowBatchOptions {
  /** What is to be done, by ascending id; no row twice. */
  readonly list: readonly Row[]
  readonly rows: RowStore
  /** Without problems. */
  readonly recipe: Recipe
  readonly workingFolder: string
  readonly isSource: PlannerOptions['isSource']
  /** For this batch alone, which closes it. */
  readonly pool: ProcessPool
  readonly workSlots: number
  /** Its light lane reads the headers that are not known, or not any more. */
  readonly lightPool: ProcessPool
  readonly clock: Clock
  readonly fileMode: number
  readonly deadlineMs: number
  readonly randomHex: () => string
  readonly speed: LearnedSpeed
  onWritten(path: string): void
  onChange(): void
}

type Phase = Exclude<BatchState['phase'], 'idle'>

/** How often time left and the like are told although nothing has happened, in milliseconds. */
const heartbeatMs = 500

/**
 * One batch over rows: plans them anew with a fresh look at the disk, has them done, and keeps each row as its job is.
 * A row that was not begun when the batch ends waits as before.
 */
export class RowBatch {
  /** Resolves when nothing of it runs any more; its pool may still be closing. */
  readonly ended: Promise<void>
  readonly #options: RowBatchOptions
  readonly #progress: BatchProgress
  readonly #batch: RunningBatch
  /** Formats that a source of a format becomes. */
  readonly #targets = new Map<SourceFormat, readonly OutputFormat[]>()
  /** Rows whose work was counted as unknown. */
  readonly #unknown = new Set<Row>()
  /** By place in the list: 1 where this batch has brought the row to its end. */
  readonly #hasEnded: Uint8Array
  /** The plan's pass when it began: with another recipe meanwhile, what this batch decides is not what would be now. */
  readonly #planPass: number
  #phase: Phase = 'running'
  #isCancelled = false
  #stopped: Failure | null = null
  /** The figures as they were at the end. */
  #final: BatchState | null = null
  #cancelHeartbeat: () => void = () => undefined

  constructor(options: RowBatchOptions) {
    const { list, rows, clock, recipe, speed } = options
    this.#options = options
    this.#planPass = rows.ledger.planPass
    this.#hasEnded = new Uint8Array(list.length)
    this.#progress = new BatchProgress({
      total: list.length,
      startedMs: clock.now(),
      speed,
      outputFormats: (format) => this.#outputFormats(format),
    })
    this.#batch = startBatch({
      ...options,
      jobs: this.#jobs(),
      total: () => list.length,
      dates: recipe.dates,
      onEvent: (event) => {
        this.#onEvent(event)
        options.onChange()
      },
    })
    this.ended = this.#run()
    this.#beat()
  }

  get phase(): Phase {
    return this.#phase
  }

  /** Whether a row is part of it: looked for by halves, because ids ascend. */
  has({ id }: Row): boolean {
    const { list } = this.#options
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((list[middle]?.id ?? 0) < id) low = middle + 1
      else high = middle
    }
    return list[low]?.id === id
  }

  state(): BatchState {
    if (this.#final !== null) return this.#final
    const end = { cancelled: this.#isCancelled, stopped: this.#stopped }
    return this.#progress.state(this.#phase, this.#options.clock.now(), end)
  }

  /** In the order of the rows; null for those that this batch has not brought to their end. */
  *results(): Generator<JobResult | null> {
    for (const [place, row] of this.#options.list.entries()) yield this.#hasEnded[place] === 1 ? row.result : null
  }

  pause(): void {
    this.#batch.pause()
    this.#phase = 'pausing'
    this.#settlePause()
    this.#options.onChange()
  }

  resume(): void {
    this.#progress.resume(this.#options.clock.now())
    this.#phase = 'running'
    this.#batch.resume()
    this.#options.onChange()
  }

  /** May be called again with `now` while what runs is being finished. */
  cancel(how: 'finish' | 'now'): void {
    this.#progress.resume(this.#options.clock.now())
    this.#phase = 'cancelling'
    this.#batch.cancel()
    if (how === 'now') void this.#options.pool.kill()
    this.#options.onChange()
  }

  async #run(): Promise<void> {
    let bug: Failure | null = null
    try {
      await this.#batch.ended
    } catch (error) {
      bug = { code: 'internal-error', message: `The batch stopped on a fault of the program: ${wordsOf(error)}` }
    }
    this.#cancelHeartbeat()
    for (const index of this.#progress.running()) this.#putBack(index)
    this.#stopped ??= bug
    this.#phase = 'ended'
    this.#final = this.state()
    this.#options.onChange()
  }

  #beat(): void {
    this.#cancelHeartbeat = this.#options.clock.after(heartbeatMs, () => {
      this.#options.onChange()
      this.#beat()
    })
  }

  /** The rows in order, each planned when the ones before it are. */
  async *#jobs(): AsyncGenerator<PlannedJob> {
    const { list, lightPool, deadlineMs, recipe, workingFolder, isSource } = this.#options
    await this.#prepare()
    const planner = createPlanner({ recipe, workingFolder, isSource })
    const inspecting = { pool: lightPool, lane: 'light', deadlineMs, requestsAhead: 2 } as const
    let place = 0
    for await (const inspected of inspectAhead(this.#items(), inspecting)) {
      const row = list[place++]
      if (row === undefined) throw new Error('Expected as many headers as rows')
      this.#learn(row, inspected)
      yield await planner.plan(inspected.source, inspected.facts)
    }
  }

  /** Every row as before its first run, and its work counted; in slices, because there may be many. */
  async #prepare(): Promise<void> {
    const slices = new TimeSlices()
    // Not before whoever asked for the batch has an answer.
    await slices.nextTurn()
    for (const row of this.#options.list) {
      if (this.#isOver()) return
      if (row.state !== 'waiting' || row.result !== null) this.#options.rows.update(row, againChange(row))
      if (row.failure === null) this.#count(row)
      if (slices.isOver()) await slices.nextTurn()
    }
  }

  #count(row: Row): void {
    this.#progress.add(workOf(row))
    if (row.facts === null) this.#unknown.add(row)
  }

  async *#items(): AsyncGenerator<InspectItem> {
    for (const row of this.#options.list) {
      if (this.#isOver()) return
      yield await lookAgain(row, this.#options.rows.source(row))
    }
  }

  /** What was counted for the row is taken back as it was counted: its header may have come by another way since. */
  #learn(row: Row, { facts }: InspectedSource): void {
    const isNews = !facts.ok || facts.value !== row.facts
    const wasUnknown = this.#unknown.delete(row)
    if (!isNews && !wasUnknown) return
    if (wasUnknown) this.#progress.drop(null)
    else if (row.failure === null) this.#progress.drop(workOf(row))
    if (isNews) this.#options.rows.update(row, headerChange(facts))
    if (row.facts !== null) this.#progress.add(workOf(row))
  }

  #onEvent(event: BatchEvent): void {
    switch (event.kind) {
      case 'planned':
        this.#onPlanned(this.#row(event.index), event.job)
        break
      case 'started':
        this.#onStarted(event.index)
        break
      case 'stage':
        this.#options.rows.update(this.#row(event.index), { state: event.stage })
        break
      case 'interrupted':
        this.#putBack(event.index)
        this.#settlePause()
        break
      case 'finished':
        this.#onFinished(event.result)
        break
      case 'stopping':
        if (event.failure === null) this.#isCancelled = true
        else this.#stopped = event.failure
        this.#phase = 'cancelling'
        break
      case 'scanning':
      case 'scanned':
      case 'ended':
        break
      default:
        assertNever(event)
    }
  }

  #onPlanned(row: Row, job: PlannedJob): void {
    const { rows } = this.#options
    const isCurrent = rows.ledger.planPass === this.#planPass
    rows.update(row, planChange(row, job, isCurrent ? this.#planPass : 0))
  }

  #onStarted(index: number): void {
    const row = this.#row(index)
    const expectedMs = this.#progress.start(index, workOf(row), this.#options.clock.now())
    this.#options.rows.update(row, { state: 'reading', expectedMs })
  }

  #onFinished(result: JobResult): void {
    const { rows, clock, onWritten } = this.#options
    const row = this.#row(result.index)
    for (const output of result.outputs) if ('bytes' in output) onWritten(output.path)
    this.#progress.finish(result, workOf(row), clock.now())
    this.#hasEnded[result.index] = 1
    rows.update(row, resultChange(row, result))
    this.#settlePause()
  }

  /** It does not run any more, and has not ended. */
  #putBack(index: number): void {
    this.#progress.interrupt(index)
    this.#options.rows.update(this.#row(index), { state: 'waiting', expectedMs: 0 })
  }

  #settlePause(): void {
    if (this.#phase !== 'pausing' || this.#progress.runningCount > 0) return
    this.#phase = 'paused'
    this.#progress.pause(this.#options.clock.now())
  }

  #isOver(): boolean {
    return this.#isCancelled || this.#stopped !== null
  }

  #row(index: number): Row {
    const row = this.#options.list[index]
    if (row === undefined) throw new Error(`Expected a row at ${String(index)}`)
    return row
  }

  #outputFormats(format: SourceFormat): readonly OutputFormat[] {
    const known = this.#targets.get(format)
    if (known !== undefined) return known
    const targets = this.#options.recipe.outputs.map((output) => resolveEncoding(output, format).format)
    this.#targets.set(format, targets)
    return targets
  }
}

function workOf({ facts }: Row): Work {
  if (facts === null) return null
  return { format: facts.format, megapixels: megapixels(facts.width, facts.height, facts.frames) }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
