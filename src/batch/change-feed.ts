import type { Clock } from '../shared/clock.ts'
import { type EventOf, maxEventRows } from '../shared/ipc-contract.ts'
import type { Row } from './row.ts'
import { rowColumns } from './row-columns.ts'
import type { RowStore, RowStoreListener } from './row-store.ts'
import type { WorklistEventName } from './worklist-event.ts'

export interface ChangeFeedOptions {
  readonly clock: Clock
  readonly send: <Name extends WorklistEventName>(name: Name, event: EventOf<Name>) => void
  /** What the events without rows say, asked for when one is due. */
  readonly states: {
    readonly importChanged: () => EventOf<'importChanged'>
    readonly planChanged: () => EventOf<'planChanged'>
    readonly batchChanged: () => EventOf<'batchChanged'>
  }
}

/** Twenty events a second of each name, in milliseconds. */
const pauseMs = 50
/** Words cost more than numbers to send: an event ends early when it holds so many. */
const maxEventMessages = 1000

/**
 * Tells what has changed, at most twenty times a second and in pieces: the first change at once, whatever follows
 * together. An event costs what it holds, never what there is.
 */
export class ChangeFeed implements RowStoreListener {
  readonly #options: ChangeFeedOptions
  readonly #beats = new Map<WorklistEventName, Beat>()
  /** Set right after construction: store and feed need each other. */
  #rows: RowStore | null = null
  /** Rows before this one have been told, and so many folders. */
  #toldEnd = 0
  #toldFolders = 0
  /** Whether what was told is void: a page that has just begun may have heard the end of what another one was told. */
  #beginsAnew = true
  /** Changed rows that are to be told, from `#changedHead` on; each stands there once. */
  #changed: Row[] = []
  #changedHead = 0
  readonly #isChanged = new Set<Row>()
  #removed: number[] = []
  #isAllRemoved = false
  #isClosed = false

  constructor(options: ChangeFeedOptions) {
    this.#options = options
  }

  serve(rows: RowStore): void {
    this.#rows = rows
  }

  /** Whoever listens knows nothing: every row is told again, and the list of folders begins anew. */
  attach(): void {
    this.#beginAnew()
    this.#isAllRemoved = false
    this.touch('rowsAdded')
  }

  onRowAdded(): void {
    this.touch('rowsAdded')
  }

  onRowChanged(row: Row): void {
    // A row that nobody has heard of is told as it is by then.
    if (row.id >= this.#toldEnd || this.#isChanged.has(row)) return
    this.#isChanged.add(row)
    this.#changed.push(row)
    this.touch('rowsChanged')
  }

  onRowsRemoved(rows: readonly number[] | 'all'): void {
    if (rows === 'all') {
      this.#isAllRemoved = true
      this.#beginAnew()
    } else {
      for (const row of rows) if (row < this.#toldEnd) this.#removed.push(row)
    }
    this.touch('rowsRemoved')
  }

  /** Something of this name is to be told; now if it may be, else as soon as it may. */
  touch(name: WorklistEventName): void {
    const beat = this.#beats.get(name) ?? { sentMs: Number.NEGATIVE_INFINITY, cancel: null }
    this.#beats.set(name, beat)
    if (beat.cancel !== null || this.#isClosed) return
    const { clock } = this.#options
    const waitMs = beat.sentMs + pauseMs - clock.now()
    if (waitMs > 0) {
      beat.cancel = clock.after(waitMs, () => {
        this.#flush(name, beat)
      })
    } else {
      // Not within this very call, so that what changes together is told together.
      beat.cancel = () => undefined
      queueMicrotask(() => {
        this.#flush(name, beat)
      })
    }
  }

  close(): void {
    this.#isClosed = true
    for (const beat of this.#beats.values()) beat.cancel?.()
  }

  #flush(name: WorklistEventName, beat: Beat): void {
    if (this.#isClosed) return
    const { sentMs } = beat
    beat.cancel = null
    // Before the event is put together: what is left over for the next one must not count as the first.
    beat.sentMs = this.#options.clock.now()
    if (!this.#send(name)) beat.sentMs = sentMs
  }

  /** False when there was nothing to tell. */
  #send(name: WorklistEventName): boolean {
    switch (name) {
      case 'rowsAdded':
        return this.#sendAdded()
      case 'rowsChanged':
        return this.#sendChanged()
      case 'rowsRemoved':
        return this.#sendRemoved()
      case 'importChanged':
        this.#options.send(name, this.#options.states.importChanged())
        return true
      case 'planChanged':
        this.#options.send(name, this.#options.states.planChanged())
        return true
      case 'batchChanged':
        this.#options.send(name, this.#options.states.batchChanged())
        return true
    }
  }

  #sendAdded(): boolean {
    const rows = this.#rows
    // New rows would go with the old ones if they came first; `#sendRemoved` asks again.
    if (rows === null || this.#isAllRemoved) return false
    while (this.#toldEnd < rows.end && rows.get(this.#toldEnd) === undefined) this.#toldEnd += 1
    if (this.#toldEnd === rows.end) return false
    const firstRow = this.#toldEnd
    const end = Math.min(rows.end, firstRow + maxEventRows)
    const names: string[] = []
    const folders = new Uint32Array(end - firstRow)
    const holes: number[] = []
    let lastFolder = this.#toldFolders - 1
    for (let id = firstRow; id < end; id += 1) {
      const row = rows.get(id)
      names.push(row?.name ?? '')
      folders[id - firstRow] = row?.folder ?? rows.get(firstRow)?.folder ?? 0
      lastFolder = Math.max(lastFolder, row?.folder ?? 0)
      if (row === undefined) holes.push(id)
    }
    const newFolders = rows.folderPaths.slice(this.#toldFolders, lastFolder + 1)
    this.#toldFolders = lastFolder + 1
    this.#toldEnd = end
    const beginsAnew = this.#beginsAnew
    this.#beginsAnew = false
    this.#options.send('rowsAdded', { beginsAnew, firstRow, names, folders, newFolders })
    this.#followUp(rows, firstRow, end, holes)
    return true
  }

  /** Of the rows just told: what is known of them already, and which are gone. */
  #followUp(rows: RowStore, firstRow: number, end: number, holes: readonly number[]): void {
    for (let id = firstRow; id < end; id += 1) {
      const row = rows.get(id)
      if (row !== undefined && hasNews(row)) this.onRowChanged(row)
    }
    if (holes.length > 0) this.onRowsRemoved(holes)
    if (this.#toldEnd < rows.end) this.touch('rowsAdded')
  }

  #sendChanged(): boolean {
    const rows: Row[] = []
    let messages = 0
    while (rows.length < maxEventRows && messages < maxEventMessages) {
      const row = this.#changed[this.#changedHead]
      if (row === undefined) break
      this.#changedHead += 1
      this.#isChanged.delete(row)
      if (this.#rows?.get(row.id) !== row) continue
      rows.push(row)
      if (row.message !== null) messages += 1
    }
    if (this.#changedHead < this.#changed.length) this.touch('rowsChanged')
    else this.#forgetChanges()
    if (rows.length === 0) return false
    this.#options.send('rowsChanged', {
      columns: rowColumns(rows),
      messages: rows.flatMap(({ id, message }) => (message === null ? [] : [{ row: id, ...message }])),
    })
    return true
  }

  /** Nothing has been told yet, of rows or of folders. */
  #beginAnew(): void {
    this.#toldEnd = this.#rows?.first ?? 0
    this.#toldFolders = 0
    this.#beginsAnew = true
    this.#forgetChanges()
    this.#removed = []
  }

  #forgetChanges(): void {
    this.#changed = []
    this.#changedHead = 0
    this.#isChanged.clear()
  }

  #sendRemoved(): boolean {
    if (this.#isAllRemoved) {
      this.#isAllRemoved = false
      this.#options.send('rowsRemoved', { rows: 'all' })
      this.touch('rowsAdded')
      return true
    }
    if (this.#removed.length === 0) return false
    this.#options.send('rowsRemoved', { rows: Uint32Array.from(this.#removed.splice(0, maxEventRows)) })
    if (this.#removed.length > 0) this.touch('rowsRemoved')
    return true
  }
}

interface Beat {
  sentMs: number
  /** Not null while an event of this name is on its way. */
  cancel: (() => void) | null
}

/** Whether a row has more to show than its name. */
function hasNews(row: Row): boolean {
  return row.state !== 'waiting' || row.isInspected || row.action !== 'unknown'
}
