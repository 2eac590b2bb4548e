export interface NewestFirstOptions<Request, Result> {
  readonly maxRunning: number
  /** Above this the oldest of those that wait are given up. */
  readonly maxWaiting: number
  /** Must not reject. */
  run(request: Request): Promise<Result | null>
}

/** A queue for what a person looks at: what was asked for last is what they see now. */
export interface NewestFirst<Request, Result> {
  /**
   * Resolves to the result; to null when it was given up for newer ones, when `signal` aborts, or after `close`. Asked for
   * again before it is done, one of a key is made once, and counts as new.
   */
  ask(key: string, request: Request, signal: AbortSignal): Promise<Result | null>
  /** Settles everything, now and later, with null. What runs goes on, and nobody hears of it. */
  close(): void
}

/** An empty queue. */
export function createNewestFirst<Request, Result>(
  options: NewestFirstOptions<Request, Result>,
): NewestFirst<Request, Result> {
  return new Queue(options)
}

interface Entry<Request, Result> {
  readonly key: string
  readonly request: Request
  readonly settlers: Set<(result: Result | null) => void>
}

class Queue<Request, Result> implements NewestFirst<Request, Result> {
  readonly #options: NewestFirstOptions<Request, Result>
  /** By key; the last one is the newest. */
  readonly #waiting = new Map<string, Entry<Request, Result>>()
  readonly #running = new Map<string, Entry<Request, Result>>()
  #isClosed = false

  constructor(options: NewestFirstOptions<Request, Result>) {
    this.#options = options
  }

  ask(key: string, request: Request, signal: AbortSignal): Promise<Result | null> {
    if (this.#isClosed || signal.aborted) return Promise.resolve(null)
    const running = this.#running.get(key)
    const entry = running ?? this.#waiting.get(key) ?? { key, request, settlers: new Set() }
    const answer = new Promise<Result | null>((resolve) => {
      const settler = (result: Result | null): void => {
        signal.removeEventListener('abort', onAbort)
        resolve(result)
      }
      const onAbort = (): void => {
        this.#leave(entry, settler)
      }
      entry.settlers.add(settler)
      signal.addEventListener('abort', onAbort)
    })
    if (running === undefined) this.#wait(entry)
    return answer
  }

  close(): void {
    this.#isClosed = true
    for (const entry of [...this.#waiting.values(), ...this.#running.values()]) settle(entry, null)
    this.#waiting.clear()
  }

  #wait(entry: Entry<Request, Result>): void {
    this.#waiting.delete(entry.key)
    this.#waiting.set(entry.key, entry)
    this.#runNext()
    const [oldest] = this.#waiting.values()
    if (oldest === undefined || this.#waiting.size <= this.#options.maxWaiting) return
    this.#waiting.delete(oldest.key)
    settle(oldest, null)
  }

  /** What runs goes on: it is nearly done, and may be wanted again. */
  #leave(entry: Entry<Request, Result>, settler: (result: Result | null) => void): void {
    entry.settlers.delete(settler)
    settler(null)
    if (entry.settlers.size === 0) this.#waiting.delete(entry.key)
  }

  #runNext(): void {
    while (this.#running.size < this.#options.maxRunning) {
      const newest = [...this.#waiting.values()].at(-1)
      if (newest === undefined) return
      this.#waiting.delete(newest.key)
      this.#running.set(newest.key, newest)
      void this.#options.run(newest.request).then((result) => {
        this.#running.delete(newest.key)
        settle(newest, result)
        this.#runNext()
      })
    }
  }
}

function settle<Request, Result>(entry: Entry<Request, Result>, result: Result | null): void {
  for (const settler of entry.settlers) settler(result)
  entry.settlers.clear()
}
