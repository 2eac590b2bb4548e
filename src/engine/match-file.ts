import type { Fingerprint } from '../shared/image-facts.ts'
import type { CommitFileSystem, EntryStat } from './commit-file-system.ts'
import { hasState, isTimeAsSet, lookAt } from './file-state.ts'
import { hashFile } from './hash-bytes.ts'

/** Whether the file is as it was written: size, time and bytes. It may have moved to another inode, bytes permitting. */
export async function isWritten(path: string, wanted: Fingerprint, fileSystem: CommitFileSystem): Promise<boolean> {
  const stat = await lookAt(path, fileSystem)
  if (stat === null || !hasState(stat, wanted)) return false
  return wanted.sha256 === null ? stat.ino === wanted.inode : hasBytes(path, stat, wanted, fileSystem)
}

/**
 * Whether the file is the original that was kept. Its time may be another, because a bin may have copied it: its bytes
 * say what it is. Where nobody has read those, it has to be that very file, untouched. Its volume may have another number
 * by now: many get one anew at every start of the system.
 */
export async function isOriginal(path: string, wanted: Fingerprint, fileSystem: CommitFileSystem): Promise<boolean> {
  const stat = await lookAt(path, fileSystem)
  if (stat === null || Number(stat.size) !== wanted.bytes) return false
  if (wanted.sha256 !== null) return hasBytes(path, stat, wanted, fileSystem)
  return stat.ino === wanted.inode && hasState(stat, wanted)
}

/** Whether the original is back at its path, itself or as a copy, which has its time to the microsecond. */
export async function isRestored(path: string, wanted: Fingerprint, fileSystem: CommitFileSystem): Promise<boolean> {
  const stat = await lookAt(path, fileSystem)
  if (stat === null || Number(stat.size) !== wanted.bytes || !isTimeAsSet(stat.mtimeNs, wanted.modifiedNs)) return false
  return wanted.sha256 === null || hasBytes(path, stat, wanted, fileSystem)
}

async function hasBytes(
  path: string,
  stat: EntryStat,
  wanted: Fingerprint,
  fileSystem: CommitFileSystem,
): Promise<boolean> {
  if (!stat.isFile()) return false
  const found = await hashFile(path, fileSystem)
  return found?.sha256 === wanted.sha256
}
