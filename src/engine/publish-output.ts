import { dirname } from 'node:path'
import { type Failure, type Outcome, succeed } from '../shared/failure.ts'
import type { Fingerprint } from '../shared/image-facts.ts'
import { type CommitEnvironment, renameWithRetry } from './commit-environment.ts'
import type { CommitRequest, CommittedFile } from './commit-request.ts'
import type { EntryStat } from './commit-file-system.ts'
import { describeCommitError, messageOf } from './describe-commit-error.ts'
import { fingerprintOf, identityOf, isFile, isUntouched, lookAt } from './file-state.ts'
import { changed, stopKeeping, keepOldFile, type KeepRequest, keepTempPath } from './keep-old-file.ts'
import { publishNew } from './publish-file.ts'

/**
 * Gives a finished temp file its final name. What is there is kept first, and is what is replaced: where it changed in
 * between, or anything fails, it stays.
 */
export async function publishOutput(
  request: CommitRequest,
  temp: Fingerprint,
  environment: CommitEnvironment,
): Promise<Outcome<CommittedFile>> {
  const { fileSystem } = environment
  try {
    const existing = await lookAt(request.finalPath, fileSystem)
    const refusal = refusalOf(existing, request)
    if (refusal !== null) return { ok: false, failure: refusal }
    const keep = keepRequestOf(request, existing)
    if (keep === null) {
      return await swapIn(request, { temp, existing, kept: await findKept(request, environment) }, environment)
    }
    const kept = await keepOldFile(keep, environment)
    if (!kept.ok) return kept
    const outcome = await swapIn(request, { temp, existing, kept: kept.value }, environment)
    if (outcome.ok) return outcome
    return { ok: false, failure: await stopKeeping(keep, kept.value, outcome.failure, fileSystem) }
  } catch (error) {
    return { ok: false, failure: describeCommitError(error, publishing) }
  }
}

const publishing = 'give the file its final name'

/** Why the file may not appear at its final name as things are; null where it may. */
function refusalOf(existing: EntryStat | null, request: CommitRequest): Failure | null {
  const { source, overwrite, finalPath, keepPath, replacesSource } = request
  if (existing !== null && isOurs(existing, request)) return null
  if (replacesSource && keepPath !== null) {
    // A source that was read from where it is kept has been moved there by us, and its place may be empty.
    const isInPlace = existing === null ? source.path === keepPath : isUntouched(existing, source.identity)
    return isInPlace ? null : changed({ path: finalPath, isSource: true }).failure
  }
  if (existing === null) return null
  if (isFile(existing, source.identity) && existing.nlink === 1n) {
    return {
      code: 'output-is-input',
      message: 'The output would replace its own source. Choose another destination or another name.',
    }
  }
  if (overwrite) return null
  return {
    code: 'output-exists',
    message: `Another program put a file at ${finalPath} meanwhile. It was left alone; run again to get a free name.`,
  }
}

function isOurs(existing: EntryStat, { ours }: CommitRequest): boolean {
  return ours !== null && isFile(existing, ours)
}

/** Null where there is nothing to keep. */
function keepRequestOf(request: CommitRequest, existing: EntryStat | null): KeepRequest | null {
  const { finalPath, keepPath, tempPath, source, replacesSource, isRecovery, minFreeBytes } = request
  if (keepPath === null || existing === null || isOurs(existing, request)) return null
  return {
    path: finalPath,
    old: existing,
    keepPath,
    tempPath: keepTempPath(tempPath),
    sha256: replacesSource ? source.sha256() : null,
    isSource: replacesSource,
    isRecovery,
    minFreeBytes,
  }
}

/** What an earlier attempt has kept; null where that is nothing. */
async function findKept(
  { keepPath, source, isRecovery, ours }: CommitRequest,
  { fileSystem }: CommitEnvironment,
): Promise<Fingerprint | null> {
  if (keepPath === null || !(isRecovery || ours !== null)) return null
  const stat = await lookAt(keepPath, fileSystem)
  return stat === null ? null : fingerprintOf(stat, source.path === keepPath ? source.sha256() : null)
}

interface Swap {
  /** The finished file. */
  readonly temp: Fingerprint
  /** What is at the final name; null where nothing is. */
  readonly existing: EntryStat | null
  readonly kept: Fingerprint | null
}

async function swapIn(
  request: CommitRequest,
  swap: Swap,
  environment: CommitEnvironment,
): Promise<Outcome<CommittedFile>> {
  const { fileSystem } = environment
  const { finalPath, tempPath, replacesSource } = request
  const { temp, existing, kept } = swap
  const warnings: string[] = []
  try {
    await request.onPublishing(temp, kept)
    if (existing === null) {
      const warning = await publishNew(tempPath, finalPath, environment, request.onReserved)
      if (warning !== null) warnings.push(warning)
    } else {
      const current = kept === null ? existing : await lookAt(finalPath, fileSystem)
      if (current === null || !isUntouched(current, identityOf(existing))) {
        return changed({ path: finalPath, isSource: replacesSource })
      }
      await renameWithRetry(tempPath, finalPath, environment)
    }
  } catch (error) {
    return { ok: false, failure: describeCommitError(error, publishing) }
  }
  return confirm(request, swap, warnings, environment)
}

/**
 * The folder's own sync. A file whose name may not outlast a power cut must not count as done: it goes again, and what it
 * replaced comes back. Where that fails too it counts as done after all, so that somebody knows where the old file is.
 */
async function confirm(
  request: CommitRequest,
  swap: Swap,
  warnings: readonly string[],
  environment: CommitEnvironment,
): Promise<Outcome<CommittedFile>> {
  const { fileSystem } = environment
  const { finalPath } = request
  try {
    await fileSystem.syncFolder(dirname(finalPath))
  } catch (error) {
    const failure = describeCommitError(error, 'secure the folder on the disk')
    if (await takeBack(request, swap, environment)) return { ok: false, failure }
    const warning = `The folder of ${finalPath} could not be secured on the disk (${messageOf(error)}).`
    return succeed({ fingerprint: swap.temp, kept: swap.kept, warnings: [...warnings, warning] })
  }
  const stat = await lookAt(finalPath, fileSystem).catch(() => null)
  const isOurFile = stat !== null && isFile(stat, swap.temp) && Number(stat.size) === swap.temp.bytes
  const fingerprint = isOurFile ? fingerprintOf(stat, swap.temp.sha256) : swap.temp
  return succeed({ fingerprint, kept: swap.kept, warnings })
}

/** False where the old file is still only where it is kept. Of one that was not kept nothing can come back. */
async function takeBack(
  request: CommitRequest,
  { existing, kept }: Swap,
  environment: CommitEnvironment,
): Promise<boolean> {
  const { finalPath, keepPath } = request
  try {
    if (kept !== null && keepPath !== null) await renameWithRetry(keepPath, finalPath, environment)
    else if (existing === null) await environment.fileSystem.unlink(finalPath)
    return true
  } catch {
    return kept === null
  }
}
