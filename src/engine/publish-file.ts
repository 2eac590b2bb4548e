import type { FileId } from '../shared/child-tasks.ts'
import { type CommitEnvironment, renameWithRetry } from './commit-environment.ts'
import type { CommitFileSystem, EntryStat } from './commit-file-system.ts'
import { codeOf, messageOf } from './describe-commit-error.ts'
import { isFile, lookAt } from './file-state.ts'

/**
 * Gives a finished temp file a name that nobody has, atomically: EEXIST where somebody took it meanwhile. Throws the
 * system's errors; resolves to a warning in words where the temp name could not be removed, else null.
 */
export async function publishNew(
  tempPath: string,
  finalPath: string,
  environment: CommitEnvironment,
  onReserved: (file: FileId) => Promise<void>,
): Promise<string | null> {
  const { fileSystem } = environment
  if (!(await linkIfPossible(tempPath, finalPath, fileSystem))) {
    await reserveAndRename(tempPath, finalPath, environment, onReserved)
    return null
  }
  try {
    await fileSystem.unlink(tempPath)
    return null
  } catch (error) {
    return `The temporary file ${tempPath} could not be removed (${messageOf(error)}).`
  }
}

/** False where the file system knows no hard links; an existing file throws EEXIST, atomically. */
export async function linkIfPossible(
  existingPath: string,
  newPath: string,
  fileSystem: CommitFileSystem,
): Promise<boolean> {
  try {
    await fileSystem.link(existingPath, newPath)
    return true
  } catch (error) {
    if (cannotLink.has(codeOf(error) ?? '')) return false
    throw error
  }
}

/** What a file system says that knows no hard links, or none here. */
export const cannotLink: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EXDEV',
  'EINVAL',
  'UNKNOWN',
])

/** Takes the final name with an empty file of our own, which nobody else can have created, and renames over it. */
async function reserveAndRename(
  tempPath: string,
  finalPath: string,
  environment: CommitEnvironment,
  onReserved: (file: FileId) => Promise<void>,
): Promise<void> {
  const { fileSystem } = environment
  const reservation = await fileSystem.open(finalPath, 'wx+', 0o600)
  let file: FileId | null = null
  try {
    const stat = await reservation.stat()
    file = { device: stat.dev, inode: stat.ino }
    await reservation.close()
    await onReserved(file)
    await renameWithRetry(tempPath, finalPath, environment)
  } catch (error) {
    if (file === null || isEmptyStill(await lookAt(finalPath, fileSystem).catch(() => null), file)) {
      await fileSystem.unlink(finalPath).catch(() => undefined)
    }
    throw error
  }
}

/** Whether what stands at the name is our reservation, and not what somebody else has put there since. */
function isEmptyStill(stat: EntryStat | null, reservation: FileId): boolean {
  return stat !== null && isFile(stat, reservation) && stat.size === 0n
}
