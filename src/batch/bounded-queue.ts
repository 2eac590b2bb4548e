/**
 * Joins two stages of a pipeline: the producer waits while `limit` values are waiting, the consumer iterates once.
 * Either side may give up: `fail` passes the producer's error on, `close` lets the producer go.
 */
export class BoundedQueue<Value> implements AsyncIterable<Value> {
  readonly #limit: number
  readonly #values: Value[] = []
  /** Only values from here on are waiting; the rest is cut off now and then, which keeps `shift` out of the way. */
  #head = 0
  #isEnded = false
  #isClosed = false
  #failure: { readonly error: unknown } | null = null
  #wakeConsumer: (() => void) | null = null
  readonly #wakeProducers: (() => void)[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Resolves when there is room again: true, or false once nobody reads any more. */
  async push(value: Value): Promise<boolean> {
    if (this.#isClosed) return false
    this.#values.push(value)
    this.#wakeConsumer?.()
    if (this.#values.length - this.#head >= this.#limit) {
      await new Promise<void>((resolve) => this.#wakeProducers.push(resolve))
    }
    return !this.#isClosed
  }

  end(): void {
    this.#isEnded = true
    this.#wakeConsumer?.()
  }

  fail(error: unknown): void {
    this.#failure = { error }
    this.#wakeConsumer?.()
  }

  /** The values still waiting are dropped, and every producer is let go. */
  close(): void {
    this.#isClosed = true
    this.#values.length = 0
    this.#head = 0
    this.#wakeConsumer?.()
    this.#release()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Value> {
    while (!this.#isClosed) {
      if (this.#head < this.#values.length) {
        const value = this.#values[this.#head] as Value
        this.#head += 1
        this.#trim()
        this.#release()
        yield value
      } else if (this.#failure !== null) {
        throw this.#failure.error
      } else if (this.#isEnded) {
        return
      } else {
        await new Promise<void>((resolve) => (this.#wakeConsumer = resolve))
        this.#wakeConsumer = null
      }
    }
  }

  #trim(): void {
    if (this.#head < 1024 && this.#head < this.#values.length) return
    this.#values.splice(0, this.#head)
    this.#head = 0
  }

  #release(): void {
    for (const wake of this.#wakeProducers.splice(0)) wake()
  }
}
