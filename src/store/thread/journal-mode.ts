import { statfsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { isBusy } from './sqlite-error.ts'

/**
 * File systems on which several machines may write at once, by the number that Linux gives them: a write-ahead log needs
 * memory that all writers share. https://sqlite.org/wal.html
 */
const networkTypes = [
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x5346414f, 0x00c36400, 0x73757245,
]

/**
 * A write-ahead log where it can be had, else a rollback journal: slower, but right. Every commit waits for the disk, on
 * macOS for the medium itself.
 */
export function setJournalMode(database: DatabaseSync, folder: string): void {
  if (isOnNetwork(folder)) useRollbackJournal(database)
  else {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      // Only now would a file system that cannot share memory say so.
      database.exec('SELECT count(*) FROM sqlite_schema')
    } catch (error) {
      if (isBusy(error)) throw error
      useRollbackJournal(database)
    }
  }
  database.exec('PRAGMA synchronous = FULL')
  database.exec('PRAGMA fullfsync = ON')
  database.exec('PRAGMA checkpoint_fullfsync = ON')
  database.exec('PRAGMA journal_size_limit = 16777216')
}

/** Exclusive for a moment, because so a log that is there already can be read without shared memory. */
function useRollbackJournal(database: DatabaseSync): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE')
  database.exec('PRAGMA journal_mode = TRUNCATE')
  database.exec('PRAGMA locking_mode = NORMAL')
  database.exec('SELECT count(*) FROM sqlite_schema')
}

function isOnNetwork(folder: string): boolean {
  if (process.platform === 'win32') return folder.startsWith('\\\\')
  return process.platform === 'linux' && networkTypes.includes(statfsSync(folder).type)
}
