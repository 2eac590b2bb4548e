import type { EventOf } from '../../shared/ipc-contract.ts'
import { planActions, type RowMessage, rowStates } from '../../shared/rows.ts'

/** Numbers of the states and actions in columns, by name. */
export const stateNumbers = numbersOf(rowStates)
export const actionNumbers = numbersOf(planActions)

/** First capacity of the columns, in rows; it doubles from there. */
const firstCapacity = 1024

/**
 * Rows as typed-array columns, read by place. Row `r` is at place `r - base`; a row that was removed leaves a place that
 * is not alive, so that no row ever moves. Totals are kept as the columns are written, never counted.
 */
export class RowStore {
  /** The row at place 0. */
  base = 0
  /** Places in use, those of removed rows included. */
  length = 0
  /** Rows that there are. */
  count = 0
  alive = new Uint8Array(firstCapacity)
  states = new Uint8Array(firstCapacity)
  actions = new Uint8Array(firstCapacity)
  marks = new Uint8Array(firstCapacity)
  formats = new Uint8Array(firstCapacity)
  targetFormats = new Uint8Array(firstCapacity)
  folders = new Uint32Array(firstCapacity)
  widths = new Uint32Array(firstCapacity)
  heights = new Uint32Array(firstCapacity)
  targetWidths = new Uint32Array(firstCapacity)
  targetHeights = new Uint32Array(firstCapacity)
  sourceBytes = new Float64Array(firstCapacity)
  estimatedBytes = new Float64Array(firstCapacity)
  outputBytes = new Float64Array(firstCapacity)
  expectedMs = new Float32Array(firstCapacity)
  /** When a running row left `waiting`, by the clock that `change` is given; 0 for any other. */
  startedAtMs = new Float64Array(firstCapacity)
  names: string[] = []
  /** Absolute paths; `folders` holds places in this list. */
  folderPaths: string[] = []
  readonly messages = new Map<number, RowMessage>()
  /** Rows by state. */
  readonly stateCounts = new Uint32Array(rowStates.length)
  /** Rows with a message that is a note, losses or warnings. */
  noted = 0
  /** Of the rows that there are; of those that are done, what they were and what they became. */
  sourceBytesTotal = 0
  doneSourceBytes = 0
  outputBytesTotal = 0

  /** The place of a row; -1 for one that is not there. */
  placeOf(row: number): number {
    const place = row - this.base
    return place >= 0 && place < this.length && this.alive[place] === 1 ? place : -1
  }

  /** Whether this place has a note, a loss or a warning. */
  hasNote(place: number): boolean {
    return ((this.marks[place] ?? 0) & notedMarks) !== 0 || this.messages.get(place + this.base)?.kind === 'note'
  }

  add(event: EventOf<'rowsAdded'>): void {
    const { beginsAnew, firstRow, names, folders, newFolders } = event
    if (beginsAnew) this.folderPaths = []
    if (beginsAnew || this.count === 0) this.#restart(firstRow)
    for (const folder of newFolders) this.folderPaths.push(folder)
    const first = firstRow - this.base
    const end = first + names.length
    if (first < 0) throw new RangeError(`Expected a row from ${String(this.base)} on but got ${String(firstRow)}`)
    this.#reserve(end)
    for (let i = 0; i < names.length; i++) {
      const place = first + i
      // Told a second time, as after a reload: the first word does not count twice.
      if (this.alive[place] === 1) this.#forget(place)
      this.alive[place] = 1
      this.names[place] = names[i] ?? ''
      this.folders[place] = folders[i] ?? 0
      this.#tally(place, 1)
    }
    // Places of rows that were removed before this window began stay without a name.
    for (let place = this.length; place < first; place++) this.names[place] ??= ''
    this.length = Math.max(this.length, end)
    this.count += names.length
  }

  /** `nowMs` is of a clock that only goes forward; rows that are gone are passed over. */
  change({ columns, messages }: EventOf<'rowsChanged'>, nowMs: number): void {
    const { rows } = columns
    for (let i = 0; i < rows.length; i++) {
      const place = this.placeOf(rows[i] ?? -1)
      if (place === -1) continue
      this.#tally(place, -1)
      this.messages.delete(place + this.base)
      this.#write(place, columns, i, nowMs)
      this.#tally(place, 1)
    }
    for (const message of messages) {
      const place = this.placeOf(message.row)
      if (place === -1) continue
      this.noted -= Number(this.hasNote(place))
      this.messages.set(message.row, message)
      this.noted += Number(this.hasNote(place))
    }
  }

  remove(rows: Uint32Array | 'all'): void {
    if (rows === 'all') {
      this.#restart(this.base + this.length)
      return
    }
    for (const row of rows) {
      const place = this.placeOf(row)
      if (place !== -1) this.#forget(place)
    }
  }

  #forget(place: number): void {
    this.#tally(place, -1)
    this.messages.delete(place + this.base)
    this.alive[place] = 0
    this.names[place] = ''
    for (const column of this.#columns()) column[place] = 0
    this.count--
  }

  /** Adds what a place counts for to the totals, or takes it away. */
  #tally(place: number, sign: 1 | -1): void {
    const state = this.states[place] ?? 0
    this.stateCounts[state] = (this.stateCounts[state] ?? 0) + sign
    this.noted += sign * Number(this.hasNote(place))
    const sourceBytes = this.sourceBytes[place] ?? 0
    this.sourceBytesTotal += sign * sourceBytes
    if (state !== stateNumbers.done) return
    this.doneSourceBytes += sign * sourceBytes
    this.outputBytesTotal += sign * (this.outputBytes[place] ?? 0)
  }

  #write(place: number, columns: EventOf<'rowsChanged'>['columns'], i: number, nowMs: number): void {
    const was = this.states[place] ?? 0
    const state = columns.states[i] ?? 0
    if (!isRunning(state)) this.startedAtMs[place] = 0
    else if (!isRunning(was)) this.startedAtMs[place] = nowMs
    this.states[place] = state
    this.actions[place] = columns.actions[i] ?? 0
    this.marks[place] = columns.marks[i] ?? 0
    this.formats[place] = columns.formats[i] ?? 0
    this.targetFormats[place] = columns.targetFormats[i] ?? 0
    this.widths[place] = columns.widths[i] ?? 0
    this.heights[place] = columns.heights[i] ?? 0
    this.targetWidths[place] = columns.targetWidths[i] ?? 0
    this.targetHeights[place] = columns.targetHeights[i] ?? 0
    this.sourceBytes[place] = columns.sourceBytes[i] ?? 0
    this.estimatedBytes[place] = columns.estimatedBytes[i] ?? 0
    this.outputBytes[place] = columns.outputBytes[i] ?? 0
    this.expectedMs[place] = columns.expectedMs[i] ?? 0
  }

  /** Empties everything but the folders, whose places hold for as long as the window is attached. */
  #restart(base: number): void {
    this.base = base
    for (const column of [this.alive, ...this.#columns()]) column.fill(0, 0, this.length)
    this.length = 0
    this.count = 0
    this.names = []
    this.messages.clear()
    this.stateCounts.fill(0)
    this.noted = 0
    this.sourceBytesTotal = 0
    this.doneSourceBytes = 0
    this.outputBytesTotal = 0
  }

  #columns() {
    return [
      ...[this.states, this.actions, this.marks, this.formats, this.targetFormats, this.folders],
      ...[this.widths, this.heights, this.targetWidths, this.targetHeights],
      ...[this.sourceBytes, this.estimatedBytes, this.outputBytes, this.expectedMs, this.startedAtMs],
    ]
  }

  #reserve(length: number): void {
    if (length <= this.alive.length) return
    let capacity = this.alive.length
    while (capacity < length) capacity *= 2
    this.alive = grown(this.alive, capacity)
    this.states = grown(this.states, capacity)
    this.actions = grown(this.actions, capacity)
    this.marks = grown(this.marks, capacity)
    this.formats = grown(this.formats, capacity)
    this.targetFormats = grown(this.targetFormats, capacity)
    this.folders = grown(this.folders, capacity)
    this.widths = grown(this.widths, capacity)
    this.heights = grown(this.heights, capacity)
    this.targetWidths = grown(this.targetWidths, capacity)
    this.targetHeights = grown(this.targetHeights, capacity)
    this.sourceBytes = grown(this.sourceBytes, capacity)
    this.estimatedBytes = grown(this.estimatedBytes, capacity)
    this.outputBytes = grown(this.outputBytes, capacity)
    this.expectedMs = grown(this.expectedMs, capacity)
    this.startedAtMs = grown(this.startedAtMs, capacity)
  }
}

/** Whether a row in this state is being worked on. */
export function isRunning(state: number): boolean {
  return state > stateNumbers.waiting && state < stateNumbers.done
}

type Column = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

function grown<Array extends Column>(column: Array, capacity: number): Array {
  const larger = new (column.constructor as new (length: number) => Array)(capacity)
  larger.set(column)
  return larger
}

function numbersOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, number) => [name, number])) as Record<Name, number>
}

const notedMarks = 4 | 8
