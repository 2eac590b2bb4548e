import { dirname } from 'node:path'
import type { Retirement } from '../shared/child-tasks.ts'
import { type Failure, type Outcome, succeed } from '../shared/failure.ts'
import type { Fingerprint } from '../shared/image-facts.ts'
import type { CommitEnvironment } from './commit-environment.ts'
import type { CommitSource } from './commit-request.ts'
import { messageOf } from './describe-commit-error.ts'
import { fingerprintOf, identityOf, isUntouched, lookAt } from './file-state.ts'
import { changed, describeKeepError, stopKeeping, keepOldFile, type KeepRequest } from './keep-old-file.ts'

/** A source that gives way to an output of another name. */
export interface RetireRequest {
  readonly retirement: Retirement
  readonly source: CommitSource
  /** For a copy, where there are no hard links; on the same volume. */
  readonly tempPath: string
  readonly isRecovery: boolean
  readonly minFreeBytes: number | null
}

/** How that ended. */
export interface RetiredSource {
  /** The source where it is kept; null where it had gone from its path, and not by us. */
  readonly fingerprint: Fingerprint | null
  /** In words. */
  readonly warnings: readonly string[]
}

/**
 * Moves a source away that has given way to an output of another name: a second name first, durable, then the first one
 * goes. After a failure it is at its path. Never throws.
 */
export async function retireSource(
  request: RetireRequest,
  environment: CommitEnvironment,
): Promise<Outcome<RetiredSource>> {
  const { fileSystem } = environment
  const { retirement, source } = request
  const { path, keepPath } = retirement
  const { isRecovery, minFreeBytes, tempPath } = request
  try {
    const old = await lookAt(path, fileSystem)
    if (source.path === keepPath) return succeed(await describeMoved(request, old !== null, environment))
    if (old === null) return succeed({ fingerprint: null, warnings: [wentAway(path)] })
    if (!isUntouched(old, source.identity)) return changed({ path, isSource: true })
    const sha256 = source.sha256()
    const keep: KeepRequest = { path, old, keepPath, tempPath, sha256, isSource: true, isRecovery, minFreeBytes }
    const kept = await keepOldFile(keep, environment)
    return kept.ok ? await leavePath(keep, kept.value, environment) : kept
  } catch (error) {
    return { ok: false, failure: describeKeepError(error, { path, keepPath }) }
  }
}

/** An earlier process has moved it. */
async function describeMoved(
  { retirement, source }: RetireRequest,
  isPathTaken: boolean,
  { fileSystem }: CommitEnvironment,
): Promise<RetiredSource> {
  const { path, keepPath } = retirement
  const fingerprint = fingerprintOf(await fileSystem.lstat(keepPath), source.sha256())
  const warning = `There is another file at ${path} now, which was left alone. The original is kept as ${keepPath}.`
  return { fingerprint, warnings: isPathTaken ? [warning] : [] }
}

function wentAway(path: string): string {
  return `The original ${path} was moved or removed by another program meanwhile, so it was not kept by this one.`
}

async function leavePath(
  keep: KeepRequest,
  kept: Fingerprint,
  { fileSystem }: CommitEnvironment,
): Promise<Outcome<RetiredSource>> {
  const { path, old } = keep
  const giveUp = async (failure: Failure): Promise<Outcome<never>> => {
    return { ok: false, failure: await stopKeeping(keep, kept, failure, fileSystem) }
  }
  try {
    const current = await lookAt(path, fileSystem)
    // Somebody else was faster; it is kept all the same.
    if (current === null) return succeed({ fingerprint: kept, warnings: [] })
    if (!isUntouched(current, identityOf(old))) return await giveUp(changed(keep).failure)
    await fileSystem.unlink(path)
  } catch (error) {
    return giveUp(describeKeepError(error, keep))
  }
  try {
    await fileSystem.syncFolder(dirname(path))
    return succeed({ fingerprint: kept, warnings: [] })
  } catch (error) {
    // After a power cut its first name may be back; it then has two, and nothing is lost.
    const warning = `The folder of ${path} could not be secured on the disk (${messageOf(error)}).`
    return succeed({ fingerprint: kept, warnings: [warning] })
  }
}
