import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import { canResume } from '../shared/history.ts'
import type { Answer } from '../shared/ipc-contract.ts'
import type { BatchRecord, Store } from '../store/store.ts'
import type { ImportSources } from './import-sources.ts'
import { type ResumedBatch, resumeBatch, type ResumeOptions } from './resume-batch.ts'
import type { Row } from './row.ts'
import type { RowsLeft } from './run-rows.ts'
import { sweepTemps } from './sweep-temps.ts'
import { TimeSlices } from './time-slices.ts'
import { done, failed, noSuchBatch } from './worklist-answers.ts'

export interface LeftBatchesOptions {
  readonly store: Store
  readonly imports: ImportSources
  readonly lightPool: ProcessPool
  readonly clock: Clock
  deadlineMs(): number
  /** Rows have been brought in. */
  onRows(): void
}

/** What an earlier batch has left, as rows of the list and what is to be done about them. */
export interface LeftBatch {
  readonly list: readonly Row[]
  readonly left: RowsLeft
}

/** Batches that did not come to their end, in this process or another. */
export class LeftBatches {
  readonly #options: LeftBatchesOptions

  constructor(options: LeftBatchesOptions) {
    this.#options = options
  }

  /** The batch is ours to run from here on. */
  async claim(id: string): Promise<Answer<BatchRecord>> {
    const { store } = this.#options
    const record = await store.batch(id)
    if (record === null) return noSuchBatch
    if (!canResume(record.state) && record.state !== 'running' && record.state !== 'undoing') {
      return failed('not-now', 'Of this batch nothing is left to be done.')
    }
    const claim = await store.claim(id, 'run')
    if (claim === 'busy') return busyElsewhere
    // Until it was ours another process may have gone on with it.
    const ours = claim === 'gone' ? null : await store.batch(id)
    return ours === null ? noSuchBatch : { ok: true, value: ours }
  }

  /** The person wants no more of it: our temp files go, and it is not spoken of again. */
  async dismiss(id: string): Promise<Answer<Record<string, never>>> {
    const { store } = this.#options
    if ((await store.batch(id))?.state === 'undo-interrupted') return this.#dismissUndo(id)
    const claimed = await this.claim(id)
    if (!claimed.ok) return claimed
    await sweepTemps(store, id)
    store.write({ kind: 'dismissed', batch: id })
    return done
  }

  /** Sweeps what a claimed batch has left half-written, and brings into the list what has no end yet. */
  async bringIn(batch: BatchRecord, run: Pick<ResumeOptions, 'journal' | 'replace' | 'volumes'>): Promise<LeftBatch> {
    const { store, imports, lightPool, clock, deadlineMs } = this.#options
    await sweepTemps(store, batch.id)
    const resumed = resumeBatch({
      ...run,
      ...{ store, batch, clock },
      isSource: (folder, name) => imports.isSource(folder, name),
      ...{ pool: lightPool, lane: 'light', requestsAhead: 2, deadlineMs: deadlineMs() },
      onEvent: () => undefined,
    })
    return this.#rowsOf(resumed)
  }

  /** The undo can go on from the history, as one that the person has stopped. */
  async #dismissUndo(id: string): Promise<Answer<Record<string, never>>> {
    const { store } = this.#options
    const claim = await store.claim(id, 'undo')
    if (claim === 'busy') return busyElsewhere
    if (claim === 'gone') return noSuchBatch
    store.write({ kind: 'undo-ended', batch: id, isWhole: false })
    return done
  }

  /** In slices: there may be a hundred thousand. */
  async #rowsOf(resumed: ResumedBatch): Promise<LeftBatch> {
    const { imports, onRows } = this.#options
    const list: Row[] = []
    const rows = new Map<number, Row>()
    const members = new Set<Row>()
    const slices = new TimeSlices()
    let total = 0
    for await (const { source, failure, place, result } of resumed.sources()) {
      total = place + 1
      if (result === null) {
        const row = imports.restore({ source, failure }, 'batch')
        list.push(row)
        rows.set(place, row)
        members.add(row)
      }
      if (!slices.isOver()) continue
      onRows()
      await slices.nextTurn()
    }
    onRows()
    const { isRecovery } = resumed
    return { list, left: { rows, members, total, items: resumed.items(resumed.sources()), isRecovery } }
  }
}

const busyElsewhere = failed('busy-elsewhere', 'Another process works on this batch, a command line perhaps.')
