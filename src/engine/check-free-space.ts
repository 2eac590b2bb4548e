import { dirname } from 'node:path'
import { diskReserveBytes } from '../shared/disk-reserve.ts'
import type { Failure } from '../shared/failure.ts'
import type { CommitFileSystem, VolumeSpace } from './commit-file-system.ts'
import { codeOf, volumeGoneCodes, volumeGoneMessage } from './describe-commit-error.ts'

/**
 * Whether a file of `bytes` fits into `folder` so that enough stays free for everybody else: null, or why not. A folder
 * that is not there yet is judged by the one that it will be made in; where the system does not say, the write will.
 */
export async function checkFreeSpace(
  folder: string,
  bytes: number,
  minFreeBytes: number | null,
  fileSystem: CommitFileSystem,
): Promise<Failure | null> {
  let space: VolumeSpace
  try {
    space = await fileSystem.statfs(folder)
  } catch (error) {
    const code = codeOf(error) ?? ''
    if (volumeGoneCodes.has(code)) return { code: 'volume-gone', message: volumeGoneMessage }
    const parent = dirname(folder)
    if (code !== 'ENOENT' || parent === folder) return null
    return checkFreeSpace(parent, bytes, minFreeBytes, fileSystem)
  }
  // Some shares do not know their size and say zero.
  if (space.totalBytes === 0) return null
  const reserveBytes = minFreeBytes ?? diskReserveBytes(space.totalBytes)
  if (space.freeBytes - bytes >= reserveBytes) return null
  return {
    code: 'disk-full',
    message:
      `The disk is nearly full: ${words(space.freeBytes)} are free, and this file needs ${words(bytes)} where ` +
      `${words(reserveBytes)} have to stay free. Free some space and go on; what is finished stays.`,
  }
}

function words(bytes: number): string {
  return bytes < 1e6 ? `${String(Math.ceil(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`
}
