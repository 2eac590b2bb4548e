import { existsSync, statSync, truncateSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { isBusy, isDamage } from './sqlite-error.ts'
import type { Sqlite } from './sqlite.ts'

/** A lock that the system takes away when the process ends, however it ends. */
export interface FileLock {
  release(): void
}

/**
 * Holds the lock of this file, which stays empty: an exclusive transaction of SQLite, because Node itself can lock no file.
 * Throws when somebody else has held it for `timeoutMs`.
 */
export function holdLock(sqlite: Sqlite, path: string, timeoutMs: number): FileLock {
  try {
    return begin(sqlite, path, timeoutMs)
  } catch (error) {
    // Somebody has written into it: there is nothing in it that matters.
    if (!isDamage(error) || statSync(path).size === 0) throw error
    truncateSync(path)
    return begin(sqlite, path, timeoutMs)
  }
}

/** Whether somebody holds the lock of this file, this process included. Does not disturb others that ask. */
export function isLockHeld(sqlite: Sqlite, path: string): boolean {
  if (!existsSync(path)) return false
  let database: DatabaseSync | null = null
  try {
    database = new sqlite(path, { readOnly: true, timeout: 0 })
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (error) {
    // When in doubt somebody holds it: a batch is then left alone. Not so where the file has gone meanwhile.
    return isBusy(error) || (!isDamage(error) && existsSync(path))
  } finally {
    database?.close()
  }
}

function begin(sqlite: Sqlite, path: string, timeoutMs: number): FileLock {
  const database = new sqlite(path, { timeout: timeoutMs })
  try {
    // Else SQLite puts a journal beside the lock.
    database.exec('PRAGMA journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw error
  }
  return {
    release: () => {
      database.close()
    },
  }
}
