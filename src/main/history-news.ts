import type { Clock } from '../shared/clock.ts'
import type { BatchState, Interrupted } from '../shared/ipc-contract.ts'
import type { Store } from '../store/store.ts'
import { historyBatch } from './history-batch.ts'
import type { SendEvent } from './send-events.ts'

/** Tells the window that a batch of the history is another now, and what has been left to be done. */
export interface HistoryNews {
  /** What is left now; looked up anew. Never rejects: where it cannot be read, nothing is left. */
  interrupted(): Promise<Interrupted>
  changed(): void
  /** The list that an earlier process left was brought back, or dropped. */
  lostListChanged(): void
  /** The person looks at the window: another process may have done something meanwhile. */
  windowFocused(): void
  /** Told of every change of the batch. */
  batchChanged(batch: BatchState): void
  close(): void
}

export interface HistoryNewsOptions {
  readonly store: Pick<Store, 'committed' | 'interrupted' | 'lostList' | 'isKeeping'>
  readonly clock: Clock
  readonly send: SendEvent
  log(line: string): void
}

/** Three times a second, in milliseconds. */
const pauseMs = 333
/** The figures of a batch that runs change all the time: so often they are news, in milliseconds. */
const runningPauseMs = 2000

export function createHistoryNews(options: HistoryNewsOptions): HistoryNews {
  const news = new News(options)
  return {
    interrupted: () => news.interrupted(),
    changed: () => {
      news.changed()
    },
    lostListChanged: () => {
      news.lostListChanged()
    },
    windowFocused: () => {
      news.changed()
    },
    batchChanged: (batch) => {
      news.batchChanged(batch)
    },
    close: () => {
      news.close()
    },
  }
}

class News {
  readonly #options: HistoryNewsOptions
  #toldMs = Number.NEGATIVE_INFINITY
  /** Not null while something is on its way. */
  #cancel: (() => void) | null = null
  #phase: BatchState['phase'] = 'idle'
  /** Null when it has to be looked up. A list may be long, and only a window leaves one: there is none beside this. */
  #lostRows: number | null = null
  #isClosed = false

  constructor(options: HistoryNewsOptions) {
    this.#options = options
  }

  async interrupted(): Promise<Interrupted> {
    const { store } = this.#options
    try {
      this.#lostRows ??= (await store.lostList()).length
      const batches = await store.interrupted()
      return { batches: batches.map(historyBatch), lostRows: this.#lostRows }
    } catch (error) {
      this.#options.log(`the history cannot be read: ${error instanceof Error ? error.message : String(error)}`)
      return { batches: [], lostRows: 0 }
    }
  }

  changed(): void {
    if (this.#isClosed || this.#cancel !== null || !this.#options.store.isKeeping) return
    const { clock } = this.#options
    const waitMs = Math.max(0, this.#toldMs + pauseMs - clock.now())
    this.#cancel = clock.after(waitMs, () => {
      this.#cancel = null
      this.#toldMs = clock.now()
      void this.#tell()
    })
  }

  lostListChanged(): void {
    this.#lostRows = null
    this.changed()
  }

  batchChanged({ phase }: BatchState): void {
    const isOther = phase !== this.#phase
    this.#phase = phase
    if (isOther || this.#options.clock.now() - this.#toldMs >= runningPauseMs) this.changed()
  }

  close(): void {
    this.#isClosed = true
    this.#cancel?.()
  }

  async #tell(): Promise<void> {
    // What has just been written is part of the news.
    await this.#options.store.committed().catch(() => undefined)
    const interrupted = await this.interrupted()
    if (!this.#isClosed) this.#options.send('historyChanged', { interrupted })
  }
}
