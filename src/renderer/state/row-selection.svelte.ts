/** How a click or a key changes the selection. */
export type SelectionMode =
  /** Only this row. */
  | 'replace'
  /** This row in or out, the others as they are. */
  | 'toggle'
  /** From the anchor to this row, and no others. */
  | 'extend'
  /** From the anchor to this row, and the others as they are. */
  | 'add-range'
  /** The focus alone moves. */
  | 'focus'

/** The rows that are selected, one bit each, and the one that has the keyboard's focus. */
export class RowSelection {
  #version = $state(0)
  #bits = new Uint32Array(32)
  #base = 0
  #count = 0
  /** The row with the focus; null before there is one. */
  #focus: number | null = $state(null)
  /** Where a range begins. */
  #anchor: number | null = null

  /** Rows that are selected. */
  get count(): number {
    this.#watch()
    return this.#count
  }

  get focus(): number | null {
    return this.#focus
  }

  isSelected(row: number): boolean {
    this.#watch()
    return this.#has(row)
  }

  /** Lets the row at `position` of `order` be chosen; the focus goes there in any case. */
  choose(order: Uint32Array, position: number, mode: SelectionMode): void {
    const row = order[position]
    if (row === undefined) return
    if (mode === 'replace' || mode === 'extend') this.#clear()
    if (mode === 'toggle') this.#set(row, !this.#has(row))
    else if (mode === 'replace') this.#set(row, true)
    else if (mode !== 'focus') this.#setRange(order, position)
    if (mode === 'replace' || mode === 'toggle') this.#anchor = row
    this.#focus = row
    this.#version++
  }

  selectAll(order: Uint32Array): void {
    this.#clear()
    for (const row of order) this.#set(row, true)
    this.#focus ??= order[0] ?? null
    this.#version++
  }

  /** Without a selection; the focus stays. */
  clear(): void {
    if (this.#count === 0) return
    this.#clear()
    this.#version++
  }

  /** The selected rows, ascending. */
  rows(): Uint32Array<ArrayBuffer> {
    this.#watch()
    const rows = new Uint32Array(this.#count)
    let length = 0
    for (let word = 0; word < this.#bits.length; word++) {
      for (let bits = this.#bits[word] ?? 0; bits !== 0; bits &= bits - 1) {
        rows[length++] = this.#base + word * 32 + (31 - Math.clz32(bits & -bits))
      }
    }
    return rows
  }

  /** Deselects what is not in `order` any more; the focus goes to `focusPosition` where its row is gone as well. */
  keepOnly(order: Uint32Array, focusPosition: number): void {
    if (this.#count > 0) {
      const kept = order.filter((row) => this.#has(row))
      this.#clear()
      for (const row of kept) this.#set(row, true)
    }
    if (this.#focus !== null && !order.includes(this.#focus)) {
      this.#focus = order[Math.min(Math.max(focusPosition, 0), order.length - 1)] ?? null
      this.#anchor = this.#focus
    }
    this.#version++
  }

  /** Starts anew for a list whose first row is `base`. */
  reset(base: number): void {
    this.#bits = new Uint32Array(32)
    this.#base = base
    this.#count = 0
    this.#focus = null
    this.#anchor = null
    this.#version++
  }

  /** Whoever reads what depends on it reads it again when the version rises. */
  #watch(): number {
    return this.#version
  }

  #has(row: number): boolean {
    const bit = row - this.#base
    return (((this.#bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1
  }

  #set(row: number, isIn: boolean): void {
    if (this.#has(row) === isIn) return
    const bit = row - this.#base
    this.#reserve(bit)
    const word = this.#bits[bit >>> 5] ?? 0
    this.#bits[bit >>> 5] = isIn ? word | (1 << (bit & 31)) : word & ~(1 << (bit & 31))
    this.#count += isIn ? 1 : -1
  }

  /** Both ends are part of the range; without an anchor in the order it is the one row. */
  #setRange(order: Uint32Array, position: number): void {
    const anchor = this.#anchor === null ? -1 : order.indexOf(this.#anchor)
    if (anchor === -1) this.#anchor = order[position] ?? null
    const from = anchor === -1 ? position : Math.min(anchor, position)
    const to = anchor === -1 ? position : Math.max(anchor, position)
    for (let i = from; i <= to; i++) this.#set(order[i] ?? 0, true)
  }

  #clear(): void {
    this.#bits.fill(0)
    this.#count = 0
  }

  #reserve(bit: number): void {
    if (bit >>> 5 < this.#bits.length) return
    const larger = new Uint32Array(Math.max(this.#bits.length * 2, (bit >>> 5) + 1))
    larger.set(this.#bits)
    this.#bits = larger
  }
}
