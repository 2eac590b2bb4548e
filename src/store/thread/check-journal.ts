import { accessSync, chmodSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { applicationId, latestVersion } from './migrations.ts'
import { describeError, isDamage, isRefused } from './sqlite-error.ts'

/** Up to this size a journal is read through at every start: it takes a few hundredths of a second. */
const alwaysCheckedBytes = 16 * 1024 * 1024
/** As every journal is made. */
export const pageBytes = 4096

/** A journal that is to be set aside; anything else that is thrown leaves it where it is. */
export class UnusableJournal extends Error {
  readonly word: 'damaged' | 'newer'

  constructor(word: 'damaged' | 'newer', message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UnusableJournal'
    this.word = word
  }
}

/** Whether this file can be a journal at all, before SQLite looks at it; makes it writable where somebody took that away. */
export function checkFile(path: string): void {
  const facts = statSync(path)
  if (!facts.isFile()) throw new UnusableJournal('damaged', 'It is no file.')
  // A journal gets its name only when it is complete.
  if (facts.size === 0) throw new UnusableJournal('damaged', 'The file is empty.')
  // SQLite would read zeros for what is missing. With a log beside it a page may be half written, and comes from the log.
  if (facts.size % pageBytes !== 0 && !existsSync(`${path}-wal`)) {
    throw new UnusableJournal('damaged', 'The file ends in the middle of a page.')
  }
  if (existsSync(damageMark(path))) throw new UnusableJournal('damaged', readFileSync(damageMark(path), 'utf8'))
  if (isWritable(path)) return
  try {
    chmodSync(path, 0o600)
  } catch (error) {
    throw new UnusableJournal('damaged', `The file cannot be written: ${describeError(error)}`, { cause: error })
  }
}

/**
 * Whose it is, of which version, and whether it is sound; returns the version. A large one is read through only where
 * a process that worked with it has died (`isSuspect`).
 */
export function checkContents(database: DatabaseSync, path: string, isSuspect: boolean): number {
  if (number(database, 'application_id') !== applicationId) {
    throw new UnusableJournal('damaged', 'It is no journal of Batchfit.')
  }
  const version = number(database, 'user_version')
  if (version > latestVersion) {
    const versions = `version ${String(version)}, and this program knows ${String(latestVersion)}`
    throw new UnusableJournal('newer', `It is of ${versions}.`)
  }
  if (version < 1) throw new UnusableJournal('damaged', 'It has no version.')
  if (isSuspect || statSync(path).size <= alwaysCheckedBytes) {
    const complaint = text(database, 'quick_check(1)')
    if (complaint !== 'ok') throw new UnusableJournal('damaged', complaint)
  }
  // A file that can be read only says so when somebody wants to write.
  database.exec('BEGIN IMMEDIATE')
  database.exec('ROLLBACK')
  return version
}

/** Whether a failure of SQLite means that this journal can be used no more, as opposed to not now. */
export function asUnusable(error: unknown): unknown {
  if (!isDamage(error) && !isRefused(error)) return error
  return new UnusableJournal('damaged', describeError(error), { cause: error })
}

/** Beside a journal in which damage was met while a process worked with it: the next start sets it aside. */
export function damageMark(path: string): string {
  return `${path}-damage`
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}

function number(database: DatabaseSync, pragma: string): number {
  const [value] = Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})
  return typeof value === 'number' ? value : 0
}

function text(database: DatabaseSync, pragma: string): string {
  const [value] = Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})
  return typeof value === 'string' ? value : ''
}
