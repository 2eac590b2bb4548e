import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EventOf } from '../../../src/shared/ipc-contract.ts'
import { emptyColumns, rowMarks, rowStates } from '../../../src/shared/rows.ts'
import { RowTable } from '../../../src/renderer/state/row-table.svelte.ts'
import { seeded } from '../support/seeded.ts'

interface ModelRow {
  readonly row: number
  readonly name: string
  readonly folder: string
  state: number
  marks: number
  sourceBytes: number
  estimatedBytes: number
  outputBytes: number
  hasNote: boolean
}

const folders = ['/a/Spring', '/a/Ärger', '/b/北京', '/a/autumn 10', '/a/autumn 9']

/** A list that is told the same events, and answers by looking through everything. */
class Model {
  rows: ModelRow[] = []
  nextRow = 0
  readonly #toldFolders: string[] = []
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = seeded(seed)
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  add(count: number): EventOf<'rowsAdded'> {
    const firstRow = this.nextRow
    const newFolders: string[] = []
    const places = new Uint32Array(count)
    const names = Array.from({ length: count }, (_, i) => {
      const folder = folders[this.below(folders.length)] ?? ''
      if (!this.#toldFolders.includes(folder)) {
        this.#toldFolders.push(folder)
        newFolders.push(folder)
      }
      places[i] = this.#toldFolders.indexOf(folder)
      const name = `${['IMG_', 'img_', 'é', '照片', 'Zoë '][this.below(5)] ?? ''}${String(this.below(200))}.jpg`
      this.rows.push({
        ...{ row: this.nextRow++, name, folder, state: 0, marks: 0 },
        ...{ sourceBytes: 0, estimatedBytes: 0, outputBytes: 0, hasNote: false },
      })
      return name
    })
    return { beginsAnew: false, firstRow, names, folders: places, newFolders }
  }

  change(count: number): EventOf<'rowsChanged'> {
    const changed = Array.from({ length: count }, () => this.rows[this.below(this.rows.length)]).filter(
      (row, i, all) => row !== undefined && all.indexOf(row) === i,
    ) as ModelRow[]
    const columns = emptyColumns(changed.length) as EventOf<'rowsChanged'>['columns']
    const messages: EventOf<'rowsChanged'>['messages'] = []
    changed.forEach((row, i) => {
      row.state = this.below(rowStates.length)
      row.marks = this.below(128)
      row.sourceBytes = this.below(1000)
      row.estimatedBytes = this.below(500)
      row.outputBytes = row.state === rowStates.indexOf('done') ? this.below(500) : 0
      row.hasNote = this.below(4) === 0
      columns.rows[i] = row.row
      columns.states[i] = row.state
      columns.marks[i] = row.marks
      columns.sourceBytes[i] = row.sourceBytes
      columns.estimatedBytes[i] = row.estimatedBytes
      columns.outputBytes[i] = row.outputBytes
      if (row.hasNote) messages.push({ row: row.row, kind: 'note', code: 'renamed', text: 'x' })
      else if (this.below(4) === 0) messages.push({ row: row.row, kind: 'failure', code: 'disk-full', text: 'x' })
    })
    return { columns, messages }
  }

  remove(count: number): EventOf<'rowsRemoved'> {
    const gone = new Set(Array.from({ length: count }, () => this.rows[this.below(this.rows.length)]?.row ?? 0))
    this.rows = this.rows.filter(({ row }) => !gone.has(row))
    return { rows: Uint32Array.from(gone) }
  }

  isNoted({ marks, hasNote }: ModelRow): boolean {
    return hasNote || (marks & (rowMarks.hasLosses | rowMarks.hasWarnings)) !== 0
  }
}

/** Keeps drawing for later, as a page that is not in front does. */
function tableWith(
  nextFrame: (draw: () => void) => void = (draw) => {
    draw()
  },
): RowTable {
  return new RowTable({ language: () => 'en', nextFrame })
}

function expectSame(table: RowTable, model: Model): void {
  const { store } = table
  const sum = (value: (row: ModelRow) => number): number => model.rows.reduce((all, row) => all + value(row), 0)
  const done = rowStates.indexOf('done')
  expect(store.count).toBe(model.rows.length)
  expect([...store.stateCounts]).toEqual(rowStates.map((_, state) => sum((row) => Number(row.state === state))))
  expect(store.noted).toBe(sum((row) => Number(model.isNoted(row))))
  expect(store.sourceBytesTotal).toBe(sum((row) => row.sourceBytes))
  expect(store.doneSourceBytes).toBe(sum((row) => (row.state === done ? row.sourceBytes : 0)))
  expect(store.outputBytesTotal).toBe(sum((row) => (row.state === done ? row.outputBytes : 0)))
  const told = model.rows.map(({ row }) => {
    const place = store.placeOf(row)
    return `${store.names[place] ?? ''} ${store.folderPaths[store.folders[place] ?? -1] ?? ''} ${String(store.states[place])}`
  })
  const expected = model.rows.map(({ name, folder, state }) => `${name} ${folder} ${String(state)}`)
  expect(told.join('\n')).toBe(expected.join('\n'))
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a table of rows', () => {
  it('forgets what it heard before it was told everything: the end of what was meant for another page', () => {
    const table = tableWith()
    const stale = { beginsAnew: false, firstRow: 4000, names: ['late.jpg'], newFolders: ['/late'] }
    table.added({ ...stale, folders: Uint32Array.of(9) })
    const all = { beginsAnew: true, firstRow: 0, names: ['a.jpg', 'b.jpg'], newFolders: ['/p', '/q'] }
    table.added({ ...all, folders: Uint32Array.of(0, 1) })
    const { store } = table
    expect([...table.order]).toEqual([0, 1])
    expect(store.count).toBe(2)
    expect(store.folderPaths).toEqual(['/p', '/q'])
    expect(store.placeOf(4000)).toBe(-1)
  })

  it.each([1, 2, 3, 4, 5, 6])('agrees with a plain list after any events (seed %i)', (seed) => {
    const model = new Model(seed)
    const table = tableWith()
    for (let step = 0; step < 60; step++) {
      const what = model.below(10)
      if (what < 4 || model.rows.length === 0) table.added(model.add(1 + model.below(700)))
      else if (what < 8) table.changed(model.change(1 + model.below(200)))
      else if (what === 8) table.removed(model.remove(1 + model.below(300)))
      else if (step % 7 === 0) {
        model.rows = []
        table.removed({ rows: 'all' })
      }
      expectSame(table, model)
      expect(table.order.join()).toBe(model.rows.map(({ row }) => row).join())
    }
  })

  it.each([11, 12, 13, 14])('shows what is wished for while rows come, change and go (seed %i)', (seed) => {
    const model = new Model(seed)
    const table = tableWith()
    table.added(model.add(500))
    table.show({ sort: { key: 'size', isDescending: true }, filter: 'noted', text: 'IMG' })
    for (let step = 0; step < 25; step++) {
      table.added(model.add(model.below(90)))
      table.changed(model.change(150))
      if (step % 5 === 0) table.removed(model.remove(40))
      vi.advanceTimersByTime(600)
      const expected = model.rows
        .filter((row) => model.isNoted(row) && row.name.toLowerCase().includes('img'))
        .toSorted((one, other) => other.sourceBytes - one.sourceBytes || one.row - other.row)
      expect([...table.order]).toEqual(expected.map(({ row }) => row))
    }
    table.close()
  })

  it('makes the order anew at most twice a second while rows change', () => {
    const model = new Model(21)
    const table = tableWith()
    table.added(model.add(50))
    table.show({ sort: { key: 'state', isDescending: false } })
    table.changed(model.change(30))
    const before = [...table.order]
    vi.advanceTimersByTime(400)
    table.changed(model.change(30))
    expect([...table.order]).toEqual(before)
    vi.advanceTimersByTime(150)
    const states = Array.from(table.order, (row) => table.store.states[table.store.placeOf(row)] ?? 0)
    expect(states).toEqual(states.toSorted((one, other) => one - other))
    table.close()
  })

  it('passes over changes of rows that are gone', () => {
    const model = new Model(22)
    const table = tableWith()
    table.added(model.add(3))
    const late = model.change(3)
    table.removed({ rows: Uint32Array.of(0, 1, 2) })
    table.changed(late)
    expect([table.store.count, table.store.noted, table.store.sourceBytesTotal]).toEqual([0, 0, 0])
    expect([...table.store.stateCounts]).toEqual(rowStates.map(() => 0))
  })

  it('takes rows whose numbers go on after a gap', () => {
    const model = new Model(23)
    const table = tableWith()
    table.added(model.add(2))
    model.nextRow = 10
    table.added(model.add(2))
    expect([...table.order]).toEqual([0, 1, 10, 11])
    expect(table.store.placeOf(5)).toBe(-1)
  })

  it('begins anew when it has been emptied, with numbers that were not used before', () => {
    const model = new Model(24)
    const table = tableWith()
    table.added(model.add(4))
    table.selection.selectAll(table.order)
    table.removed({ rows: 'all' })
    expect([table.selection.count, table.selection.focus]).toEqual([0, null])
    table.added(model.add(3))
    expect([...table.order]).toEqual([4, 5, 6])
    expect(table.store.base).toBe(4)
  })

  it('does not lose a filter that is changed while a long order is being made', async () => {
    vi.useRealTimers()
    const model = new Model(25)
    const table = tableWith()
    for (let i = 0; i < 15; i++) table.added(model.add(4000))
    table.show({ sort: { key: 'name', isDescending: false } })
    table.show({ text: '照片' })
    table.added(model.add(5))
    const expected = (): number => model.rows.filter(({ name }) => name.includes('照片')).length
    await vi.waitFor(
      () => {
        expect(table.order.length).toBe(expected())
      },
      { timeout: 10_000 },
    )
    table.close()
  })

  it('draws once a frame, however many events there were', () => {
    const model = new Model(26)
    const waiting: (() => void)[] = []
    const table = tableWith((draw) => waiting.push(draw))
    for (let i = 0; i < 20; i++) table.added(model.add(10))
    expect(waiting).toHaveLength(1)
    waiting.pop()?.()
    table.changed(model.change(5))
    expect(waiting).toHaveLength(1)
  })

  it('keeps of the selection what is still shown, and moves the focus to what took its place', () => {
    const model = new Model(27)
    const table = tableWith()
    table.added(model.add(6))
    table.selection.choose(table.order, 1, 'replace')
    table.selection.choose(table.order, 3, 'extend')
    table.removed({ rows: Uint32Array.of(2, 3) })
    expect([...table.selection.rows()]).toEqual([1])
    expect(table.selection.focus).toBe(4)
  })
})
