import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { StoreProblem } from '../store.ts'
import { asUnusable, checkContents, checkFile, pageBytes, UnusableJournal } from './check-journal.ts'
import { type FileLock, holdLock } from './file-lock.ts'
import { publishDatabase, removeDatabase, setAside } from './journal-files.ts'
import { setJournalMode } from './journal-mode.ts'
import { applicationId, migrate } from './migrations.ts'
import { type Sessions, startSession } from './sessions.ts'
import type { Sqlite } from './sqlite.ts'
import { isBusy } from './sqlite-error.ts'
import { busyTimeoutMs } from './transaction.ts'

export interface Journal {
  readonly path: string
  readonly database: DatabaseSync
  readonly sessions: Sessions
  readonly problem: StoreProblem | null
}

/** Another process may be reading a large journal through. */
const doorTimeoutMs = 30_000

/**
 * Opens the journal of this folder; one that cannot be used is set aside and a new one begun. One process at a time: the
 * door is locked meanwhile. Throws where no journal can be had.
 */
export function openJournal(sqlite: Sqlite, folder: string): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const door = lockDoor(sqlite, join(folder, 'open.lock'))
  try {
    const sessions = startSession(sqlite, join(folder, 'sessions'))
    try {
      return { sessions, ...openOrReplace(sqlite, folder, sessions) }
    } catch (error) {
      sessions.end()
      throw error
    }
  } finally {
    door.release()
  }
}

function lockDoor(sqlite: Sqlite, path: string): FileLock {
  try {
    return holdLock(sqlite, path, doorTimeoutMs)
  } catch (error) {
    if (!isBusy(error)) throw error
    throw new Error('Another Batchfit is opening the journal and does not come to an end.', { cause: error })
  }
}

function openOrReplace(sqlite: Sqlite, folder: string, sessions: Sessions): Omit<Journal, 'sessions'> {
  const path = join(folder, 'journal.sqlite')
  const someoneDied = sessions.sweep()
  try {
    if (existsSync(path)) return { path, problem: null, database: openFile(sqlite, folder, path, someoneDied) }
  } catch (error) {
    if (!(error instanceof UnusableJournal)) throw error
    refuseBesideOthers(sessions, error.message)
    const code = error.word === 'newer' ? 'too-new' : 'damaged'
    const problem = { code, setAsidePath: setAside(path, error.word, new Date()), detail: error.message } as const
    return { path, problem, database: createFile(sqlite, folder, path) }
  }
  refuseBesideOthers(sessions, 'The journal was removed.')
  return { path, problem: null, database: createFile(sqlite, folder, path) }
}

/**
 * A journal is never moved while another process has it open: when that one closes it, it would remove the new one's log
 * by name. https://sqlite.org/howtocorrupt.html
 */
function refuseBesideOthers(sessions: Sessions, reason: string): void {
  if (!sessions.hasOthers()) return
  throw new Error(`${reason} Another Batchfit is working with it; close that one first.`)
}

function openFile(sqlite: Sqlite, folder: string, path: string, isSuspect: boolean): DatabaseSync {
  checkFile(path)
  let database: DatabaseSync | null = null
  try {
    database = new sqlite(path, { timeout: busyTimeoutMs })
    const version = checkContents(database, path, isSuspect)
    setJournalMode(database, folder)
    migrate(database, version)
    return database
  } catch (error) {
    closeQuietly(database)
    throw asUnusable(error)
  }
}

/** Built under another name: a journal that has its name is complete. */
function createFile(sqlite: Sqlite, folder: string, path: string): DatabaseSync {
  const unfinished = join(folder, 'journal-new.sqlite')
  removeDatabase(unfinished)
  // Of a journal that somebody has removed: a new one would take what is in them for its own.
  removeDatabase(path)
  // It tells where pictures are: only their owner may read it. SQLite makes its companions alike.
  closeSync(openSync(unfinished, 'wx', 0o600))
  const database = new sqlite(unfinished)
  try {
    database.exec(`PRAGMA page_size = ${String(pageBytes)}`)
    database.exec('PRAGMA auto_vacuum = INCREMENTAL')
    database.exec(`PRAGMA application_id = ${String(applicationId)}`)
    migrate(database, 0)
  } finally {
    database.close()
  }
  publishDatabase(unfinished, path)
  return openFile(sqlite, folder, path, false)
}

function closeQuietly(database: DatabaseSync | null): void {
  try {
    database?.close()
  } catch {
    // What cannot be read cannot always be closed in order either.
  }
}
