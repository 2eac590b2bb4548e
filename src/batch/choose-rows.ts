import type { Row } from './row.ts'
import type { RowStore } from './row-store.ts'

/** Which rows a batch is over. */
export type RowScope = 'waiting' | 'failed' | 'all' | Uint32Array

/** The rows of a scope, by ascending id and each once; ids without a row are passed over. */
export function chooseRows(rows: RowStore, scope: RowScope): readonly Row[] {
  return typeof scope === 'string' ? byState(rows, scope) : byIds(rows, scope)
}

function byState(rows: RowStore, scope: 'waiting' | 'failed' | 'all'): readonly Row[] {
  const chosen: Row[] = []
  for (let id = rows.first; id < rows.end; id += 1) {
    const row = rows.get(id)
    if (row !== undefined && (scope === 'all' || row.state === scope)) chosen.push(row)
  }
  return chosen
}

function byIds(rows: RowStore, ids: Uint32Array): readonly Row[] {
  const chosen: Row[] = []
  let last = -1
  for (const id of ids.toSorted()) {
    const row = id === last ? undefined : rows.get(id)
    if (row !== undefined) chosen.push(row)
    last = id
  }
  return chosen
}
