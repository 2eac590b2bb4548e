import type { Clock } from '../shared/clock.ts'
import type { ChildExit, ChildRuntime } from './child-runtime.ts'
import { type Assignment, type ChildDeath, ChildSlot } from './child-slot.ts'
import { JobQueue } from './job-queue.ts'
import type { PoolJob, PoolOutcome } from './pool-job.ts'
import { decideRestart, type EarlyDeaths } from './restart-policy.ts'

export interface PoolOptions {
  readonly runtime: ChildRuntime
  /** Jobs of the work lane that compute at once; those that only wait for the disk come on top. */
  readonly workSlots: number
  readonly lightSlots: number
  /** Sum of `costBytes` that may run at once; a job above all of it runs alone. */
  readonly memoryBudgetBytes: number
  readonly clock: Clock
  /** A child is replaced after so many jobs, or when it has grown above so many bytes. */
  readonly recycle: { readonly afterJobs: number; readonly aboveRssBytes: number }
  /** A child that is not ready after this is ended and counts as one that died early. */
  readonly startTimeoutMs: number
  /** A child of the work lane that has had nothing to do for so long is ended, for its memory; kept without it. */
  readonly workIdleMs?: number
  readonly log?: (line: string) => void
}

export interface PoolStats {
  readonly running: number
  readonly queued: number
  readonly childPids: readonly number[]
  /** Children started so far. */
  readonly starts: number
}

export interface ProcessPool {
  /** Settles exactly once and never rejects. */
  submit(job: PoolJob): Promise<PoolOutcome>
  /** Lets what runs finish and settles everything else, now and later, as cancelled. */
  stop(): void
  /** Starts nothing more of the work lane until `resume`; what runs is finished, and the light lane goes on. */
  pause(): void
  resume(): void
  /** Ends every child at once; resolves when the last has exited and everything has settled. */
  kill(): Promise<void>
  /** Stops, waits for what runs, ends the children. May be called again. */
  close(): Promise<void>
  stats(): PoolStats
}

/** Runs jobs on child processes; see docs/architecture.md for the rules of supervision. */
export function createProcessPool(options: PoolOptions): ProcessPool {
  return new Pool(options)
}

interface Entry {
  readonly jobId: number
  readonly job: PoolJob
  readonly settle: (outcome: PoolOutcome) => void
  attempts: number
  /** Deaths that nobody but the job can be blamed for. */
  crashes: number
  /** When this attempt had computed its last; null before. Milliseconds of the clock. */
  computedAtMs: number | null
  /** Later jobs that went first because this one did not fit. */
  overtakenBy: number
}

const noEarlyDeaths: EarlyDeaths = { failures: 0, outsideKills: 0 }

const freshEntry = { attempts: 0, crashes: 0, computedAtMs: null, overtakenBy: 0 }

/** A later job that fits may pass one that waits for memory so often, then the line waits. */
const maxOvertakes = 16
/** Queue entries that are looked at for one that fits. */
const lookAhead = 32
/**
 * What starting a child costs, about, in milliseconds. Once jobs have waited for the disk that long in all, a spare
 * child that computes meanwhile has paid for itself.
 */
const spareWorthMs = 250
/** Somebody else's SIGKILL is no crash of the job, but a machine that keeps killing has a reason. */
const maxOutsideKills = 10

class Pool implements ProcessPool {
  readonly #options: PoolOptions
  readonly #slots: readonly ChildSlot[]
  readonly #queues = { work: new JobQueue<Entry>(), light: new JobQueue<Entry>() }
  readonly #running = new Map<number, Entry>()
  #cancelRestart: () => void = () => undefined
  #nextJobId = 1
  #starts = 0
  #earlyDeaths: EarlyDeaths = noEarlyDeaths
  #brokenBy: ChildExit | null = null
  #isStopped = false
  #isPaused = false
  #isKilling = false
  #isWaitingToRestart = false
  #settlements = 0
  #waitedForDiskMs = 0
  #wakeWaiters: (() => void)[] = []

  constructor(options: PoolOptions) {
    this.#options = options
    const slot = (lane: PoolJob['lane']): ChildSlot => new ChildSlot({ ...options, lane, listeners: this })
    this.#slots = [
      ...Array.from({ length: options.workSlots + Math.ceil(options.workSlots / 2) }, () => slot('work')),
      ...Array.from({ length: options.lightSlots }, () => slot('light')),
    ]
  }

  submit(job: PoolJob): Promise<PoolOutcome> {
    return new Promise((settle) => {
      const entry: Entry = { jobId: this.#nextJobId++, job, settle, ...freshEntry }
      if (this.#brokenBy !== null) settle({ kind: 'cannot-start', exit: this.#brokenBy })
      else if (this.#isStopped) settle({ kind: 'cancelled' })
      else {
        this.#queues[job.lane].push(entry)
        this.#dispatch()
      }
    })
  }

  stop(): void {
    this.#isStopped = true
    this.#settleQueued({ kind: 'cancelled' })
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#dispatch()
  }

  async kill(): Promise<void> {
    this.#isKilling = true
    await this.#end()
  }

  async close(): Promise<void> {
    this.stop()
    await this.#until(() => this.#running.size === 0 && this.#settlements === 0)
    await this.#end()
  }

  stats(): PoolStats {
    return {
      running: this.#running.size,
      queued: this.#queues.work.length + this.#queues.light.length,
      childPids: this.#slots.flatMap(({ pid }) => pid ?? []),
      starts: this.#starts,
    }
  }

  async #end(): Promise<void> {
    this.stop()
    this.#cancelRestart()
    for (const slot of this.#slots) slot.kill('closing')
    await this.#until(() => this.#slots.every((slot) => slot.isEmpty) && this.#settlements === 0)
  }

  onReady(): void {
    this.#earlyDeaths = noEarlyDeaths
    this.#dispatch()
  }

  onComputed(assignment: Assignment): void {
    const entry = this.#running.get(assignment.jobId)
    if (entry !== undefined) entry.computedAtMs ??= this.#options.clock.now()
    this.#dispatch()
  }

  onDone(_slot: ChildSlot, assignment: Assignment, payload: unknown): void {
    const entry = this.#running.get(assignment.jobId)
    this.#running.delete(assignment.jobId)
    if (entry?.computedAtMs != null) this.#waitedForDiskMs += this.#options.clock.now() - entry.computedAtMs
    entry?.settle({ kind: 'replied', payload, attempts: entry.attempts })
    this.#dispatch()
    this.#wake()
  }

  onDeath(_slot: ChildSlot, death: ChildDeath): void {
    const entry = death.assignment === null ? undefined : this.#running.get(death.assignment.jobId)
    if (entry !== undefined) {
      this.#settlements += 1
      void this.#afterDeath(entry, death).finally(() => {
        this.#settlements -= 1
        this.#dispatch()
        this.#wake()
      })
    } else if (!death.wasReady && death.killedFor !== 'closing') {
      this.#diedEarly(death)
    }
    this.#dispatch()
    this.#wake()
  }

  /** Sweeps, then settles the job or queues it again. It counts as running until then: its slot may be reused. */
  async #afterDeath(entry: Entry, death: ChildDeath): Promise<void> {
    this.#options.log?.(
      `child died with job ${String(entry.jobId)}: ${death.killedFor ?? 'by itself'}, ${exitWords(death.exit)}`,
    )
    await entry.job.afterChildDeath?.()
    this.#running.delete(entry.jobId)
    const outcome = this.#outcomeOf(entry, death)
    if (outcome !== null) entry.settle(outcome)
    else if (this.#isStopped) entry.settle({ kind: 'cancelled' })
    else if (this.#brokenBy !== null) entry.settle({ kind: 'cannot-start', exit: this.#brokenBy })
    else this.#queues[entry.job.lane].unshift(entry)
  }

  /** Null when the job gets another attempt. */
  #outcomeOf(entry: Entry, { exit, killedFor, rssBytes }: ChildDeath): PoolOutcome | null {
    const { job, attempts } = entry
    if (killedFor === 'closing' || this.#isKilling) return { kind: 'cancelled' }
    if (killedFor === 'deadline') return { kind: 'deadline', limitMs: job.deadlineMs ?? 0 }
    if (killedFor === 'over-memory') return { kind: 'over-memory', rssBytes, limitBytes: job.memoryLimitBytes ?? 0 }
    if (killedFor === null && isOutsideKill(exit)) {
      return attempts - entry.crashes >= maxOutsideKills ? { kind: 'killed', exit, attempts } : null
    }
    entry.crashes += 1
    return entry.crashes >= 2 ? { kind: 'crashed', exit, attempts } : null
  }

  /** Deaths during the wait for a restart belong to the trouble that is being waited out. */
  #diedEarly({ exit, killedFor }: ChildDeath): void {
    if (this.#isStopped || this.#isWaitingToRestart) return
    const { failures, outsideKills } = this.#earlyDeaths
    this.#earlyDeaths =
      killedFor === null && isOutsideKill(exit)
        ? { failures, outsideKills: outsideKills + 1 }
        : { failures: failures + 1, outsideKills }
    const decision = decideRestart(this.#earlyDeaths)
    this.#options.log?.(`child died before it was ready (${exitWords(exit)})`)
    if (decision.kind === 'give-up') {
      this.#brokenBy = exit
      this.#settleQueued({ kind: 'cannot-start', exit })
      return
    }
    this.#isWaitingToRestart = true
    this.#cancelRestart = this.#options.clock.after(decision.afterMs, () => {
      this.#isWaitingToRestart = false
      this.#dispatch()
    })
  }

  #settleQueued(outcome: PoolOutcome): void {
    for (const queue of [this.#queues.work, this.#queues.light]) {
      for (const entry of queue.drain()) entry.settle(outcome)
    }
  }

  /** Gives queued jobs to idle children, and starts children for what is left. */
  #dispatch(): void {
    if (this.#isStopped || this.#brokenBy !== null) return
    for (const lane of this.#isPaused ? (['light'] as const) : (['light', 'work'] as const)) {
      const queue = this.#queues[lane]
      for (const slot of this.#slots) {
        if (slot.lane !== lane || queue.length === 0 || !slot.isIdle) continue
        const entry = lane === 'light' ? queue.peek(1)[0] : this.#nextWork()
        if (entry === undefined) break
        queue.remove(entry)
        this.#assign(slot, entry)
      }
      this.#startFor(lane, queue.length)
    }
  }

  #assign(slot: ChildSlot, entry: Entry): void {
    entry.attempts += 1
    entry.computedAtMs = null
    this.#running.set(entry.jobId, entry)
    slot.assign({ jobId: entry.jobId, job: entry.job, attempt: entry.attempts })
  }

  #startFor(lane: PoolJob['lane'], waiting: number): void {
    if (this.#isWaitingToRestart) return
    const slots = this.#slotsOf(lane)
    let missing = waiting - slots.filter((slot) => !slot.isEmpty && slot.assignment === null).length
    for (const slot of slots) {
      if (missing <= 0) return
      if (!slot.isEmpty) continue
      this.#starts += 1
      slot.start()
      missing -= 1
    }
  }

  /** The places of a lane that children may be started in; the spare ones only when they are worth it. */
  #slotsOf(lane: PoolJob['lane']): readonly ChildSlot[] {
    const slots = this.#slots.filter((slot) => slot.lane === lane)
    const { workSlots } = this.#options
    return lane === 'light' || this.#waitedForDiskMs >= spareWorthMs ? slots : slots.slice(0, workSlots)
  }

  /** The next work job that may run now: the first in line, or a later one that fits where the first does not. */
  #nextWork(): Entry | undefined {
    const running = [...this.#running.values()]
    const working = running.filter((entry) => entry.job.lane === 'work')
    if (working.some((entry) => entry.crashes > 0)) return undefined
    const computing = working.filter((entry) => entry.computedAtMs === null)
    if (computing.length >= this.#options.workSlots) return undefined
    const usedBytes = running.reduce((sum, entry) => sum + entry.job.costBytes, 0)
    const line = this.#queues.work.peek(lookAhead)
    for (const entry of line) {
      // A job that a child has died of runs with no other work beside it, so that the next death is certainly its own.
      const mustBeAlone = entry.crashes > 0
      const fits = usedBytes + entry.job.costBytes <= this.#options.memoryBudgetBytes
      if (working.length === 0 || (fits && !mustBeAlone)) {
        if (entry !== line[0] && line[0] !== undefined) line[0].overtakenBy += 1
        return entry
      }
      if (mustBeAlone || entry.overtakenBy >= maxOvertakes) return undefined
    }
    return undefined
  }

  #until(isReached: () => boolean): Promise<void> {
    if (isReached()) return Promise.resolve()
    return new Promise((resolve) => {
      const check = (): void => {
        if (isReached()) resolve()
        else this.#wakeWaiters.push(check)
      }
      this.#wakeWaiters.push(check)
    })
  }

  #wake(): void {
    const waiters = this.#wakeWaiters
    this.#wakeWaiters = []
    for (const wake of waiters) wake()
  }
}

/** A picture does not send these; the system short of memory and people do. */
function isOutsideKill(exit: ChildExit): boolean {
  return exit.signal === 'SIGKILL' || exit.signal === 'SIGTERM'
}

function exitWords(exit: ChildExit): string {
  return exit.signal === null ? `exit code ${String(exit.code)}` : `signal ${exit.signal}`
}
