import { dirname } from 'node:path'
import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import { type Failure, type FailureCode, holdsTheBatch, stopsTheBatch } from '../shared/failure.ts'
import type { Hold, HoldReason } from '../shared/history.ts'
import type { JobResult } from '../shared/job-result.ts'
import type { PlannedJob } from '../shared/plan.ts'
import type { BatchEvent, BatchSummary } from './batch-event.ts'
import type { BatchItem } from './batch-item.ts'
import { BatchTally } from './batch-tally.ts'
import type { Bin } from './bin.ts'
import { type BinLeft, binOriginal } from './bin-original.ts'
import { BoundedQueue } from './bounded-queue.ts'
import type { Disk } from './disk.ts'
import { DiskWatch } from './disk-watch.ts'
import { Holds, plainHold } from './holds.ts'
import type { WriteJob } from './job-attempts.ts'
import { describeHold } from './describe-hold.ts'
import { type AfterFailure, megapixels, runJob, settleWithoutChild } from './run-job.ts'
import { type RunJournal, writePlan } from './run-journal.ts'
import type { VolumeWatch } from './volume-watch.ts'

export interface BatchOptions {
  /** What is to be done, in order; read a few hundred jobs ahead of the work. The place of each is its index. */
  readonly jobs: AsyncIterable<BatchItem>
  /** Sources that are known so far, planned or not; asked for at the end. */
  total(): number
  /** What is planned is written here before it is done, and how it ended after it; `noJournal` for a run without. */
  readonly journal: RunJournal
  /** Whether the plan of this job was in the journal already: a process before this one may have done part of it. */
  isRecovery(index: number): boolean
  readonly dates: 'keep' | 'now'
  readonly pool: ProcessPool
  /** Jobs that may run at once; a few times as many wait in the pool, for its memory budget to choose from. */
  readonly workSlots: number
  readonly clock: Clock
  /** POSIX permission bits of new files, umask applied. */
  readonly fileMode: number
  /** Time per file until its child is killed; null for none. */
  readonly deadlineMs: number | null
  readonly disk: Disk
  /** Of this batch, which closes it; what reads headers for it waits for the same one. */
  readonly volumes: VolumeWatch
  /** Bytes that have to stay free on the disk; null for the rule of `diskReserveBytes`. */
  readonly minFreeBytes: number | null
  /** Of everything that is to be written, where that is known; the batch waits at once where the disk cannot hold it. */
  readonly estimatedBytes: number | null
  /** What becomes of the batch when a disk is full or gone: it waits until it can go on, or stops and can be resumed. */
  readonly whenFull: 'wait' | 'stop'
  /** Where originals go whose keeper is the bin; null only where there are none. */
  readonly bin: Bin | null
  readonly onEvent: (event: BatchEvent) => void
}

export interface RunningBatch {
  /** Resolves after everything has settled; rejects only for a bug. */
  readonly ended: Promise<BatchSummary>
  /** Finishes what runs and starts nothing more. */
  cancel(): void
  /** Finishes what runs and starts nothing more while there is any hold; one of the same reason takes its place. */
  hold(hold: Hold): void
  /** The batch goes on unless there is another reason to wait. */
  release(reason: HoldReason): void
  /** The hold of a person. */
  pause(): void
  /** Drops every hold: what cannot be done yet is tried at once. */
  resume(): void
}

/** Starts a run over many files and returns at once; what happens is told through `onEvent`. */
export function startBatch(options: BatchOptions): RunningBatch {
  const batch = new Batch(options)
  return {
    ended: batch.run(),
    cancel: () => {
      batch.stop(null)
    },
    hold: (hold) => {
      batch.hold(hold)
    },
    release: (reason) => {
      batch.release(reason)
    },
    pause: () => {
      batch.hold(plainHold('person'))
    },
    resume: () => {
      batch.resume()
    },
  }
}

/** Planned jobs that wait for a place; their pixels are known, which makes the time left an honest estimate. */
const plannedAhead = 500

interface Planned {
  readonly index: number
  readonly item: BatchItem
}

class Batch {
  readonly #options: BatchOptions
  readonly #startedMs: number
  readonly #planned = new BoundedQueue<Planned>(plannedAhead)
  readonly #running = new Set<Promise<void>>()
  readonly #tally = new BatchTally()
  readonly #holds: Holds
  readonly #diskWatch: DiskWatch
  #planCount = 0
  /** Of the first so many jobs the journal was told the plan, and of so many it has it. */
  #toldCount = 0
  #committedCount = 0
  #hasRoom = false
  #isCancelled = false
  #stopped: Failure | null = null

  constructor(options: BatchOptions) {
    const { clock, disk, minFreeBytes, volumes } = options
    this.#options = options
    this.#startedMs = clock.now()
    this.#holds = new Holds((holds) => {
      this.#onHolds(holds)
    })
    this.#diskWatch = new DiskWatch({ holds: this.#holds, disk, clock, minFreeBytes })
    volumes.listen((folder) => {
      this.#onVolume(folder)
    })
  }

  async run(): Promise<BatchSummary> {
    const { journal, volumes } = this.#options
    try {
      await volumes.begin()
      await Promise.all([this.#plan(), this.#dispatch()])
      await Promise.all(this.#running)
    } finally {
      this.#diskWatch.forget()
      volumes.close()
    }
    const summary = this.#summary()
    await journal.ended(summary)
    this.#emit({ kind: 'ended', summary })
    return summary
  }

  /** `failure` is what made going on pointless; null when the person asked. */
  stop(failure: Failure | null): void {
    if (this.#isStopping) return
    if (failure === null) this.#isCancelled = true
    else this.#stopped = failure
    this.#emit({ kind: 'stopping', failure })
    this.#planned.close()
    this.#options.pool.stop()
    this.#diskWatch.forget()
    this.#options.volumes.close()
    this.#holds.clear()
  }

  hold(hold: Hold): void {
    if (!this.#isStopping) this.#holds.add(hold)
  }

  release(reason: HoldReason): void {
    this.#holds.drop(reason)
  }

  resume(): void {
    if (this.#isStopping) return
    this.#diskWatch.forget()
    this.#holds.clear()
    void this.#options.volumes.accept()
  }

  get #isStopping(): boolean {
    return this.#isCancelled || this.#stopped !== null
  }

  async #plan(): Promise<void> {
    const { journal } = this.#options
    try {
      for await (const item of this.#options.jobs) {
        if (this.#isStopping) break
        const index = this.#planCount++
        const isKnown = item.action === 'recall' || item.action === 'bin'
        if (!isKnown && !(await this.#tell(index, item))) break
        await journal.room()
        this.#toldCount = index + 1
        if (!(await this.#planned.push({ index, item }))) break
        // Where nothing can be found or written, nothing can be planned.
        if ((await this.#options.volumes.gone('lately')) !== null) await this.#options.volumes.back()
      }
      this.#planned.end()
    } catch (error) {
      this.#planned.fail(error)
    }
  }

  /** Journal before deed. False where nothing can be planned any more, and the batch stops. */
  async #tell(index: number, job: PlannedJob): Promise<boolean> {
    if (job.action === 'refuse' && stopsTheBatch(job.failure)) {
      this.stop(job.failure)
      return false
    }
    await this.#options.journal.planned(index, job)
    this.#emit({ kind: 'planned', index, job })
    return true
  }

  async #dispatch(): Promise<void> {
    const maxInPool = this.#options.workSlots * 4
    for await (const { index, item } of this.#planned) {
      const isSafe = item.action !== 'write' || (await this.#hasPlan(index))
      if (!(await this.#mayGoOn(item))) break
      if (item.action === 'recall') this.#recall(item.result)
      else if (item.action === 'skip' || item.action === 'refuse') this.#finish(settleWithoutChild(index, item))
      else if (item.action === 'write' && keepsFiles(item) && !isSafe) this.#finish(notKept(index, item))
      else await this.#begin(item.action === 'bin' ? this.#bin(item) : this.#runOne(index, item), maxInPool)
    }
  }

  /** Whether the plan of a job outlives this process; one question answers for all that were told by then. */
  async #hasPlan(index: number): Promise<boolean> {
    if (index < this.#committedCount) return true
    const count = this.#toldCount
    const isCommitted = await this.#options.journal.committed()
    if (isCommitted) this.#committedCount = count
    return isCommitted
  }

  async #begin(work: Promise<void>, maxInPool: number): Promise<void> {
    const running: Promise<void> = work.finally(() => this.#running.delete(running))
    this.#running.add(running)
    if (this.#running.size >= maxInPool) await Promise.race(this.#running)
  }

  /** Resolves when nothing holds the batch: true unless it is stopping. */
  async #mayGoOn(item: BatchItem): Promise<boolean> {
    do {
      await this.#holds.over()
      if (this.#isStopping) return false
      if (item.action === 'write') await this.#lookBefore(item)
    } while (this.#holds.isHeld)
    return !this.#isStopping
  }

  /** Before a job is begun: are the volumes there, and before the first, is there room? */
  async #lookBefore(job: WriteJob): Promise<void> {
    const { estimatedBytes, volumes, whenFull } = this.#options
    await volumes.gone('lately')
    if (this.#hasRoom) return
    this.#hasRoom = true
    const needed = whenFull === 'wait' && estimatedBytes !== null ? estimatedBytes : bytesOf(job)
    const lack = await this.#diskWatch.lack(folderOf(job), needed)
    if (lack !== null) await this.#holdFor({ code: 'disk-full', message: describeHold(lack) }, job, needed)
  }

  async #runOne(index: number, job: WriteJob): Promise<void> {
    const { facts, source } = job
    const { isRecovery, journal, volumes } = this.#options
    let outages = volumes.outages
    const environment = {
      ...this.#options,
      tempName: () => journal.tempName(),
      isRecovery: isRecovery(index),
    }
    const result = await runJob(index, job, environment, {
      onStart: () => {
        outages = volumes.outages
        const size = megapixels(facts.width, facts.height, facts.frames)
        this.#emit({ kind: 'started', index, source: source.path, megapixels: size })
      },
      onStage: (stage) => {
        this.#emit({ kind: 'stage', index, stage })
      },
      onInterrupted: () => {
        this.#emit({ kind: 'interrupted', index })
      },
      afterFailure: (failure) => this.#afterFailure(index, job, failure, outages),
    })
    if (result === null) return
    if (result.status === 'done') this.#diskWatch.worked()
    if (job.original?.keeper === 'bin') await this.#bin({ result, plan: writePlan(job) })
    else this.#finish(result)
  }

  /** Whether a failure is the file's own, or the disk's: then the job waits with the batch, or is left for a resume. */
  async #afterFailure(index: number, job: WriteJob, failure: Failure, outages: number): Promise<AfterFailure> {
    const { volumes } = this.#options
    const mayBeGone = volumeFailures.has(failure.code)
    const wasGone = mayBeGone && ((await volumes.gone()) !== null || volumes.outages > outages)
    if (!wasGone && !stopsTheBatch(failure)) return 'settle'
    this.#emit({ kind: 'interrupted', index })
    if (!wasGone) await this.#holdFor(failure, job, bytesOf(job))
    await this.#holds.over()
    return this.#isStopping ? 'leave' : 'again'
  }

  async #holdFor(failure: Failure, job: WriteJob, bytes: number): Promise<void> {
    if (!holdsTheBatch(failure) || this.#options.whenFull === 'stop') this.stop(failure)
    else await this.#diskWatch.unusable(failure.code, folderOf(job), bytes)
  }

  async #bin(left: BinLeft): Promise<void> {
    this.#finish(await binOriginal(left, this.#options))
  }

  #onVolume(folder: string | null): void {
    const hold: Hold = { reason: 'volume-gone', folder, freeBytes: null, neededBytes: null }
    if (this.#isStopping) return
    if (folder === null) this.#holds.drop('volume-gone')
    else if (this.#options.whenFull === 'stop') this.stop({ code: 'volume-gone', message: describeHold(hold) })
    else this.#holds.add(hold)
  }

  #onHolds(holds: readonly Hold[]): void {
    const { pool } = this.#options
    if (holds.length > 0) pool.pause()
    else pool.resume()
    if (!this.#isStopping) this.#emit({ kind: 'held', holds })
  }

  #recall(result: JobResult): void {
    this.#tally.add(result)
    this.#emit({ kind: 'recalled', result })
  }

  #finish(result: JobResult): void {
    this.#tally.add(result)
    this.#options.journal.finished(result)
    this.#emit({ kind: 'finished', result })
  }

  #summary(): BatchSummary {
    return {
      ...this.#tally.sum(Math.max(this.#options.total(), this.#planCount)),
      elapsedMs: this.#options.clock.now() - this.#startedMs,
      cancelled: this.#isCancelled,
      stopped: this.#stopped,
    }
  }

  #emit(event: BatchEvent): void {
    this.#options.onEvent(event)
  }
}

/** Failures of a file that are the volume's where that is gone. */
const volumeFailures: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'input-missing',
  'input-unreadable',
  'input-changed',
  'output-unwritable',
  'output-folder-unusable',
  'volume-gone',
  'original-not-kept',
  'commit-failed',
  'verify-failed',
])

/** On the disk that is written to. */
function folderOf({ outputs, source }: WriteJob): string {
  return dirname(outputs.find(({ action }) => action === 'write')?.path ?? source.path)
}

function bytesOf(job: WriteJob): number {
  return job.outputs.reduce((sum, output) => (output.action === 'write' ? sum + output.estimatedBytes : sum), 0)
}

/** Whether something that is there already is to have another name from then on. */
function keepsFiles(job: WriteJob): boolean {
  return job.original !== null || job.outputs.some(({ keepPath }) => keepPath !== null)
}

function notKept(index: number, { facts, source }: WriteJob): JobResult {
  const message =
    'What it would replace was not touched: the journal, by which it could be put back, cannot be written. Free some space where it is kept.'
  const failure = { code: 'original-not-kept', message } as const
  return settleWithoutChild(index, { action: 'refuse', source, facts, failure, outputs: [] })
}
