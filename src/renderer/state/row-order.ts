import { compareNameKeys, nameKey } from './name-keys.ts'
import { isRunning, type RowStore, stateNumbers } from './row-store.ts'
import { mergeSort, type Sliced } from './sliced.ts'

export const sortKeys = ['name', 'folder', 'dimensions', 'size', 'new-size', 'saving', 'state'] as const
export type SortKey = (typeof sortKeys)[number]

export interface Sort {
  readonly key: SortKey
  readonly isDescending: boolean
}

/** Which rows are shown by where they are; `noted` are those with a note, a loss or a warning. */
export const rowFilters = ['all', 'waiting', 'running', 'done', 'skipped', 'failed', 'noted'] as const
export type RowFilter = (typeof rowFilters)[number]

/** What the table shows, and how; `sort` null is the order in which the rows came. */
export interface OrderWish {
  readonly sort: Sort | null
  readonly filter: RowFilter
  /** Anywhere in name or folder, letter case aside; empty for every row. */
  readonly text: string
}

/** Whether changes of rows can change what this wish gives; additions and removals always can. */
export function dependsOnChanges({ sort, filter }: OrderWish): boolean {
  return filter !== 'all' || (sort !== null && sort.key !== 'name' && sort.key !== 'folder')
}

/** Keys of names and folders, made once for as long as a sort by them is wished. */
export interface TextKeys {
  readonly names: (string | undefined)[]
  readonly folders: (string | undefined)[]
}

/** Places looked at per step. */
const stepLength = 2048

/** The rows that are wished for, in the order that is wished for, `previous` being a good guess of it. */
export function* buildOrder(
  store: RowStore,
  wish: OrderWish,
  {
    previous,
    keys,
    collator,
  }: { readonly previous: Uint32Array; readonly keys: TextKeys; readonly collator: Intl.Collator },
): Sliced<Uint32Array<ArrayBuffer>> {
  const isWanted = yield* wantedPlaces(store, wish)
  const order = yield* gather(store, isWanted, wish.sort === null ? new Uint32Array() : previous)
  if (wish.sort !== null) yield* mergeSort(order, comparisonFor(store, wish.sort, keys, collator))
  return order
}

/** One byte per place: 1 where the row passes the filter and holds the text. */
function* wantedPlaces(store: RowStore, { filter, text }: OrderWish): Sliced<Uint8Array> {
  const wanted = new Uint8Array(store.length)
  const sought = text.trim().toLocaleLowerCase()
  const folderHolds: (boolean | undefined)[] = []
  for (let place = 0; place < wanted.length; place++) {
    if (store.alive[place] === 1 && passes(store, place, filter) && holds(store, place, sought, folderHolds))
      wanted[place] = 1
    if (place % stepLength === 0) yield
  }
  return wanted
}

function passes(store: RowStore, place: number, filter: RowFilter): boolean {
  if (filter === 'all') return true
  if (filter === 'noted') return store.hasNote(place)
  const state = store.states[place] ?? 0
  return filter === 'running' ? isRunning(state) : state === stateNumbers[filter]
}

function holds(store: RowStore, place: number, sought: string, folderHolds: (boolean | undefined)[]): boolean {
  if (sought === '') return true
  if ((store.names[place] ?? '').toLocaleLowerCase().includes(sought)) return true
  const folder = store.folders[place] ?? 0
  folderHolds[folder] ??= (store.folderPaths[folder] ?? '').toLocaleLowerCase().includes(sought)
  return folderHolds[folder]
}

/** First the wanted rows of the previous order, as they stood there, then the others as they came. */
function* gather(store: RowStore, wanted: Uint8Array, previous: Uint32Array): Sliced<Uint32Array<ArrayBuffer>> {
  const order = new Uint32Array(wanted.length)
  let length = 0
  for (let i = 0; i < previous.length; i++) {
    const row = previous[i] ?? 0
    const place = row - store.base
    if (wanted[place] === 1) {
      order[length++] = row
      wanted[place] = 2
    }
    if (i % stepLength === 0) yield
  }
  for (let place = 0; place < wanted.length; place++) {
    if (wanted[place] === 1) order[length++] = place + store.base
    if (place % stepLength === 0) yield
  }
  return order.slice(0, length)
}

type Comparison = (one: number, other: number) => number

/** A total order: what is alike stays in the order in which it came, whichever way the sort goes. */
function comparisonFor(store: RowStore, sort: Sort, keys: TextKeys, collator: Intl.Collator): Comparison {
  const { base } = store
  const sign = sort.isDescending ? -1 : 1
  const compare = valueComparison(store, sort.key, keys, collator)
  return (one, other) => sign * compare(one - base, other - base) || one - other
}

function valueComparison(store: RowStore, key: SortKey, keys: TextKeys, collator: Intl.Collator): Comparison {
  const compareNames: Comparison = (one, other) =>
    compareNameKeys(nameKeyAt(store, keys, one), nameKeyAt(store, keys, other), collator)
  if (key === 'name') return compareNames
  if (key === 'folder') {
    return (one, other) => {
      const folder = store.folders[one] ?? 0
      const otherFolder = store.folders[other] ?? 0
      if (folder === otherFolder) return compareNames(one, other)
      const order = compareNameKeys(folderKeyAt(store, keys, folder), folderKeyAt(store, keys, otherFolder), collator)
      return order === 0 ? compareNames(one, other) : order
    }
  }
  const values = sortValues(store, key)
  return (one, other) => (values[one] ?? 0) - (values[other] ?? 0)
}

/** Numbers to sort by, taken down once: a sort in slices must not see them change. */
function sortValues(store: RowStore, key: Exclude<SortKey, 'name' | 'folder'>): Float64Array | Uint8Array {
  if (key === 'size') return store.sourceBytes.slice(0, store.length)
  if (key === 'state') return store.states.slice(0, store.length)
  const values = new Float64Array(store.length)
  for (let place = 0; place < values.length; place++) {
    if (key === 'dimensions') values[place] = (store.widths[place] ?? 0) * (store.heights[place] ?? 0)
    else if (key === 'new-size') values[place] = newBytes(store, place)
    else values[place] = saving(store, place) ?? -Infinity
  }
  return values
}

/** Bytes of the outputs: real once they are written, estimated while they are to come; 0 where there is neither. */
export function newBytes(store: RowStore, place: number): number {
  const hasEnded = (store.states[place] ?? 0) >= stateNumbers.done
  return (hasEnded ? store.outputBytes[place] : store.estimatedBytes[place]) ?? 0
}

/** What becomes less, as a share of the source; negative where it grows, null where it is not known. */
export function saving(store: RowStore, place: number): number | null {
  const before = store.sourceBytes[place] ?? 0
  const after = newBytes(store, place)
  return before === 0 || after === 0 ? null : 1 - after / before
}

function nameKeyAt(store: RowStore, keys: TextKeys, place: number): string {
  return (keys.names[place] ??= nameKey(store.names[place] ?? ''))
}

function folderKeyAt(store: RowStore, keys: TextKeys, folder: number): string {
  return (keys.folders[folder] ??= nameKey(store.folderPaths[folder] ?? ''))
}
