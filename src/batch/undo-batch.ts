import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import type { UndoRefusal } from '../shared/history.ts'
import type { BatchRecord, OutputPlace, Store } from '../store/store.ts'
import { describePoolOutcome } from './describe-pool-outcome.ts'
import { historyPageLength } from './history-pages.ts'
import { journalRoom } from './journal-room.ts'
import { removeEmptyFolders } from './undo-folders.ts'
import { type FindInBin, type UndoOrder, undoOrder } from './undo-items.ts'
import { askToUndo, type LostOutcome } from './undo-request.ts'
import { mayBeUnfinished, removeSpareNames, unfinishedFiles } from './undo-unfinished.ts'

export interface UndoOptions {
  readonly store: Store
  readonly pool: ProcessPool
  readonly id: string
  readonly clock: Clock
  readonly findInBin: FindInBin
  /** Requests at once. */
  readonly workSlots: number
  /** Per request until its child is killed; null for none. */
  readonly deadlineMs: number | null
  /** Removes the temp files that the batch has left, before anything else. */
  readonly sweep: (batch: BatchRecord) => Promise<unknown>
  readonly onProgress: (progress: UndoProgress) => void
  /** A file that is left alone. */
  readonly onRefused: (file: RefusedFile) => void
}

export interface UndoProgress {
  /** Files that the batch has written. */
  readonly total: number
  /** Also by an earlier undo that was stopped. */
  readonly undone: number
  readonly refused: number
}

export interface RefusedFile {
  /** Absolute. */
  readonly path: string
  readonly refusal: UndoRefusal
}

export type UndoEnd =
  | {
      readonly kind: 'not-begun'
      readonly reason: 'no-journal' | 'no-such-batch' | 'busy-elsewhere' | 'undone-already'
      /** A whole sentence. */
      readonly message: string
    }
  | (UndoProgress & {
      readonly kind: 'ended'
      /** It was ended before it was through; undo again goes on. */
      readonly isStopped: boolean
      /** What made going on pointless, as a sentence; null where nothing did. */
      readonly problem: string | null
      readonly elapsedMs: number
    })

export interface RunningUndo {
  /** Resolves after everything has settled and is in the journal; rejects only for a bug. */
  readonly ended: Promise<UndoEnd>
  /** Finishes what children are at and begins nothing more. */
  stop(): void
}

/** Takes back what a batch has written, newest first. Every file is in the journal as soon as it is settled. */
export function startUndo(options: UndoOptions): RunningUndo {
  const undo = new BatchUndo(options)
  return {
    ended: undo.run(),
    stop: () => {
      undo.stop()
    },
  }
}

/** Children for an undo on so many cores: they wait for the disk far more than they compute. */
export function undoSlots(cores: number): number {
  return Math.max(4, cores * 2)
}

/** Files that one child is asked for at once: enough to make the way there cheap, few enough to stop soon. */
const filesPerRequest = 20
/** So many files in a row that children died of: then it is not the files. */
const mostLostInARow = 3

class BatchUndo {
  readonly #options: UndoOptions
  readonly #startedMs: number
  readonly #running = new Set<Promise<void>>()
  #total = 0
  #undone = 0
  #refused = 0
  #isStopping = false
  /** A file that the system did not let go may be tried again. */
  #mayBeTriedAgain = false
  #isAgain = false
  #lostInARow = 0
  #problem: string | null = null

  constructor(options: UndoOptions) {
    this.#options = options
    this.#startedMs = options.clock.now()
  }

  stop(): void {
    this.#isStopping = true
  }

  async run(): Promise<UndoEnd> {
    const { store, id } = this.#options
    if (!store.isKeeping) return notBegun('no-journal')
    const batch = await store.batch(id)
    if (batch === null) return notBegun('no-such-batch')
    if (batch.state === 'undone' && batch.undone >= batch.written) return notBegun('undone-already')
    const claim = await store.claim(id, 'undo')
    if (claim !== 'claimed') return notBegun(claim === 'busy' ? 'busy-elsewhere' : 'no-such-batch')
    this.#isAgain = batch.undone + batch.refused > 0 || batch.state === 'undo-interrupted'
    this.#total = batch.written
    this.#undone = batch.undone
    try {
      this.#tell()
      await this.#takeBack(batch)
    } finally {
      const isWhole = !this.#isStopping && this.#problem === null && !this.#mayBeTriedAgain
      store.write({ kind: 'undo-ended', batch: id, isWhole })
    }
    await this.#commit()
    const elapsedMs = this.#options.clock.now() - this.#startedMs
    return { kind: 'ended', ...this.#progress(), isStopped: this.#isStopping, problem: this.#problem, elapsedMs }
  }

  async #takeBack(batch: BatchRecord): Promise<void> {
    // An undo that was through has named them.
    if (mayBeUnfinished(batch) && batch.state !== 'undone') await this.#unfinished(batch)
    await this.#written()
    if (this.#goesOn()) await removeEmptyFolders(this.#options.store, batch)
  }

  async #unfinished(batch: BatchRecord): Promise<void> {
    const { store, sweep } = this.#options
    await sweep(batch)
    for await (const files of unfinishedFiles(store, batch)) {
      this.#total += files.length
      for (const { at, path, refusal } of files) this.#settle(at, path, refusal)
      this.#tell()
    }
    // Only now: a file that loses a name looks as if somebody had just been at it.
    await removeSpareNames(store, batch)
  }

  async #written(): Promise<void> {
    const { store, id, findInBin } = this.#options
    for (let before: OutputPlace | null = null; this.#goesOn();) {
      const page = await store.written(id, before, historyPageLength)
      const last = page.at(-1)
      if (last === undefined) break
      before = last
      for (let from = 0; from < page.length && this.#goesOn(); from += filesPerRequest) {
        const records = page.slice(from, from + filesPerRequest)
        const orders = await Promise.all(records.map((record) => undoOrder(id, record, findInBin)))
        await this.#slot()
        this.#begin(this.#request(orders))
      }
    }
    await Promise.all(this.#running)
  }

  #goesOn(): boolean {
    return !this.#isStopping
  }

  /** Waits until a request may begin, and the journal can keep up. */
  async #slot(): Promise<void> {
    while (this.#running.size >= this.#options.workSlots) await Promise.race(this.#running)
    await journalRoom(this.#options.store)
  }

  #begin(request: Promise<void>): void {
    const running = request.finally(() => this.#running.delete(running))
    // What it rejects with, `Promise.race` and `Promise.all` tell; until one of them looks, it is no unhandled rejection.
    running.catch(() => undefined)
    this.#running.add(running)
  }

  async #request(orders: readonly UndoOrder[]): Promise<void> {
    if (!this.#goesOn()) return
    const { pool, deadlineMs } = this.#options
    const results = await askToUndo(orders, {
      ...{ pool, deadlineMs, isAgain: this.#isAgain },
      isStopping: () => this.#isStopping,
      onLost: (outcome) => {
        this.#lost(outcome)
      },
      onReply: () => {
        this.#lostInARow = 0
      },
    })
    for (const [index, { record, binned }] of orders.entries()) {
      const result = results[index]
      if (result?.kind !== 'settled') {
        // The pool was ended from outside.
        this.#isStopping = true
        continue
      }
      if (result.refusal === null) await binned?.taken()
      this.#settle(record, record.path, result.refusal)
    }
    this.#tell()
  }

  #lost(outcome: LostOutcome): void {
    this.#lostInARow += 1
    if (outcome.kind !== 'cannot-start' && this.#lostInARow < mostLostInARow) return
    this.#isStopping = true
    this.#problem ??=
      outcome.kind === 'deadline'
        ? 'The disk or share does not answer. Check it, and undo the batch again: it goes on where it was.'
        : describePoolOutcome(outcome).message
  }

  #settle({ place, output }: OutputPlace, path: string, refusal: UndoRefusal | null): void {
    this.#options.store.write({ kind: 'undone', batch: this.#options.id, at: { place, output }, refusal })
    if (refusal === null) {
      this.#undone += 1
      return
    }
    this.#refused += 1
    if (refusal.code === 'system') this.#mayBeTriedAgain = true
    this.#options.onRefused({ path, refusal })
  }

  async #commit(): Promise<void> {
    try {
      await this.#options.store.committed()
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      this.#problem ??= `The journal cannot be written (${detail}), so not all that was taken back is noted there. Free some space and undo the batch again.`
    }
  }

  #tell(): void {
    this.#options.onProgress(this.#progress())
  }

  #progress(): UndoProgress {
    return { total: this.#total, undone: this.#undone, refused: this.#refused }
  }
}

function notBegun(reason: Extract<UndoEnd, { kind: 'not-begun' }>['reason']): UndoEnd {
  return { kind: 'not-begun', reason, message: notBegunMessages[reason] }
}

const notBegunMessages = {
  'no-journal': 'No journal is kept, so there is nothing that could be undone.',
  'no-such-batch': 'There is no such batch in the history. "batchfit history" lists those that there are.',
  'busy-elsewhere': 'Another Batchfit is working on this batch. Wait until it has finished, and undo it then.',
  'undone-already': 'This batch has been undone already. There is nothing left of it to take back.',
} as const
