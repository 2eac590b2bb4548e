import { dirname } from 'node:path'
import { fail, type Failure, holdsTheBatch, type Outcome, succeed } from '../shared/failure.ts'
import type { Fingerprint } from '../shared/image-facts.ts'
import { checkFreeSpace } from './check-free-space.ts'
import type { CommitEnvironment } from './commit-environment.ts'
import type { CommitFileSystem, EntryStat } from './commit-file-system.ts'
import { copyFile } from './copy-file.ts'
import { codeOf, describeCommitError, messageOf } from './describe-commit-error.ts'
import { fingerprintOf, identityOf, isFile, isUntouched, lookAt } from './file-state.ts'
import { hashFile } from './hash-bytes.ts'
import { linkIfPossible, publishNew } from './publish-file.ts'
import { makeFolder } from './write-temp-file.ts'

/** A file that is about to lose its name. */
export interface KeepRequest {
  /** Of the file that is about to be replaced or to be moved away. */
  readonly path: string
  /** As it was seen at `path`: that very file is kept, or none. */
  readonly old: EntryStat
  /** On the same volume. */
  readonly keepPath: string
  /** For a copy on its way to `keepPath`, where there are no hard links; on the same volume. */
  readonly tempPath: string
  /** Of the bytes of `old`, if anybody has read them. */
  readonly sha256: string | null
  /** It is the source that an output was made of. */
  readonly isSource: boolean
  /** An earlier process may have made the copy. */
  readonly isRecovery: boolean
  readonly minFreeBytes: number | null
}

/**
 * Gives the file at a path a second name, at which it stays when the first one goes: a hard link, or a verified copy where
 * there are none. The name is durable when it returns. After a failure (`original-not-kept`, or of the disk itself) the
 * file is as it was, and its second name gone where that was possible.
 */
export async function keepOldFile(request: KeepRequest, environment: CommitEnvironment): Promise<Outcome<Fingerprint>> {
  const { fileSystem } = environment
  const { old, keepPath } = request
  if (!old.isFile() && !old.isSymbolicLink()) {
    return notKept(request, 'something else than a file is in the way')
  }
  let made: Fingerprint = fingerprintOf(old, null)
  try {
    const kept =
      (await linkOrFind(request, fileSystem)) ??
      (await keepCopy(request, environment, (copy) => {
        made = copy
      }))
    if (kept.ok) await fileSystem.syncFolder(dirname(keepPath))
    return kept
  } catch (error) {
    const failure = await stopKeeping(request, made, describeKeepError(error, request), fileSystem)
    return { ok: false, failure }
  }
}

/**
 * For a replacement that failed after all: takes the second name away again, or the copy that `kept` is, if the file still
 * has its first name. Where it has lost that, the failure says where it is.
 */
export async function stopKeeping(
  { path, old, keepPath }: Pick<KeepRequest, 'path' | 'old' | 'keepPath'>,
  kept: Fingerprint,
  failure: Failure,
  fileSystem: CommitFileSystem,
): Promise<Failure> {
  try {
    const second = await lookAt(keepPath, fileSystem)
    if (second === null || !isFile(second, kept)) return failure
    const current = await lookAt(path, fileSystem)
    if (current === null || !isFile(current, identityOf(old))) {
      return { ...failure, message: `${failure.message} What was there before is kept as ${keepPath}.` }
    }
    await fileSystem.unlink(keepPath)
  } catch {
    // Two names for one file are no loss.
  }
  return failure
}

/** Null where there are no links. */
async function linkOrFind(request: KeepRequest, fileSystem: CommitFileSystem): Promise<Outcome<Fingerprint> | null> {
  const { path, keepPath, old, sha256 } = request
  try {
    if (!(await linkIntoFolder(path, keepPath, fileSystem))) {
      return (await lookAt(keepPath, fileSystem)) === null ? null : await findKept(request, fileSystem)
    }
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return findKept(request, fileSystem)
    throw error
  }
  const kept = await fileSystem.lstat(keepPath)
  if (isUntouched(kept, identityOf(old))) return succeed(fingerprintOf(kept, sha256))
  // Somebody put another file in its place between the look and the link, and that one has two names now.
  const current = await lookAt(path, fileSystem)
  if (current !== null && isFile(current, identityOf(kept))) await fileSystem.unlink(keepPath)
  return changed(request)
}

async function linkIntoFolder(path: string, keepPath: string, fileSystem: CommitFileSystem): Promise<boolean> {
  try {
    return await linkIfPossible(path, keepPath, fileSystem)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    await makeFolder(dirname(keepPath), fileSystem)
    return linkIfPossible(path, keepPath, fileSystem)
  }
}

/** The place is taken: by the very file, which an earlier attempt has kept; by its copy; or by somebody else's file. */
async function findKept(request: KeepRequest, fileSystem: CommitFileSystem): Promise<Outcome<Fingerprint> | null> {
  const { keepPath, old, sha256, isRecovery } = request
  const kept = await fileSystem.lstat(keepPath)
  if (isUntouched(kept, identityOf(old))) return succeed(fingerprintOf(kept, sha256))
  if (isRecovery && kept.isFile()) {
    // Kept free for a copy that did not get there.
    if (kept.size === 0n) {
      await fileSystem.unlink(keepPath)
      return null
    }
    const copy = await findCopy(request, kept, fileSystem)
    if (copy !== null) return succeed(copy)
  }
  return notKept(request, 'there is another file already')
}

async function findCopy(
  { path, keepPath, old }: KeepRequest,
  kept: EntryStat,
  fileSystem: CommitFileSystem,
): Promise<Fingerprint | null> {
  if (!old.isFile() || kept.size !== old.size) return null
  const [original, copy] = [await hashFile(path, fileSystem), await hashFile(keepPath, fileSystem)]
  if (original === null || copy?.sha256 !== original.sha256) return null
  return isUntouched(original.stat, identityOf(old)) ? fingerprintOf(copy.stat, copy.sha256) : null
}

async function keepCopy(
  request: KeepRequest,
  environment: CommitEnvironment,
  onMade: (copy: Fingerprint) => void,
): Promise<Outcome<Fingerprint>> {
  const { path, keepPath, tempPath, old, minFreeBytes } = request
  const { fileSystem } = environment
  if (!old.isFile()) return notKept(request, 'it is a link, and this file system cannot give it a second name')
  const full = await checkFreeSpace(dirname(tempPath), Number(old.size), minFreeBytes, fileSystem)
  if (full !== null) return { ok: false, failure: full }
  const copy = await copyFile(path, old, tempPath, environment)
  if (copy === null) return changed(request)
  onMade(fingerprintOf(copy.stat, copy.sha256))
  try {
    await makeFolder(dirname(keepPath), fileSystem)
    await publishNew(tempPath, keepPath, environment, () => Promise.resolve())
  } catch (error) {
    await fileSystem.unlink(tempPath).catch(() => undefined)
    if (codeOf(error) === 'EEXIST') return notKept(request, 'there is another file already')
    throw error
  }
  return succeed(fingerprintOf(await fileSystem.lstat(keepPath), copy.sha256))
}

/** `original-not-kept` with what the system said, unless it is the disk's own trouble. */
export function describeKeepError(error: unknown, request: Pick<KeepRequest, 'path' | 'keepPath'>): Failure {
  const failure = describeCommitError(error, 'keep it')
  if (holdsTheBatch(failure)) return failure
  return notKept(request, messageOf(error)).failure
}

function notKept(
  { path, keepPath }: Pick<KeepRequest, 'path' | 'keepPath'>,
  reason: string,
): { readonly ok: false; readonly failure: Failure } {
  return fail(
    'original-not-kept',
    `The file ${path} could not be kept as ${keepPath} first (${reason}), so it was left as it is.`,
  )
}

/** Somebody else wrote to the file, or put another in the place of the one that was to be replaced. */
export function changed({ path, isSource }: Pick<KeepRequest, 'path' | 'isSource'>): {
  readonly ok: false
  readonly failure: Failure
} {
  return fail(
    isSource ? 'input-changed' : 'original-not-kept',
    `The file ${path} was changed by another program meanwhile. It was left as it is; run again.`,
  )
}

/** Named so that whoever sweeps the temp files of a batch finds it as well: `.batchfit-1a2b3c4d-7k.tmp`. */
export function keepTempPath(tempPath: string): string {
  return tempPath.replace(/\.tmp$/, 'k.tmp')
}
