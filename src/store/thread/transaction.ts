import type { DatabaseSync } from 'node:sqlite'
import { isBusy } from './sqlite-error.ts'

/** How long SQLite itself waits for another process's transaction. */
export const busyTimeoutMs = 10_000
/** Its waiting is not fair: of many processes one may be unlucky for long. */
const attempts = 6

/** Runs `work` as one transaction that nobody else writes in; throws when nothing of it was done. May run it again. */
export function inTransaction<Value>(database: DatabaseSync, work: () => Value): Value {
  for (let attempt = 1; ; attempt += 1) {
    try {
      database.exec('BEGIN IMMEDIATE')
      const value = work()
      database.exec('COMMIT')
      return value
    } catch (error) {
      rollBack(database)
      if (!isBusy(error) || attempt >= attempts) throw error
    }
  }
}

function rollBack(database: DatabaseSync): void {
  try {
    if (database.isTransaction) database.exec('ROLLBACK')
  } catch {
    // SQLite rolls back by itself on a full disk, and says then that there is no transaction.
  }
}
