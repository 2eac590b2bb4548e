import type {
  BatchState,
  EventOf,
  HistoryBatch,
  Interrupted,
  OutputOf,
  InputOf,
  UndoState,
} from '../../../src/shared/ipc-contract.ts'
import type { EventName } from '../../../src/shared/ipc-names.ts'
import type { Recipe } from '../../../src/shared/recipe.ts'
import { makeUpBatch, makeUpFile } from './made-up-history.ts'
import { madeUpHome } from './made-up-rows.ts'

export interface FakeHistoryOptions {
  readonly emit: <Name extends EventName>(name: Name, event: EventOf<Name>) => void
  /** Batches of the past. */
  readonly count: number
  /** The first of them were interrupted. */
  readonly interrupted: number
  readonly lostRows: number
}

const tickMs = 50
const none: UndoState = { phase: 'idle', id: null, total: 0, undone: 0, refused: 0, isStopped: false }

/** Batches of the past, and the undo of one: moved on by a timer, or by `step` and `settle` where nothing plays. */
export class FakeHistory {
  batches: HistoryBatch[]
  lostRows: number
  undo: UndoState = none
  /** Files that an undo takes back at a step, and those of the next one that it leaves alone. */
  filesPerStep = 40
  refusals = 0
  isPlaying = true
  readonly #emit: FakeHistoryOptions['emit']
  /** Batches whose undo the person has stopped or does not want to go on with. */
  readonly #left = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor({ emit, count, interrupted, lostRows }: FakeHistoryOptions) {
    this.#emit = emit
    this.lostRows = lostRows
    this.batches = Array.from({ length: count }, (_, place) => {
      const batch = makeUpBatch(place)
      if (place >= interrupted) return batch
      const whole = makeUpBatch(place, 1000)
      const [failed, skipped, done] = [2, 8, 110]
      const written = done * whole.recipe.outputs.length
      return { ...whole, state: 'interrupted', failed, skipped, done, written, undone: 0, endedMs: null }
    })
  }

  interrupted(): Interrupted {
    const batches = this.batches.filter(
      ({ id, state }) => state === 'interrupted' || (state === 'undo-interrupted' && !this.#left.has(id)),
    )
    return { batches: batches.slice(0, 20), lostRows: this.lostRows }
  }

  list({ offset, limit }: InputOf<'listHistory'>): OutputOf<'listHistory'> {
    return { total: this.batches.length, items: this.batches.slice(offset, offset + limit) }
  }

  listFiles({ id, filter, offset, limit }: InputOf<'listHistoryFiles'>): OutputOf<'listHistoryFiles'> {
    const batch = this.find(id)
    if (batch === undefined) return { items: [], nextOffset: null }
    const files = Array.from({ length: batch.total }, (_, place) => makeUpFile(batch, place))
    const wanted = files.filter(({ status, refusal }) => {
      if (filter === 'failed') return status === 'failed'
      return filter === 'all' || refusal !== null
    })
    const end = offset + limit
    return { items: wanted.slice(offset, end), nextOffset: end < wanted.length ? end : null }
  }

  find(id: string): HistoryBatch | undefined {
    return this.batches.find((batch) => batch.id === id)
  }

  /** What is left of a batch is not wanted; an undo that was interrupted is left as it is. */
  dismiss({ id, state }: HistoryBatch): void {
    this.#left.add(id)
    this.change(id, state === 'undo-interrupted' ? {} : { state: 'dismissed' })
  }

  change(id: string, change: Partial<HistoryBatch>): void {
    this.batches = this.batches.map((batch) => (batch.id === id ? { ...batch, ...change } : batch))
    this.#tell()
  }

  forget(id: string): void {
    this.batches = this.batches.filter((batch) => batch.id !== id)
    this.#tell()
  }

  dropList(): void {
    this.lostRows = 0
    this.#tell()
  }

  /** Takes in a batch that begins now, and follows it to its end. */
  record(id: string, recipe: Recipe, state: BatchState): void {
    const { total, done, skipped, failed, sourceBytes, outputBytes, elapsedMs, stopped, isReplace } = state
    const hasEnded = state.phase === 'ended'
    const known = this.find(id) ?? {
      ...makeUpBatch(0),
      ...{ id, recipe, isReplace, startedMs: Date.now(), inputs: [`${madeUpHome}/Pictures`], undone: 0, refused: 0 },
      folder: `${madeUpHome}/Pictures/Resized`,
    }
    const batch: HistoryBatch = {
      ...known,
      ...{ total, done, skipped, failed, sourceBytes, outputBytes, elapsedMs, stopped },
      written: done * recipe.outputs.length,
      state: !hasEnded ? 'running' : state.cancelled ? 'cancelled' : stopped === null ? 'finished' : 'stopped',
      endedMs: hasEnded ? Date.now() : null,
    }
    this.batches = [batch, ...this.batches.filter((other) => other.id !== id)]
    this.#tell()
  }

  startUndo(batch: HistoryBatch): void {
    const total = batch.written - batch.undone
    this.undo = { phase: 'running', id: batch.id, total, undone: 0, refused: 0, isStopped: false }
    this.change(batch.id, { state: 'undoing' })
    this.#emit('undoChanged', this.undo)
    this.#schedule()
  }

  stopUndo(): void {
    if (this.undo.phase !== 'running') return
    this.undo = { ...this.undo, phase: 'stopping' }
    this.#emit('undoChanged', this.undo)
  }

  /** One step of an undo that runs. */
  step(): void {
    const { phase, id, total, undone, refused } = this.undo
    const batch = this.find(id ?? '')
    if (batch === undefined || (phase !== 'running' && phase !== 'stopping')) return
    const left = total - undone - refused
    const moved = phase === 'stopping' ? 0 : Math.min(this.filesPerStep, left)
    const leftAlone = Math.min(this.refusals, moved)
    this.refusals -= leftAlone
    if (phase === 'stopping') this.#left.add(batch.id)
    const isOver = phase === 'stopping' || moved === left
    this.undo = {
      ...this.undo,
      phase: isOver ? 'ended' : phase,
      undone: undone + moved - leftAlone,
      refused: refused + leftAlone,
      isStopped: isOver && moved < left,
    }
    const ended = this.undo.isStopped ? ('undo-interrupted' as const) : ('undone' as const)
    this.change(batch.id, {
      undone: batch.undone + moved - leftAlone,
      refused: batch.refused + leftAlone,
      state: isOver ? ended : 'undoing',
    })
    this.#emit('undoChanged', this.undo)
  }

  settle(): void {
    while (this.undo.phase === 'running' || this.undo.phase === 'stopping') this.step()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #schedule(): void {
    if (!this.isPlaying || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (!this.isPlaying) return
      this.step()
      if (this.undo.phase === 'running' || this.undo.phase === 'stopping') this.#schedule()
    }, tickMs)
  }

  #tell(): void {
    this.#emit('historyChanged', { interrupted: this.interrupted() })
  }
}
