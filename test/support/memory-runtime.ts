import type { ChildExit, ChildHandle, ChildListeners, ChildRuntime } from '../../src/pool/child-runtime.ts'
import type { PoolJob, PoolOutcome } from '../../src/pool/pool-job.ts'
import { createProcessPool, type PoolOptions, type ProcessPool } from '../../src/pool/process-pool.ts'
import { poolProtocolVersion, type ToChild } from '../../src/shared/pool-protocol.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

/**
 * A child in this process, moved by the test. What it says and its exit arrive in order and never inside the call
 * that caused them, as from a real process; nothing arrives after the exit.
 */
export interface MemoryChild {
  readonly pid: number
  /** 1 for the first child of the runtime. */
  readonly nth: number
  /** Every job frame that came in. */
  readonly received: readonly ToChild[]
  /** What it was last sent and has not replied to with `done`. */
  readonly job: ToChild | null
  readonly isKilled: boolean
  readonly isAlive: boolean
  /** Any frame, also one that makes no sense. */
  say(frame: unknown): void
  ready(): void
  /** Replies to the job it holds. */
  done(payload?: unknown, rssBytes?: number): void
  computed(): void
  exit(exit?: Partial<ChildExit>): void
}

/** What children do by themselves; the rest is done by the test. */
export interface MemoryScript {
  /** Says `ready` unless given. */
  onStart?(child: MemoryChild): void
  onJob?(child: MemoryChild, job: ToChild): void
  /** Exits with SIGKILL unless given. */
  onKill?(child: MemoryChild): void
}

export interface MemoryRuntime extends ChildRuntime {
  readonly children: readonly MemoryChild[]
}

export function createMemoryRuntime(script: MemoryScript = {}): MemoryRuntime {
  const children: ScriptedChild[] = []
  return {
    name: 'memory',
    children,
    start: (listeners) => {
      const child = new ScriptedChild(children.length + 1, script, listeners)
      children.push(child)
      return child
    },
  }
}

class ScriptedChild implements MemoryChild, ChildHandle {
  readonly pid: number
  readonly nth: number
  readonly received: ToChild[] = []
  job: ToChild | null = null
  isKilled = false
  isAlive = true
  readonly #script: MemoryScript
  readonly #listeners: ChildListeners

  constructor(nth: number, script: MemoryScript, listeners: ChildListeners) {
    this.nth = nth
    this.pid = 1000 + nth
    this.#script = script
    this.#listeners = listeners
    queueMicrotask(() => {
      if (script.onStart === undefined) this.ready()
      else script.onStart(this)
    })
  }

  send(message: ToChild): void {
    if (!this.isAlive) return
    const job = structuredClone(message)
    queueMicrotask(() => {
      if (!this.isAlive) return
      this.received.push(job)
      this.job = job
      this.#script.onJob?.(this, job)
    })
  }

  kill(): void {
    if (!this.isAlive) return
    this.isKilled = true
    if (this.#script.onKill === undefined) this.exit({ code: null, signal: 'SIGKILL' })
    else this.#script.onKill(this)
  }

  say(frame: unknown): void {
    if (!this.isAlive) return
    const copy: unknown = structuredClone(frame)
    queueMicrotask(() => {
      this.#listeners.onMessage(copy)
    })
  }

  ready(): void {
    this.say({ kind: 'ready', protocolVersion: poolProtocolVersion })
  }

  done(payload: unknown = 'ok', rssBytes = 1): void {
    const jobId = this.job?.jobId
    this.job = null
    this.say({ kind: 'done', jobId, payload, rssBytes })
  }

  computed(): void {
    this.say({ kind: 'computed', jobId: this.job?.jobId })
  }

  exit(exit: Partial<ChildExit> = {}): void {
    if (!this.isAlive) return
    this.isAlive = false
    this.job = null
    queueMicrotask(() => {
      this.#listeners.onExit({ code: exit.signal == null ? 0 : null, signal: null, stderrTail: '', ...exit })
    })
  }
}

export interface Submission {
  readonly outcome: Promise<PoolOutcome>
  /** What it settled as; null before. */
  settled(): PoolOutcome | null
  /** Attempts for which a payload was asked. */
  readonly attempts: readonly number[]
}

/** A pool of memory children on a virtual clock, with words to steer it. */
export interface MemoryPool {
  readonly pool: ProcessPool
  readonly clock: VirtualClock
  readonly children: readonly MemoryChild[]
  /** The payload is the name unless `changes` say otherwise. */
  submit(name: string, changes?: Partial<PoolJob>): Submission
  /** Names of the jobs that children hold, in the order of the children. */
  running(): readonly unknown[]
  /** The child that holds the job of this name. */
  childWith(name: string): MemoryChild
  /** Lets everything happen that happens by itself at this moment of the clock. */
  flush(): Promise<void>
  advance(ms: number): Promise<void>
  finish(name: string, payload?: unknown, rssBytes?: number): Promise<void>
  /** The child with this job ends by itself. */
  crash(name: string, exit?: Partial<ChildExit>): Promise<void>
}

export function createMemoryPool(script: MemoryScript = {}, changes: Partial<PoolOptions> = {}): MemoryPool {
  const clock = createVirtualClock()
  const runtime = createMemoryRuntime(script)
  const { children } = runtime
  const pool = createProcessPool({
    runtime,
    clock,
    workSlots: 1,
    lightSlots: 1,
    memoryBudgetBytes: 100,
    recycle: { afterJobs: 1000, aboveRssBytes: 1000 },
    startTimeoutMs: 5000,
    ...changes,
  })
  const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const childWith = (name: string): MemoryChild => {
    const child = children.find(({ job }) => job?.payload === name)
    if (child === undefined) throw new Error(`Expected a child with job ${name} but there is none.`)
    return child
  }
  return {
    pool,
    clock,
    children,
    submit: (name, jobChanges = {}) => submitTo(pool, name, jobChanges),
    running: () => children.flatMap(({ job }) => job?.payload ?? []),
    childWith,
    flush,
    advance: (ms) => {
      clock.advance(ms)
      return flush()
    },
    finish: (name, payload, rssBytes) => {
      childWith(name).done(payload, rssBytes)
      return flush()
    },
    crash: (name, exit = { signal: 'SIGSEGV' }) => {
      childWith(name).exit(exit)
      return flush()
    },
  }
}

function submitTo(pool: ProcessPool, name: string, changes: Partial<PoolJob>): Submission {
  const attempts: number[] = []
  let result: PoolOutcome | null = null
  const outcome = pool.submit({
    lane: 'work',
    costBytes: 1,
    memoryLimitBytes: null,
    deadlineMs: null,
    ...changes,
    payload: (attempt) => {
      attempts.push(attempt)
      return changes.payload === undefined ? name : changes.payload(attempt)
    },
  })
  void outcome.then((settled) => {
    result = settled
  })
  return { outcome, settled: () => result, attempts }
}
