import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { fail, type Failure, type Outcome, succeed } from '../shared/failure.ts'
import type { FileIdentity } from '../shared/image-facts.ts'
import { volumeGoneCodes, volumeGoneMessage } from './describe-commit-error.ts'

/** Windows has no such flag, and no FIFOs among its files. */
const nonBlocking = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0

/** Sources above this are refused: they are read into memory whole. */
export const maxSourceBytes = 1024 ** 3

export interface OpenSource {
  /** A file descriptor, to be closed by the caller. */
  readonly file: number
  readonly identity: FileIdentity
  /** POSIX permission bits. */
  readonly mode: number
}

/**
 * Opens a regular file for reading and says which file it is. `O_NONBLOCK` keeps a FIFO from hanging the open for
 * ever. Fails as input-missing, input-unreadable, input-not-a-file, input-empty, input-too-large or name-unreadable.
 * Blocks, as all reading here does: in a child nobody waits on the loop.
 */
export function openSource(path: string): Outcome<OpenSource> {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | nonBlocking)
  } catch (error) {
    return { ok: false, failure: openFailure(path, error) }
  }
  try {
    const stat = fstatSync(file, { bigint: true })
    const problem = unusable(stat.isFile(), Number(stat.size))
    if (problem !== null) {
      closeSync(file)
      return { ok: false, failure: problem }
    }
    const identity = { device: stat.dev, inode: stat.ino, bytes: Number(stat.size), modifiedNs: stat.mtimeNs }
    return succeed({ file, identity, mode: Number(stat.mode & 0o777n) })
  } catch (error) {
    closeSync(file)
    return { ok: false, failure: readFailure(error) }
  }
}

/**
 * Reads a whole source into memory, if it is the wanted one. The file is looked at again afterwards: a picture that grew,
 * shrank or was replaced meanwhile fails as input-changed instead of yielding half of each.
 */
export function readSource(
  path: string,
  isWanted: (identity: FileIdentity) => boolean,
): Outcome<{ readonly bytes: Buffer; readonly identity: FileIdentity; readonly mode: number }> {
  const opened = openSource(path)
  if (!opened.ok) return opened
  const { file, identity, mode } = opened.value
  try {
    if (!isWanted(identity)) return fail('input-changed', changedMessage)
    const bytes = readFully(file, identity.bytes)
    const after = fstatSync(file, { bigint: true })
    const changed =
      bytes.length !== identity.bytes || Number(after.size) !== identity.bytes || after.mtimeNs !== identity.modifiedNs
    return changed ? fail('input-changed', changedMessage) : succeed({ bytes, identity, mode })
  } catch (error) {
    return { ok: false, failure: readFailure(error) }
  } finally {
    closeSync(file)
  }
}

export const changedMessage =
  'The file changed while it was being worked on. Run again once whatever writes it has finished.'

/** Reads up to `length` bytes from `offset` on; fewer when the file ends before. */
export function readFully(file: number, length: number, offset = 0): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const count = readSync(file, bytes, filled, length - filled, offset + filled)
    if (count === 0) break
    filled += count
  }
  return bytes.subarray(0, filled)
}

function unusable(isFile: boolean, size: number): Failure | null {
  if (!isFile) return notAFile
  if (size === 0) return { code: 'input-empty', message: 'The file is empty (0 bytes). Copy it again from its origin.' }
  if (size > maxSourceBytes) {
    return {
      code: 'input-too-large',
      message: `The file has ${String(Math.round(size / 1e6))} MB; the most that is read is ${String(Math.round(maxSourceBytes / 1e6))} MB.`,
    }
  }
  return null
}

function openFailure(path: string, error: unknown): Failure {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT' && path.includes('\ufffd')) {
    return {
      code: 'name-unreadable',
      message: 'The name of the file is not valid Unicode, so it cannot be opened. Rename it and run again.',
    }
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return { code: 'input-missing', message: 'There is no file of this name (any more). Check the path.' }
  }
  if (code === 'ELOOP') {
    return {
      code: 'input-missing',
      message: 'This is a link that only leads back to itself. Give the file it should point to.',
    }
  }
  // A socket has a name among files, and cannot be opened.
  if (code === 'ENXIO' && statSync(path, { throwIfNoEntry: false })?.isSocket() === true) return notAFile
  return readFailure(error)
}

const notAFile: Failure = {
  code: 'input-not-a-file',
  message: 'Expected a file but this is a folder, pipe or device. Give the pictures themselves, or a folder of them.',
}

function readFailure(error: unknown): Failure {
  const { code, message } = error as NodeJS.ErrnoException
  if (volumeGoneCodes.has(code ?? '')) return { code: 'volume-gone', message: volumeGoneMessage }
  if (code === 'EACCES' || code === 'EPERM') {
    return {
      code: 'input-unreadable',
      message: 'No permission to read the file. Change its permissions or run as its owner.',
    }
  }
  return {
    code: 'input-unreadable',
    message: `The file cannot be read (${message}). Check the drive or share it is on.`,
  }
}
