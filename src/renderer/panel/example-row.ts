import type { RowTable } from '../state/row-table.svelte.ts'

/** The picture on which the panel shows what the recipe does; sizes are pixels of the upright picture. */
export interface ExampleRow {
  readonly row: number
  readonly name: string
  readonly width: number
  readonly height: number
}

/** The row with the focus, else the first one shown; null where there is none. */
export function exampleRow(rows: RowTable): number | null {
  const { focus } = rows.selection
  if (focus !== null && rows.store.placeOf(focus) !== -1) return focus
  return rows.order[0] ?? null
}

/** What is known of a row for the panel; null until its header has been read. */
export function exampleOf(rows: RowTable, row: number | null): ExampleRow | null {
  if (row === null) return null
  const { store } = rows
  const place = store.placeOf(row)
  const width = store.widths[place] ?? 0
  const height = store.heights[place] ?? 0
  return width === 0 || height === 0 ? null : { row, name: store.names[place] ?? '', width, height }
}

/** Everything in the columns of a row that its details depend on, as one value that is equal while nothing changes. */
export function rowKey(rows: RowTable, row: number | null): string {
  if (row === null) return ''
  const { store } = rows
  const place = store.placeOf(row)
  if (place === -1) return 'gone'
  return [
    store.states[place],
    store.actions[place],
    store.marks[place],
    store.targetFormats[place],
    store.widths[place],
    store.targetWidths[place],
    store.targetHeights[place],
    store.estimatedBytes[place],
    store.outputBytes[place],
  ].join()
}
