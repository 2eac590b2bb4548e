import { dirname } from 'node:path'
import type { OutputResult } from '../shared/child-tasks.ts'
import type { Failure } from '../shared/failure.ts'
import type { CommitEnvironment } from './commit-environment.ts'
import { isUntouched, lookAt } from './file-state.ts'

/**
 * Removes an output again whose source could not give way: the source stays, so nothing is lost. One that has replaced a
 * file, or was changed since, stays as well.
 */
export async function takeBackOutput(
  result: OutputResult,
  sourcePath: string,
  failure: Failure,
  { fileSystem }: CommitEnvironment,
): Promise<OutputResult> {
  if (result.kind !== 'written' && result.kind !== 'copied') return result
  const { path, fingerprint, kept } = result
  if (kept !== null) return result
  try {
    // An output whose source has gone may be all that is left.
    if ((await lookAt(sourcePath, fileSystem)) === null) return result
    const current = await lookAt(path, fileSystem)
    if (current === null || !isUntouched(current, fingerprint)) return result
    await fileSystem.unlink(path)
    await fileSystem.syncFolder(dirname(path)).catch(() => undefined)
    return { kind: 'failed', path, failure }
  } catch {
    return result
  }
}
