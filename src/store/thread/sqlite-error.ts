/** What SQLite's primary result codes mean here; https://sqlite.org/rescode.html */
const busyCodes = [5, 6]
const damagedCodes = [11, 26]
const cannotOpen = 14
const readOnly = 8
const shortRead = 522

/** Another connection has the lock. */
export function isBusy(error: unknown): boolean {
  return busyCodes.includes(primaryCode(error))
}

/** A value that SQLite read without complaint, and that is not what was written. */
export class UnreadableValue extends Error {
  constructor(cause: unknown) {
    super('A value in the journal cannot be read.', { cause })
    this.name = 'UnreadableValue'
  }
}

/** What was read is no sound database. */
export function isDamage(error: unknown): boolean {
  return (
    error instanceof UnreadableValue || damagedCodes.includes(primaryCode(error)) || resultCode(error) === shortRead
  )
}

/** The file is there, but the system lets nobody read or write it. */
export function isRefused(error: unknown): boolean {
  return [cannotOpen, readOnly].includes(primaryCode(error))
}

/** The storage failed, not the statement: the same may succeed later. */
export function isStorageFailure(error: unknown): boolean {
  // BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB
  return [5, 6, 7, 8, 10, 11, 13, 14, 15, 26].includes(primaryCode(error))
}

/** In words, with the code that tells more than they do. */
export function describeError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const code = resultCode(error)
  return code === 0 ? message : `${message} (SQLite ${String(code)})`
}

function primaryCode(error: unknown): number {
  return resultCode(error) & 0xff
}

function resultCode(error: unknown): number {
  if (!(error instanceof Error) || !('errcode' in error)) return 0
  return typeof error.errcode === 'number' ? error.errcode : 0
}
