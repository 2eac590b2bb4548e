import type { RowTable } from '../state/row-table.svelte.ts'

/** The picture on which the panel shows what the recipe does; sizes are pixels of the upright picture. */
export interface ExampleRow {
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
