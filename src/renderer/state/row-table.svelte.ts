import type { EventOf } from '../../shared/ipc-contract.ts'
import { buildOrder, dependsOnChanges, type OrderWish, type TextKeys } from './row-order.ts'
import { RowSelection } from './row-selection.svelte.ts'
import { RowStore } from './row-store.ts'
import { runSliced, type SlicedRun } from './sliced.ts'

export interface RowTableOptions {
  /** Names are ordered by its rules, as BCP 47. */
  readonly language: () => string
  /** Calls once, before the next frame is drawn. */
  readonly nextFrame: (draw: () => void) => unknown
}

/** While rows change, the order follows at most this often, in milliseconds. */
const orderPauseMs = 500

const everything: OrderWish = { sort: null, filter: 'all', text: '' }

/**
 * The rows of the window: columns behind one version signal, which rises once a frame however many events there were.
 * What is shown is `order`, made anew in slices when the wish for it changes, and now and then while rows change.
 */
export class RowTable {
  readonly selection = new RowSelection()
  readonly #store = new RowStore()
  readonly #options: RowTableOptions
  #version = $state(0)
  #isDrawing = false
  #wish: OrderWish = $state.raw(everything)
  /** Room for the order; the first `#orderLength` of it are in use. */
  #orderRoom = new Uint32Array(1024)
  #orderLength = 0
  #keys: TextKeys = { names: [], folders: [] }
  #build: SlicedRun | null = null
  #isStale = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: RowTableOptions) {
    this.#options = options
  }

  /** The columns, to be read as they are now; whoever reads them in an effect reads them again when they change. */
  get store(): RowStore {
    this.#watch()
    return this.#store
  }

  /** The rows that are shown, in order; a view that is good until the next change. */
  get order(): Uint32Array {
    this.#watch()
    return this.#orderRoom.subarray(0, this.#orderLength)
  }

  get wish(): OrderWish {
    return this.#wish
  }

  /** Changes what is shown; the new order comes at once, or after a few slices where there are very many rows. */
  show(change: Partial<OrderWish>): void {
    const sortedBy = this.#wish.sort?.key
    this.#wish = { ...this.#wish, ...change }
    if (this.#wish.sort?.key !== sortedBy) this.#forgetKeys()
    this.#rebuild()
  }

  added(event: EventOf<'rowsAdded'>): void {
    const { beginsAnew } = event
    const wasEmpty = beginsAnew || this.#store.count === 0
    const before = this.#store.length + this.#store.base
    this.#store.add(event)
    if (beginsAnew) {
      this.#stopBuild()
      this.#forgetKeys()
    }
    if (wasEmpty) this.#beginList()
    const isAppended = wasEmpty || event.firstRow >= before
    const { sort, filter, text } = this.#wish
    if (isAppended && sort === null && filter === 'all' && text === '' && this.#build === null) this.#append(event)
    else this.#grownStale()
    this.#redraw()
  }

  changed(event: EventOf<'rowsChanged'>): void {
    this.#store.change(event, performance.now())
    if (dependsOnChanges(this.#wish)) this.#grownStale()
    this.#redraw()
  }

  removed({ rows }: EventOf<'rowsRemoved'>): void {
    this.#store.remove(rows)
    const focusPosition = this.#keptBefore(this.#focusPosition())
    this.#orderLength = this.#compact()
    if (this.#store.count === 0) {
      this.#stopBuild()
      this.#wish = { ...everything, sort: this.#wish.sort }
      this.selection.reset(this.#store.base)
      this.#orderLength = 0
      this.#forgetKeys()
    } else {
      this.selection.keepOnly(this.#view(), focusPosition)
      if (this.#build !== null) this.#rebuild()
    }
    this.#version++
  }

  close(): void {
    this.#stopBuild()
  }

  /** Whoever reads what depends on it reads it again when the version rises. */
  #watch(): number {
    return this.#version
  }

  #view(): Uint32Array {
    return this.#orderRoom.subarray(0, this.#orderLength)
  }

  #focusPosition(): number {
    const { focus } = this.selection
    return focus === null ? -1 : this.#view().indexOf(focus)
  }

  /** The first rows of a list: whatever was known of an earlier one is about other rows. */
  #beginList(): void {
    this.selection.reset(this.#store.base)
    this.#orderLength = 0
    this.#keys = { names: [], folders: this.#keys.folders }
  }

  #append({ firstRow, names }: EventOf<'rowsAdded'>): void {
    const length = this.#orderLength + names.length
    if (length > this.#orderRoom.length) {
      const room = new Uint32Array(Math.max(length, this.#orderRoom.length * 2))
      room.set(this.#view())
      this.#orderRoom = room
    }
    for (let i = 0; i < names.length; i++) this.#orderRoom[this.#orderLength + i] = firstRow + i
    this.#orderLength = length
  }

  /** How many rows in front of this position there still are. */
  #keptBefore(position: number): number {
    let kept = 0
    for (let i = 0; i < position; i++) kept += Number(this.#store.placeOf(this.#orderRoom[i] ?? -1) !== -1)
    return kept
  }

  /** Takes rows that are gone out of the order, in place; the new length. */
  #compact(): number {
    let length = 0
    for (let i = 0; i < this.#orderLength; i++) {
      const row = this.#orderRoom[i] ?? 0
      if (this.#store.placeOf(row) !== -1) this.#orderRoom[length++] = row
    }
    return length
  }

  #redraw(): void {
    if (this.#isDrawing) return
    this.#isDrawing = true
    this.#options.nextFrame(() => {
      this.#isDrawing = false
      this.#version++
    })
  }

  #grownStale(): void {
    this.#isStale = true
    if (this.#build !== null) return
    this.#timer ??= setTimeout(() => {
      this.#rebuild()
    }, orderPauseMs)
  }

  #rebuild(): void {
    this.#stopBuild()
    this.#isStale = false
    const previous = this.#view().slice()
    const collator = new Intl.Collator(this.#options.language(), { numeric: true })
    const work = buildOrder(this.#store, this.#wish, { previous, keys: this.#keys, collator })
    this.#build = runSliced(work, (order) => {
      this.#build = null
      this.#take(order)
    })
  }

  #take(order: Uint32Array<ArrayBuffer>): void {
    const focusPosition = this.#focusPosition()
    this.#orderRoom = order
    this.#orderLength = order.length
    if (this.selection.count > 0 || this.selection.focus !== null) this.selection.keepOnly(order, focusPosition)
    if (this.#isStale) this.#grownStale()
    this.#version++
  }

  #stopBuild(): void {
    this.#build?.cancel()
    this.#build = null
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #forgetKeys(): void {
    this.#keys = { names: [], folders: [] }
  }
}
