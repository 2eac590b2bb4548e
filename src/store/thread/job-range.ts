import type { DatabaseSync } from 'node:sqlite'
import { jobNumber } from './job-number.ts'

/** Numbers of the jobs of one batch, both inclusive. */
export interface JobRange {
  readonly first: number
  readonly last: number
}

/** Finds the jobs of a batch from a place on; null where there is no such batch. */
export function prepareJobRange(database: DatabaseSync): (id: string, from?: number) => JobRange | null {
  const find = database.prepare(`SELECT number FROM batches WHERE id = ? AND state <> 'forgotten'`)
  return (id, from = 0) => {
    const row = find.get(id) as { readonly number: number } | undefined
    return row === undefined ? null : { first: jobNumber(row.number, from), last: jobNumber(row.number + 1, 0) - 1 }
  }
}
