/** First in, first out; the head moves instead of the values, so that taking from 100,000 costs the same as from ten. */
export class JobQueue<Value> {
  #values: (Value | undefined)[] = []
  /** Only values from here on are queued. */
  #head = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  push(value: Value): void {
    this.#values.push(value)
    this.#length += 1
  }

  /** Puts a value before all others: for what has already waited once. */
  unshift(value: Value): void {
    this.#values.splice(this.#head, 0, value)
    this.#length += 1
  }

  /** The first `count` values, oldest first, without taking them. */
  peek(count: number): readonly Value[] {
    const found: Value[] = []
    for (let index = this.#head; index < this.#values.length && found.length < count; index += 1) {
      const value = this.#values[index]
      if (value !== undefined) found.push(value)
    }
    return found
  }

  /** Takes this very value out; false when it is not queued. */
  remove(value: Value): boolean {
    const index = this.#values.indexOf(value, this.#head)
    if (index < 0) return false
    this.#values[index] = undefined
    this.#length -= 1
    while (this.#head < this.#values.length && this.#values[this.#head] === undefined) this.#head += 1
    if (this.#head > 1024 && this.#head * 2 > this.#values.length) {
      this.#values = this.#values.slice(this.#head)
      this.#head = 0
    }
    return true
  }

  /** Takes everything. */
  drain(): readonly Value[] {
    const all = this.peek(this.#length)
    this.#values = []
    this.#head = 0
    this.#length = 0
    return all
  }
}
