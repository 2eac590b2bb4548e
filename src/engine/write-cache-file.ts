import { dirname } from 'node:path'
import type { CacheFile } from '../shared/child-tasks.ts'
import { type Outcome, succeed } from '../shared/failure.ts'
import type { CommitFileSystem } from './commit-file-system.ts'
import { describeCommitError } from './describe-commit-error.ts'
import { writeFully } from './write-temp-file.ts'

/**
 * Puts bytes into a file of the app's own, whole or not at all, in the place of what is there. Nothing is synced: after a
 * power cut such a file may be empty, and is then made anew.
 */
export async function writeCacheFile(
  bytes: Buffer,
  { finalPath, tempPath }: CacheFile,
  fileSystem: CommitFileSystem,
): Promise<Outcome<null>> {
  try {
    await fileSystem.mkdir(dirname(finalPath))
    const handle = await fileSystem.open(tempPath, 'wx+', 0o600)
    try {
      await writeFully(handle, bytes)
    } finally {
      await handle.close()
    }
    await fileSystem.rename(tempPath, finalPath)
    return succeed(null)
  } catch (error) {
    await fileSystem.unlink(tempPath).catch(() => undefined)
    return { ok: false, failure: describeCommitError(error, 'keep a picture for showing') }
  }
}
