import { dirname } from 'node:path'
import type { CommitFileSystem, EntryStat } from './commit-file-system.ts'
import { codeOf } from './describe-commit-error.ts'

/**
 * Whether a file that is not at its path may be missing because its whole volume is: its folder is not there, or as empty
 * as the place where a volume is mounted, and on another device than the file was. Throws the system's errors.
 */
export async function isVolumeGone(path: string, device: bigint, fileSystem: CommitFileSystem): Promise<boolean> {
  const folder = dirname(path)
  const stat = await lookThrough(folder, fileSystem)
  if (stat === null) return folder === path || (await isElsewhere(folder, device, fileSystem))
  return stat.dev !== device && (await fileSystem.readdir(folder)).length === 0
}

/** Of the nearest folder above that is there. */
async function isElsewhere(path: string, device: bigint, fileSystem: CommitFileSystem): Promise<boolean> {
  const folder = dirname(path)
  const stat = await lookThrough(folder, fileSystem)
  if (stat !== null) return stat.dev !== device
  return folder === path || isElsewhere(folder, device, fileSystem)
}

/** What is at a path, or where a link there leads to; null where nothing is. */
export async function lookThrough(path: string, fileSystem: CommitFileSystem): Promise<EntryStat | null> {
  try {
    return await fileSystem.stat(path)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}
