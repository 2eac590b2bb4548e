import { describe, expect, it } from 'vitest'
import type { EventOf } from '../../../src/shared/ipc-contract.ts'
import { emptyColumns, rowStates } from '../../../src/shared/rows.ts'
import { buildOrder, type OrderWish, type RowFilter, type SortKey } from '../../../src/renderer/state/row-order.ts'
import { RowStore } from '../../../src/renderer/state/row-store.ts'
import { seeded } from '../support/seeded.ts'

const plain: OrderWish = { sort: null, filter: 'all', text: '' }
const collator = new Intl.Collator('en', { numeric: true })

/** Rows of these names, one folder each where folders are given. */
function storeOf(names: readonly string[], folders: readonly string[] = names.map(() => '/pictures')): RowStore {
  const store = new RowStore()
  const newFolders = [...new Set(folders)]
  const places = Uint32Array.from(folders, (folder) => newFolders.indexOf(folder))
  store.add({ beginsAnew: true, firstRow: 0, names: [...names], folders: places, newFolders })
  return store
}

function setColumns(store: RowStore, set: (columns: EventOf<'rowsChanged'>['columns'], row: number) => void): void {
  const columns = emptyColumns(store.length) as EventOf<'rowsChanged'>['columns']
  for (let row = 0; row < store.length; row++) {
    columns.rows[row] = row
    set(columns, row)
  }
  store.change({ columns, messages: [] }, 0)
}

function orderOf(store: RowStore, wish: Partial<OrderWish>, previous = new Uint32Array()): readonly number[] {
  const work = buildOrder(store, { ...plain, ...wish }, { previous, keys: { names: [], folders: [] }, collator })
  for (;;) {
    const step = work.next()
    if (step.done === true) return [...step.value]
  }
}

function namesBy(store: RowStore, key: SortKey, isDescending = false): readonly (string | undefined)[] {
  return orderOf(store, { sort: { key, isDescending } }).map((row) => store.names[row])
}

describe('the order of names', () => {
  it('counts numbers as numbers', () => {
    const names = ['IMG_10.jpg', 'IMG_9.jpg', 'IMG_0100.jpg', 'IMG_1.jpg', 'IMG_1000.jpg']
    expect(namesBy(storeOf(names), 'name')).toEqual([
      'IMG_1.jpg',
      'IMG_9.jpg',
      'IMG_10.jpg',
      'IMG_0100.jpg',
      'IMG_1000.jpg',
    ])
  })

  it('does not count letter case and accents', () => {
    expect(namesBy(storeOf(['Zoë', 'apple', 'Éclair', 'eclair 2', 'Banana']), 'name')).toEqual([
      'apple',
      'Banana',
      'Éclair',
      'eclair 2',
      'Zoë',
    ])
  })

  it('has other scripts behind Latin ones, by the rules of the language', () => {
    expect(namesBy(storeOf(['照片 10', 'zebra', '照片 9', 'абв', 'apple']), 'name')).toEqual([
      'apple',
      'zebra',
      'абв',
      '照片 9',
      '照片 10',
    ])
  })

  it('is the way it came for names that are alike, in both directions', () => {
    const store = storeOf(['same', 'same', 'same'])
    expect(orderOf(store, { sort: { key: 'name', isDescending: false } })).toEqual([0, 1, 2])
    expect(orderOf(store, { sort: { key: 'name', isDescending: true } })).toEqual([0, 1, 2])
  })

  it('is by folder first, then by name', () => {
    const store = storeOf(['b', 'a', 'c', 'a'], ['/x/10', '/x/9', '/x/9', '/x/10'])
    expect(orderOf(store, { sort: { key: 'folder', isDescending: false } })).toEqual([1, 2, 3, 0])
  })
})

describe('the order of numbers', () => {
  const random = seeded(5)
  const store = storeOf(Array.from({ length: 3000 }, (_, i) => `picture ${String(i)}`))
  setColumns(store, (columns, row) => {
    columns.states[row] = Math.floor(random() * rowStates.length)
    columns.widths[row] = Math.floor(random() * 50)
    columns.heights[row] = Math.floor(random() * 50)
    columns.sourceBytes[row] = Math.floor(random() * 1000)
    columns.estimatedBytes[row] = Math.floor(random() * 3) * 100
    columns.outputBytes[row] = Math.floor(random() * 900)
  })
  const done = rowStates.indexOf('done')
  const bytesOf = (row: number): number =>
    ((store.states[row] ?? 0) >= done ? store.outputBytes[row] : store.estimatedBytes[row]) ?? 0
  const values: Readonly<Record<Exclude<SortKey, 'name' | 'folder'>, (row: number) => number>> = {
    dimensions: (row) => (store.widths[row] ?? 0) * (store.heights[row] ?? 0),
    size: (row) => store.sourceBytes[row] ?? 0,
    'new-size': bytesOf,
    saving: (row) => {
      const before = store.sourceBytes[row] ?? 0
      return before === 0 || bytesOf(row) === 0 ? -Infinity : 1 - bytesOf(row) / before
    },
    state: (row) => store.states[row] ?? 0,
  }
  /** Infinity − Infinity is no number. */
  const compare = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1)

  it.each(Object.entries(values))('is right for %s, in both directions', (key, valueOf) => {
    const rows = Array.from({ length: store.length }, (_, row) => row)
    for (const isDescending of [false, true]) {
      const sign = isDescending ? -1 : 1
      const expected = rows.toSorted((one, other) => sign * compare(valueOf(one), valueOf(other)) || one - other)
      const sort = { key: key as SortKey, isDescending }
      expect(orderOf(store, { sort })).toEqual(expected)
      // From whatever stood before, the same comes out.
      const shuffled = Uint32Array.from(rows.toSorted(() => random() - 0.5)).slice(0, 2000)
      expect(orderOf(store, { sort }, shuffled)).toEqual(expected)
    }
  })
})

describe('the filter', () => {
  const store = storeOf(
    ['Beach.jpg', 'beach 2.JPG', 'Harbour.png', '海边.jpg'],
    ['/home/ada/Lisbon', '/home/ada/Oslo', '/home/ada/Beaches', '/home/ada/Oslo'],
  )
  setColumns(store, (columns, row) => {
    columns.states[row] = [0, 2, 5, 7][row] ?? 0
    columns.marks[row] = row === 2 ? 4 : 0
  })

  it.each<[RowFilter, readonly number[]]>([
    ['all', [0, 1, 2, 3]],
    ['waiting', [0]],
    ['running', [1]],
    ['done', [2]],
    ['skipped', []],
    ['failed', [3]],
    ['noted', [2]],
  ])('%s shows its rows', (filter, rows) => {
    expect(orderOf(store, { filter })).toEqual(rows)
  })

  it('finds text in names and folders, letter case aside', () => {
    expect(orderOf(store, { text: ' BEACH ' })).toEqual([0, 1, 2])
    expect(orderOf(store, { text: '海' })).toEqual([3])
    expect(orderOf(store, { text: 'oslo' })).toEqual([1, 3])
    expect(orderOf(store, { text: 'oslo', filter: 'failed' })).toEqual([3])
  })
})

describe('an order of 100,000 rows', () => {
  it('is made in steps that are short', () => {
    const random = seeded(9)
    const names = Array.from({ length: 100_000 }, () => `IMG_${String(Math.floor(random() * 1e6))} 照.jpg`)
    const store = storeOf(names)
    const work = buildOrder(
      store,
      { ...plain, sort: { key: 'name', isDescending: false } },
      { previous: new Uint32Array(), keys: { names: [], folders: [] }, collator },
    )
    let steps = 0
    for (;;) {
      steps++
      if (work.next().done === true) break
    }
    // Every step compares at most a thousand pairs: there are 17 rounds of 100,000.
    expect(steps).toBeGreaterThan(2000)
  })
})
