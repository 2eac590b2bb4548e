import type { ProcessPool } from '../pool/process-pool.ts'
import { assertNever } from '../shared/assert-never.ts'
import type { Clock } from '../shared/clock.ts'
import { type Failure, succeed } from '../shared/failure.ts'
import type { Hold, HoldReason } from '../shared/history.ts'
import type { BatchState } from '../shared/ipc-contract.ts'
import type { PlannedJob } from '../shared/plan.ts'
import type { Recipe } from '../shared/recipe.ts'
import type { JobResult } from '../shared/job-result.ts'
import type { BatchEvent } from './batch-event.ts'
import type { BatchItem } from './batch-item.ts'
import { BatchProgress } from './batch-progress.ts'
import type { Bin } from './bin.ts'
import type { Disk } from './disk.ts'
import { plainHold } from './holds.ts'
import { inspectAhead, type InspectItem } from './inspect-ahead.ts'
import type { LearnedSpeed } from './learned-speed.ts'
import { lookAgain } from './look-again.ts'
import { createPlanner, type PlannerOptions } from './planner.ts'
import type { ReplacePlanning } from './replace-planning.ts'
import type { Row } from './row.ts'
import { againChange, planChange, resultChange } from './row-change.ts'
import type { RowStore } from './row-store.ts'
import { outputFormatsOf, RowWork, workOf } from './row-work.ts'
import { type RunningBatch, startBatch } from './run-batch.ts'
import type { RunJournal } from './run-journal.ts'
import { TimeSlices } from './time-slices.ts'
import type { VolumeWatch } from './volume-watch.ts'

/** What an earlier run of a batch has left, for one that goes on with it. */
export interface RowsLeft {
  /** By place in the batch, ascending; the same as in the list. */
  readonly rows: ReadonlyMap<number, Row>
  /** The same again: asked for often. */
  readonly members: ReadonlySet<Row>
  /** Sources of the whole batch. */
  readonly total: number
  /** Everything that the batch was over, in its order, what has ended included. */
  readonly items: AsyncIterable<BatchItem>
  isRecovery(place: number): boolean
}

export interface RowBatchOptions {
  /** What is to be done, in the order of the batch; no row twice. By ascending id, unless something was `left`. */
  readonly list: readonly Row[]
  /** Null for a batch that begins. */
  readonly left: RowsLeft | null
  readonly rows: RowStore
  /** Without problems. */
  readonly recipe: Recipe
  /** Null unless originals are replaced. */
  readonly replace: ReplacePlanning | null
  readonly journal: RunJournal
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
  readonly disk: Disk
  /** For this batch alone, which closes it. */
  readonly volumes: VolumeWatch
  /** Of everything that is to be written, where that is known. */
  readonly estimatedBytes: number | null
  readonly bin: Bin
  readonly speed: LearnedSpeed
  /** The journal has every row: from here on the batch answers for them, whatever happens. */
  onRecorded(): void
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
  readonly #work: RowWork
  /** By place in the batch: 1 where this run has brought the row to its end. */
  readonly #hasEnded: Uint8Array
  /** The plan's pass when it began: with another recipe meanwhile, what this batch decides is not what would be now. */
  readonly #planPass: number
  #phase: Phase = 'running'
  #holds: readonly Hold[] = []
  #isCancelled = false
  #stopped: Failure | null = null
  /** The figures as they were at the end. */
  #final: BatchState | null = null
  #cancelHeartbeat: () => void = () => undefined

  constructor(options: RowBatchOptions) {
    const { list, left, rows, clock, recipe, speed } = options
    this.#options = options
    this.#planPass = rows.ledger.planPass
    this.#hasEnded = new Uint8Array(left?.total ?? list.length)
    this.#progress = new BatchProgress({
      total: list.length,
      startedMs: clock.now(),
      speed,
      outputFormats: outputFormatsOf(recipe),
    })
    this.#work = new RowWork(rows, this.#progress)
    this.#batch = startBatch({
      ...options,
      jobs: left === null ? this.#jobs() : this.#jobsLeft(left),
      total: () => left?.total ?? list.length,
      isRecovery: (index) => left?.isRecovery(index) === true,
      dates: recipe.dates,
      minFreeBytes: null,
      whenFull: 'wait',
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
  has(row: Row): boolean {
    const { list, left } = this.#options
    if (left !== null) return left.members.has(row)
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((list[middle]?.id ?? 0) < row.id) low = middle + 1
      else high = middle
    }
    return list[low] === row
  }

  /** Of what this run is over; what an earlier one has done is not counted. */
  state(): BatchState {
    if (this.#final !== null) return this.#final
    const end = { cancelled: this.#isCancelled, stopped: this.#stopped }
    const { clock, journal, replace } = this.#options
    return {
      ...this.#progress.state(this.#phase, clock.now(), end),
      holds: [...this.#holds],
      id: journal.batch,
      isReplace: replace !== null,
    }
  }

  /** In the order of the rows; null for those that this batch has not brought to their end. */
  *results(): Generator<JobResult | null> {
    const { list, left } = this.#options
    for (const [place, row] of left?.rows ?? list.entries()) yield this.#hasEnded[place] === 1 ? row.result : null
  }

  pause(): void {
    this.#batch.pause()
  }

  /** Whatever it waits for, it goes on. */
  resume(): void {
    this.#batch.resume()
  }

  hold(reason: Extract<HoldReason, 'battery' | 'suspend'>, isHeld: boolean): void {
    if (isHeld) this.#batch.hold(plainHold(reason))
    else this.#batch.release(reason)
  }

  /** May be called again with `now` while what runs is being finished. */
  cancel(how: 'finish' | 'now'): void {
    this.#progress.resume(this.#options.clock.now())
    this.#phase = 'cancelling'
    this.#holds = []
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
      // Whoever has died of a fault has not said how it ended.
      await this.#options.journal.ended({ ...this.state(), notStarted: 0, stopped: bug })
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
    const { list, lightPool, deadlineMs, recipe, workingFolder, isSource, replace, journal, volumes } = this.#options
    await this.#prepare()
    const kept = journal.batch === null ? null : { batchId: journal.batch }
    const planner = createPlanner({ recipe, workingFolder, isSource, replace, kept })
    const inspecting = { pool: lightPool, lane: 'light', deadlineMs, requestsAhead: 2, volumes } as const
    let place = 0
    for await (const inspected of inspectAhead(this.#items(), inspecting)) {
      const row = list[place++]
      if (row === undefined) throw new Error('Expected as many headers as rows')
      this.#work.learn(row, inspected.facts)
      yield await planner.plan(inspected.source, inspected.facts)
    }
  }

  /** What an earlier run has left is planned already, or is planned by whoever gives it. */
  async *#jobsLeft({ items }: RowsLeft): AsyncGenerator<BatchItem> {
    await this.#prepare()
    yield* items
  }

  /** Every row as before its first run, its work counted, and in the journal; in slices, because there may be many. */
  async #prepare(): Promise<void> {
    const { list, left, rows, journal, onRecorded } = this.#options
    const slices = new TimeSlices()
    // Not before whoever asked for the batch has an answer.
    await slices.nextTurn()
    for (const row of list) {
      // Also of a batch that is cancelled by now: what it was over can be done later.
      if (left === null) journal.added(rows.source(row), row.failure)
      if (!this.#isOver()) this.#reset(row)
      if (!slices.isOver()) continue
      await journal.room()
      await slices.nextTurn()
    }
    if (left === null) journal.scanned()
    onRecorded()
  }

  #reset(row: Row): void {
    if (row.state !== 'waiting' || row.result !== null) this.#options.rows.update(row, againChange(row))
    if (row.failure === null) this.#work.count(row)
  }

  async *#items(): AsyncGenerator<InspectItem> {
    for (const row of this.#options.list) {
      if (this.#isOver()) return
      yield await lookAgain(row, this.#options.rows.source(row))
    }
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
        this.#holds = []
        if (event.failure === null) this.#isCancelled = true
        else this.#stopped = event.failure
        this.#phase = 'cancelling'
        break
      case 'held':
        this.#onHeld(event.holds)
        break
      case 'recalled':
      case 'scanning':
      case 'scanned':
      case 'ended':
        break
      default:
        assertNever(event)
    }
  }

  #onPlanned(row: Row, job: PlannedJob): void {
    const { rows, left } = this.#options
    if (left !== null && job.facts !== null) this.#work.learn(row, succeed(job.facts))
    else if (left !== null && job.action === 'refuse') this.#work.learn(row, { ok: false, failure: job.failure })
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
    this.#work.forget(row)
    this.#progress.finish(result, workOf(row), clock.now())
    this.#hasEnded[result.index] = 1
    rows.update(row, resultChange(row, result))
    this.#settlePause()
  }

  #onHeld(holds: readonly Hold[]): void {
    this.#holds = holds
    if (holds.length === 0) {
      this.#progress.resume(this.#options.clock.now())
      this.#phase = 'running'
    } else if (this.#phase === 'running') {
      this.#phase = 'pausing'
      this.#settlePause()
    }
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
    const { list, left } = this.#options
    const row = left === null ? list[index] : left.rows.get(index)
    if (row === undefined) throw new Error(`Expected a row at ${String(index)}`)
    return row
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
