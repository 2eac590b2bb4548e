import { dirname } from 'node:path'
import { fail, type Outcome, succeed } from '../shared/failure.ts'
import type { CommitFileSystem, CommitHandle, EntryStat } from './commit-file-system.ts'
import { codeOf, describeCommitError } from './describe-commit-error.ts'
import { type Dimensions, readDimensions } from './read-dimensions.ts'

/** What a temp file has to be. */
export interface TempFileRequest {
  readonly bytes: Buffer
  readonly tempPath: string
  /** What the header must say when it is read back; null for a plain copy. */
  readonly expected: Dimensions | null
  readonly fileMode: number
  /** Null for the time of writing. */
  readonly modifiedNs: bigint | null
  /** Called when the file is on the disk and is about to be read back. */
  onChecking(): void
}

/**
 * Makes a file under its temporary name, whole, on the disk and verified, with mode and time; its folder too, where that
 * is missing. Yields which file it is. What was made of it is left where it failed.
 */
export async function writeTempFile(
  request: TempFileRequest,
  fileSystem: CommitFileSystem,
): Promise<Outcome<EntryStat>> {
  let handle: CommitHandle
  try {
    handle = await openNew(request.tempPath, fileSystem)
  } catch (error) {
    return { ok: false, failure: describeCommitError(error, 'create a file') }
  }
  const outcome = await fill(handle, request)
  try {
    // Network file systems report a failed write as late as here.
    await handle.close()
  } catch (error) {
    return outcome.ok ? { ok: false, failure: describeCommitError(error, 'close the file') } : outcome
  }
  return outcome
}

/** The folder is made only where it turns out to be missing: for most outputs it is there. */
export async function openNew(path: string, fileSystem: CommitFileSystem): Promise<CommitHandle> {
  try {
    return await fileSystem.open(path, 'wx+', 0o600)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    await makeFolder(dirname(path), fileSystem)
    return fileSystem.open(path, 'wx+', 0o600)
  }
}

/** Makes a folder and its missing parents, and their names durable. */
export async function makeFolder(path: string, fileSystem: CommitFileSystem): Promise<void> {
  const created = await fileSystem.mkdir(path)
  if (created !== undefined) await fileSystem.syncFolder(dirname(created))
}

async function fill(handle: CommitHandle, request: TempFileRequest): Promise<Outcome<EntryStat>> {
  let step = 'write to the disk'
  try {
    await writeFully(handle, request.bytes)
    step = 'secure the file on the disk'
    await handle.chmod(request.fileMode)
    if (request.modifiedNs !== null) await handle.utimes(request.modifiedNs)
    await handle.sync()
    request.onChecking()
    step = 'read the file back'
    return await verify(handle, request)
  } catch (error) {
    return { ok: false, failure: describeCommitError(error, step) }
  }
}

/** Writes to the last byte, from `position` of the file on; a disk that takes no more throws as a full one. */
export async function writeFully(handle: CommitHandle, bytes: Buffer, position = 0): Promise<void> {
  let offset = 0
  while (offset < bytes.length) {
    const count = await handle.write(bytes, offset, position + offset)
    if (count <= 0) throw Object.assign(new Error('the disk took no more bytes'), { code: 'ENOSPC' })
    offset += count
  }
}

async function verify(handle: CommitHandle, request: TempFileRequest): Promise<Outcome<EntryStat>> {
  const stat = await handle.stat()
  if (stat.size !== BigInt(request.bytes.length)) {
    return fail(
      'verify-failed',
      `The file on the disk has ${String(stat.size)} bytes where ${String(request.bytes.length)} were written. Check the disk.`,
    )
  }
  const { expected } = request
  if (expected === null) return succeed(stat)
  const found = await readDimensions(readThrough(handle))
  if (found?.format === expected.format && found.width === expected.width && found.height === expected.height) {
    return succeed(stat)
  }
  const seen = found === null ? 'no readable header' : describe(found)
  return fail(
    'verify-failed',
    `The finished file should be ${describe(expected)} but reads back as ${seen}. Nothing was kept of it.`,
  )
}

/** Reads of the first bytes, where headers are, come from one read of the file. */
function readThrough(handle: CommitHandle): (offset: number, length: number) => Promise<Buffer> {
  let head: Buffer | null = null
  return async (offset, length) => {
    if (offset + length > headBytes) return handle.read(offset, length)
    head ??= await handle.read(0, headBytes)
    return head.subarray(offset, offset + length)
  }
}

const headBytes = 16 * 1024

function describe(dimensions: Dimensions): string {
  return `${dimensions.format} ${String(dimensions.width)}×${String(dimensions.height)}`
}
