import { type RunningUndo, startUndo, type UndoEnd } from '../batch/undo-batch.ts'
import type { FindInBin } from '../batch/undo-items.ts'
import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import type { Answer, UndoState } from '../shared/ipc-contract.ts'
import type { BatchRecord, Store } from '../store/store.ts'
import { nothing, refused } from './answers.ts'

/** The one undo that runs at a time. */
export interface UndoDesk {
  state(): UndoState
  /** Answers once it is known whether there is anything to take back; how it goes on is told. */
  start(id: string): Promise<Answer<Record<string, never>>>
  /** Finishes the files that it is at. */
  stop(): Answer<Record<string, never>>
  /** Stops, and waits for what is under way: it can go on later. */
  close(): Promise<void>
}

export interface UndoDeskOptions {
  readonly store: Store
  readonly clock: Clock
  /** One for every undo: it remembers what it has found. */
  createFindInBin(): FindInBin
  createPool(): { readonly pool: ProcessPool; readonly workSlots: number }
  deadlineMs(): number
  sweep(batch: BatchRecord): Promise<unknown>
  /** At most ten times a second. */
  onChange(state: UndoState): void
  /** It has begun, or is over. */
  onHistory(): void
  log(line: string): void
}

/** Ten times a second, in milliseconds. */
const pauseMs = 100

const idle: UndoState = { phase: 'idle', id: null, total: 0, undone: 0, refused: 0, isStopped: false }

export function createUndoDesk(options: UndoDeskOptions): UndoDesk {
  return new Desk(options)
}

class Desk implements UndoDesk {
  readonly #options: UndoDeskOptions
  #state = idle
  #running: { readonly undo: RunningUndo; readonly settled: Promise<void> } | null = null
  #toldMs = Number.NEGATIVE_INFINITY
  /** Not null while something is on its way. */
  #cancelTimer: (() => void) | null = null
  #isClosed = false

  constructor(options: UndoDeskOptions) {
    this.#options = options
  }

  state(): UndoState {
    return this.#state
  }

  async start(id: string): Promise<Answer<Record<string, never>>> {
    if (this.#isClosed || this.#running !== null) return refused('not-now', 'Another batch is being undone.')
    const begun = Promise.withResolvers<null>()
    const { pool, workSlots } = this.#options.createPool()
    const undo = startUndo({
      ...this.#options,
      id,
      findInBin: this.#options.createFindInBin(),
      pool,
      workSlots,
      deadlineMs: this.#options.deadlineMs(),
      onProgress: (progress) => {
        begun.resolve(null)
        this.#set({ ...this.#state, ...progress })
      },
      onRefused: () => undefined,
    })
    const ended = this.#follow(undo, pool)
    this.#running = { undo, settled: ended.then(() => undefined) }
    this.#state = { ...idle, phase: 'running', id }
    const first = await Promise.race([begun.promise, ended])
    this.#options.onHistory()
    return first?.kind === 'not-begun' ? refused(refusalCodes[first.reason], first.message) : nothing
  }

  stop(): Answer<Record<string, never>> {
    if (this.#running === null) return refused('not-now', 'No batch is being undone.')
    this.#running.undo.stop()
    this.#set({ ...this.#state, phase: 'stopping' })
    return nothing
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#running?.undo.stop()
    await this.#running?.settled
    this.#cancelTimer?.()
  }

  /** Never rejects; null for a fault of the program, which was logged. */
  async #follow(undo: RunningUndo, pool: ProcessPool): Promise<UndoEnd | null> {
    const before = this.#state
    let end: UndoEnd | null = null
    try {
      end = await undo.ended
    } catch (error) {
      this.#options.log(`undo failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    }
    await pool.close()
    this.#running = null
    if (end?.kind === 'not-begun') {
      this.#set(before)
    } else {
      if (end?.problem != null) this.#options.log(`undo was stopped: ${end.problem}`)
      const { total, undone, refused: leftAlone } = end ?? this.#state
      const isStopped = end === null || end.isStopped || end.problem !== null
      this.#set({ phase: 'ended', id: this.#state.id, total, undone, refused: leftAlone, isStopped })
    }
    this.#options.onHistory()
    return end
  }

  #set(state: UndoState): void {
    this.#state = state
    if (this.#cancelTimer !== null || this.#isClosed) return
    const { clock } = this.#options
    this.#cancelTimer = clock.after(Math.max(0, this.#toldMs + pauseMs - clock.now()), () => {
      this.#cancelTimer = null
      this.#toldMs = clock.now()
      this.#options.onChange(this.#state)
    })
  }
}

const refusalCodes = {
  'no-journal': 'no-journal',
  'no-such-batch': 'no-such-batch',
  'busy-elsewhere': 'busy-elsewhere',
  'undone-already': 'not-now',
} as const
