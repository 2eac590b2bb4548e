import type { Clock } from '../shared/clock.ts'
import { type FromChild, poolProtocolVersion } from '../shared/pool-protocol.ts'
import type { ChildExit, ChildHandle, ChildRuntime } from './child-runtime.ts'
import { parseFrame } from './parse-frame.ts'
import type { PoolJob } from './pool-job.ts'

/** A job on its way through a child, once per dispatch. */
export interface Assignment {
  readonly jobId: number
  readonly job: PoolJob
  readonly attempt: number
}

/** Why a child was ended by us; its death is then no surprise. */
export type KillReason = 'deadline' | 'over-memory' | 'nonsense' | 'silent-start' | 'retired' | 'closing'

export interface SlotListeners {
  onReady(slot: ChildSlot): void
  /** The job has no more use for a core. */
  onComputed(assignment: Assignment): void
  onDone(slot: ChildSlot, assignment: Assignment, payload: unknown): void
  /** The child is gone for good and the slot is free; `assignment` is what it still held. */
  onDeath(slot: ChildSlot, death: ChildDeath): void
}

export interface ChildDeath {
  readonly exit: ChildExit
  readonly wasReady: boolean
  readonly killedFor: KillReason | null
  readonly assignment: Assignment | null
  /** Resident memory that the child reported with `over-memory`, in bytes. */
  readonly rssBytes: number
}

export interface SlotOptions {
  readonly lane: PoolJob['lane']
  readonly runtime: ChildRuntime
  readonly clock: Clock
  readonly startTimeoutMs: number
  readonly workIdleMs?: number
  readonly recycle: { readonly afterJobs: number; readonly aboveRssBytes: number }
  readonly listeners: SlotListeners
}

const standstillMs = 1000

/** One place for a child. It holds at most one job, and is free only after the child has exited. */
export class ChildSlot {
  readonly lane: PoolJob['lane']
  readonly #options: SlotOptions
  #state: 'empty' | 'starting' | 'idle' | 'busy' | 'stopping' = 'empty'
  #handle: ChildHandle | null = null
  #assignment: Assignment | null = null
  #killedFor: KillReason | null = null
  #wasReady = false
  #jobs = 0
  #rssBytes = 0
  #cancelTimer: () => void = () => undefined

  constructor(options: SlotOptions) {
    this.lane = options.lane
    this.#options = options
  }

  get isEmpty(): boolean {
    return this.#state === 'empty'
  }

  get isIdle(): boolean {
    return this.#state === 'idle'
  }

  get assignment(): Assignment | null {
    return this.#assignment
  }

  get pid(): number | undefined {
    return this.#handle?.pid
  }

  start(): void {
    this.#state = 'starting'
    this.#killedFor = null
    this.#wasReady = false
    this.#jobs = 0
    this.#rssBytes = 0
    // Frames of an earlier child cannot come: its runtime promised silence after its exit.
    this.#handle = this.#options.runtime.start({
      onMessage: (raw) => {
        this.#receive(raw)
      },
      onExit: (exit) => {
        this.#exited(exit)
      },
    })
    this.#cancelTimer = this.#options.clock.after(this.#options.startTimeoutMs, () => {
      this.kill('silent-start')
    })
  }

  /** Only while idle. The deadline runs from here. */
  assign(assignment: Assignment): void {
    const { job, jobId, attempt } = assignment
    this.#cancelTimer()
    this.#state = 'busy'
    this.#assignment = assignment
    const payload = job.payload(attempt)
    this.#handle?.send({ kind: 'job', jobId, payload, memoryLimitBytes: job.memoryLimitBytes })
    if (job.deadlineMs !== null) this.#killAfter(job.deadlineMs)
    job.onStart?.(attempt)
  }

  /** A timer that is far too late means that this process stood still; what the child has said meanwhile goes first. */
  #killAfter(deadlineMs: number): void {
    const { clock } = this.#options
    const dueMs = clock.now() + deadlineMs
    this.#cancelTimer = clock.after(deadlineMs, () => {
      if (clock.now() - dueMs > standstillMs) this.#killAfter(standstillMs)
      else this.kill('deadline')
    })
  }

  /** Ends the child; the first reason stays. */
  kill(reason: KillReason): void {
    if (this.#state === 'empty') return
    this.#killedFor ??= reason
    this.#state = 'stopping'
    this.#cancelTimer()
    this.#handle?.kill()
  }

  #receive(raw: unknown): void {
    if (this.#state === 'empty') return
    const frame = parseFrame(raw)
    if (this.#state === 'stopping') {
      // Too late for a reply, but what the child had done by then still counts.
      if (frame?.kind === 'progress' && frame.jobId === this.#assignment?.jobId) {
        this.#assignment.job.onProgress?.(frame.payload)
      }
      return
    }
    if (frame === null || !this.#accept(frame)) this.kill('nonsense')
  }

  /** False for a frame that a sane child would not send now. */
  #accept(frame: FromChild): boolean {
    if (frame.kind === 'ready') return this.#becomeReady(frame.protocolVersion)
    const assignment = this.#assignment
    if (assignment === null || assignment.jobId !== frame.jobId) return false
    switch (frame.kind) {
      case 'progress':
        assignment.job.onProgress?.(frame.payload)
        return true
      case 'computed':
        this.#options.listeners.onComputed(assignment)
        return true
      case 'over-memory':
        this.#rssBytes = frame.rssBytes
        this.kill('over-memory')
        return true
      case 'done':
        this.#finish(assignment, frame.payload, frame.rssBytes)
        return true
    }
  }

  #becomeReady(protocolVersion: number): boolean {
    if (this.#state !== 'starting' || protocolVersion !== poolProtocolVersion) return false
    this.#cancelTimer()
    this.#wasReady = true
    this.#rest()
    this.#options.listeners.onReady(this)
    return true
  }

  #finish(assignment: Assignment, payload: unknown, rssBytes: number): void {
    const { recycle, listeners } = this.#options
    this.#cancelTimer()
    this.#assignment = null
    this.#rest()
    this.#jobs += 1
    if (this.#jobs >= recycle.afterJobs || rssBytes > recycle.aboveRssBytes) this.kill('retired')
    listeners.onDone(this, assignment, payload)
  }

  #rest(): void {
    const { clock, workIdleMs } = this.#options
    this.#state = 'idle'
    if (workIdleMs === undefined || this.lane !== 'work') return
    this.#cancelTimer = clock.after(workIdleMs, () => {
      this.kill('retired')
    })
  }

  #exited(exit: ChildExit): void {
    this.#cancelTimer()
    const death: ChildDeath = {
      exit,
      wasReady: this.#wasReady,
      killedFor: this.#killedFor,
      assignment: this.#assignment,
      rssBytes: this.#rssBytes,
    }
    this.#state = 'empty'
    this.#handle = null
    this.#assignment = null
    this.#options.listeners.onDeath(this, death)
  }
}
