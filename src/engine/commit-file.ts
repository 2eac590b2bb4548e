import { dirname } from 'node:path'
import type { FileId } from '../shared/child-tasks.ts'
import { fail, type Failure, type Outcome, succeed } from '../shared/failure.ts'
import type { CommitFileSystem, CommitHandle, EntryStat } from './commit-file-system.ts'
import { type Dimensions, readDimensions } from './read-dimensions.ts'

export interface CommitRequest {
  readonly bytes: Buffer
  readonly finalPath: string
  /** In the same folder as `finalPath`, so that publishing never crosses a file system. */
  readonly tempPath: string
  /** What the header must say when it is read back; null for a plain copy. */
  readonly expected: Dimensions | null
  readonly overwrite: boolean
  /** The source: never replaced, even where overwriting is allowed. */
  readonly source: FileId
  /** A file that an interrupted attempt at this very output had published; it may be replaced. */
  readonly ours: FileId | null
  readonly fileMode: number
  /** Milliseconds since the epoch; null for the time of writing. */
  readonly modifiedMs: number | null
  /** Called when the file is on the disk and is about to be read back. */
  onChecking(): void
  /** Called, and awaited, when the file is complete and verified, before its name appears. */
  onPublishing(file: FileId): Promise<void>
  /** Called, and awaited, when an empty file of ours keeps the final name free, where there are no hard links. */
  onReserved(file: FileId): Promise<void>
}

export interface CommitEnvironment {
  readonly fileSystem: CommitFileSystem
  /** Waits before a rename that the system refused for the moment is tried again (Windows); empty elsewhere. */
  readonly renameDelaysMs: readonly number[]
  sleep(ms: number): Promise<void>
}

/**
 * Makes finished bytes appear under their final name, whole or not at all: temp file, write to the last byte, sync,
 * read the header back, mode and times, publish, sync the folder. After any failure the final name is as it was and
 * the temp file is gone where that was possible. Resolves to warnings in words.
 */
export async function commitFile(
  request: CommitRequest,
  environment: CommitEnvironment,
): Promise<Outcome<readonly string[]>> {
  const { fileSystem } = environment
  let handle: CommitHandle
  try {
    handle = await openTemp(request, fileSystem)
  } catch (error) {
    return { ok: false, failure: describeCommitError(error, 'create a file') }
  }
  const written = await writeTemp(handle, request)
  const published = written.ok ? await publish(request, written.value, environment) : written
  if (published.ok) return published
  await fileSystem.unlink(request.tempPath).catch(() => undefined)
  return published
}

/** The folder is made only where it turns out to be missing: for most outputs it is there. */
async function openTemp(request: CommitRequest, fileSystem: CommitFileSystem): Promise<CommitHandle> {
  try {
    return await fileSystem.open(request.tempPath, 'wx+', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const created = await fileSystem.mkdir(dirname(request.finalPath))
    if (created !== undefined) await fileSystem.syncFolder(dirname(created))
    return fileSystem.open(request.tempPath, 'wx+', 0o600)
  }
}

/** Fills, syncs and verifies the temp file and closes it; yields which file it is. */
async function writeTemp(handle: CommitHandle, request: CommitRequest): Promise<Outcome<EntryStat>> {
  let step = 'write to the disk'
  let outcome: Outcome<EntryStat>
  try {
    await writeFully(handle, request.bytes)
    step = 'secure the file on the disk'
    await handle.chmod(request.fileMode)
    if (request.modifiedMs !== null) await handle.utimes(Date.now(), request.modifiedMs)
    await handle.sync()
    request.onChecking()
    step = 'read the file back'
    outcome = await verify(handle, request)
  } catch (error) {
    outcome = { ok: false, failure: describeCommitError(error, step) }
  }
  try {
    // Network file systems report a failed write as late as here.
    await handle.close()
  } catch (error) {
    return outcome.ok ? { ok: false, failure: describeCommitError(error, 'close the file') } : outcome
  }
  return outcome
}

/** Writes to the last byte; a disk that takes no more throws as a full one. */
export async function writeFully(handle: CommitHandle, bytes: Buffer): Promise<void> {
  let offset = 0
  while (offset < bytes.length) {
    const count = await handle.write(bytes, offset)
    if (count <= 0) throw Object.assign(new Error('the disk took no more bytes'), { code: 'ENOSPC' })
    offset += count
  }
}

async function verify(handle: CommitHandle, request: CommitRequest): Promise<Outcome<EntryStat>> {
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

async function publish(
  request: CommitRequest,
  temp: EntryStat,
  environment: CommitEnvironment,
): Promise<Outcome<readonly string[]>> {
  const { fileSystem } = environment
  const { finalPath, tempPath } = request
  const warnings: string[] = []
  try {
    await request.onPublishing({ device: temp.dev, inode: temp.ino })
    const existing = await lookAt(finalPath, fileSystem)
    const refusal = existing === null ? null : refusalOf(existing, request)
    if (refusal !== null) return { ok: false, failure: refusal }
    if (existing !== null) {
      await renameWithRetry(tempPath, finalPath, environment)
    } else if (await linkIfPossible(tempPath, finalPath, fileSystem)) {
      await fileSystem.unlink(tempPath).catch((error: unknown) => {
        warnings.push(`The temporary file ${tempPath} could not be removed (${messageOf(error)}).`)
      })
    } else {
      await reserveAndRename(request, environment)
    }
  } catch (error) {
    return { ok: false, failure: describeCommitError(error, 'give the file its final name') }
  }
  return confirm(request, warnings, fileSystem)
}

/** The folder's own sync. A file whose name may not outlast a power cut must not count as done. */
async function confirm(
  request: CommitRequest,
  warnings: readonly string[],
  fileSystem: CommitFileSystem,
): Promise<Outcome<readonly string[]>> {
  try {
    await fileSystem.syncFolder(dirname(request.finalPath))
    return succeed(warnings)
  } catch (error) {
    const failure = describeCommitError(error, 'secure the folder on the disk')
    if (!request.overwrite) await fileSystem.unlink(request.finalPath).catch(() => undefined)
    return { ok: false, failure }
  }
}

async function lookAt(path: string, fileSystem: CommitFileSystem): Promise<EntryStat | null> {
  try {
    return await fileSystem.lstat(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Why the file that is already at the final name may not be replaced; null where it may. */
function refusalOf(existing: EntryStat, request: CommitRequest): Failure | null {
  const { source, ours } = request
  if (ours !== null && existing.dev === ours.device && existing.ino === ours.inode) return null
  if (existing.dev === source.device && existing.ino === source.inode && existing.nlink === 1n) {
    return {
      code: 'output-is-input',
      message: 'The output would replace its own source. Choose another destination or another name.',
    }
  }
  if (request.overwrite) return null
  return {
    code: 'output-exists',
    message: `Another program put a file at ${request.finalPath} meanwhile. It was left alone; run again to get a free name.`,
  }
}

/** False where the file system knows no hard links; an existing file throws EEXIST, atomically. */
async function linkIfPossible(tempPath: string, finalPath: string, fileSystem: CommitFileSystem): Promise<boolean> {
  try {
    await fileSystem.link(tempPath, finalPath)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== undefined && cannotLink.has(code)) return false
    throw error
  }
}

const cannotLink = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV', 'EINVAL', 'UNKNOWN'])

/** Takes the final name with an empty file of our own, which nobody else can have created, and renames over it. */
async function reserveAndRename(request: CommitRequest, environment: CommitEnvironment): Promise<void> {
  const { fileSystem } = environment
  const { tempPath, finalPath } = request
  const reservation = await fileSystem.open(finalPath, 'wx+', 0o600)
  let stat: EntryStat | null = null
  try {
    stat = await reservation.stat()
    await reservation.close()
    await request.onReserved({ device: stat.dev, inode: stat.ino })
    await renameWithRetry(tempPath, finalPath, environment)
  } catch (error) {
    if (stat === null || (await isEmptyStill(finalPath, stat, fileSystem))) {
      await fileSystem.unlink(finalPath).catch(() => undefined)
    }
    throw error
  }
}

/** Whether what stands at the name is our reservation, and not what somebody else has put there since. */
async function isEmptyStill(path: string, reservation: EntryStat, fileSystem: CommitFileSystem): Promise<boolean> {
  const stat = await lookAt(path, fileSystem).catch(() => null)
  return stat?.dev === reservation.dev && stat.ino === reservation.ino && stat.size === 0n
}

/** Virus scanners and indexers hold fresh files for a moment on Windows; the delays are empty elsewhere. */
async function renameWithRetry(fromPath: string, toPath: string, environment: CommitEnvironment): Promise<void> {
  for (const delayMs of environment.renameDelaysMs) {
    try {
      await environment.fileSystem.rename(fromPath, toPath)
      return
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EPERM' && code !== 'EACCES' && code !== 'EBUSY') throw error
      await environment.sleep(delayMs)
    }
  }
  await environment.fileSystem.rename(fromPath, toPath)
}

/** The waits of Windows: 10 ms growing to 100 ms, about a minute in all; nothing elsewhere. */
export function renameDelaysMs(platform: NodeJS.Platform): readonly number[] {
  return platform === 'win32' ? Array.from({ length: 600 }, (_, index) => Math.min(100, 10 + 10 * index)) : []
}

/** What the system says about a write, in words; `step` completes "It was not possible to …". */
export function describeCommitError(error: unknown, step: string): Failure {
  const { code } = error as NodeJS.ErrnoException
  const could = `It was not possible to ${step}`
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        code: 'disk-full',
        message: 'The disk (or your share of it) is full. Free some space and run again; what is finished stays.',
      }
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return {
        code: 'output-unwritable',
        message: `${could}: no permission to write there (${code}). Choose another destination.`,
      }
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        code: 'output-unwritable',
        message: `${could}: the folder is not there (any more). Check the drive or share.`,
      }
    case 'EEXIST':
      return {
        code: 'output-exists',
        message: `${could}: another program took the name meanwhile. Run again to get a free name.`,
      }
    case 'ENAMETOOLONG':
      return {
        code: 'output-unwritable',
        message: `${could}: the path is too long for this file system. Choose a shorter destination or name.`,
      }
    default:
      return { code: 'commit-failed', message: `${could} (${messageOf(error)}). Check the drive and run again.` }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
