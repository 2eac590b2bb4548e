import type { DatabaseSync } from 'node:sqlite'
import { jobNumber } from './job-number.ts'
import { inTransaction } from './transaction.ts'

/** So many rows take about a hundredth of a second, and everybody else waits meanwhile. */
const rowsPerStep = 1000
const pagesPerStep = 500

/**
 * Removes what is left of forgotten batches, a little at every call; false once there is nothing more. One that a process
 * did not come to the end of is gone on with by the next.
 */
export function preparePurge(database: DatabaseSync): () => boolean {
  const find = database.prepare(`SELECT number FROM batches WHERE state = 'forgotten' LIMIT 1`)
  const removeJobs = ['results', 'plans', 'jobs'].map((table) =>
    database.prepare(`
      DELETE FROM ${table} WHERE job IN (SELECT job FROM ${table} WHERE job BETWEEN ? AND ? LIMIT ${String(rowsPerStep)})`),
  )
  const removeUndone = database.prepare('DELETE FROM undone WHERE job BETWEEN ? AND ?')
  const removeRest = [
    database.prepare('DELETE FROM created_folders WHERE batch = ?'),
    database.prepare('DELETE FROM batch_inputs WHERE batch = ?'),
    database.prepare('DELETE FROM batches WHERE number = ?'),
  ]
  const freePages = database.prepare('PRAGMA freelist_count')
  let hasPurged = false

  return () => {
    const row = find.get() as { readonly number: number } | undefined
    if (row !== undefined) {
      hasPurged = true
      inTransaction(database, () => {
        purge(row.number)
      })
      return true
    }
    if (!hasPurged) return false
    const { freelist_count: free } = freePages.get() as { readonly freelist_count: number }
    if (free > 0) database.exec(`PRAGMA incremental_vacuum(${String(pagesPerStep)})`)
    hasPurged = free > pagesPerStep
    return hasPurged
  }

  function purge(batch: number): void {
    const range = [jobNumber(batch, 0), jobNumber(batch + 1, 0) - 1] as const
    if (removeJobs.some((statement) => Number(statement.run(...range).changes) > 0)) return
    removeUndone.run(...range)
    for (const statement of removeRest) statement.run(batch)
  }
}
