import type { FileId } from '../shared/child-tasks.ts'
import type { FileIdentity, Fingerprint } from '../shared/image-facts.ts'
import type { CommitFileSystem, EntryStat } from './commit-file-system.ts'
import { codeOf } from './describe-commit-error.ts'

/** What is at a path, itself and not what it leads to; null where nothing is. */
export async function lookAt(path: string, fileSystem: CommitFileSystem): Promise<EntryStat | null> {
  try {
    return await fileSystem.lstat(path)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}

/** Which file this is, and which state of it. */
export function identityOf(stat: EntryStat): FileIdentity {
  return { device: stat.dev, inode: stat.ino, bytes: Number(stat.size), modifiedNs: stat.mtimeNs }
}

/** The same with the hash of its bytes, if anybody has read them. */
export function fingerprintOf(stat: EntryStat, sha256: string | null): Fingerprint {
  return { ...identityOf(stat), sha256 }
}

/** Whether this is that very file, edited or not. */
export function isFile(stat: EntryStat, file: FileId): boolean {
  return stat.dev === file.device && stat.ino === file.inode
}

/** Whether this is that very file, and nobody has written to it since. */
export function isUntouched(stat: EntryStat, identity: FileIdentity): boolean {
  return isFile(stat, identity) && hasState(stat, identity)
}

/** Whether size and time are these; of whichever file. */
export function hasState(stat: EntryStat, state: Pick<FileIdentity, 'bytes' | 'modifiedNs'>): boolean {
  return Number(stat.size) === state.bytes && stat.mtimeNs === state.modifiedNs
}

/**
 * Whether a time that was set to `wantedNs` may read back as this: within a microsecond, which is what we can set, or on a
 * file system that counts in hundredths or whole seconds (exFAT, FAT) less than two seconds before.
 */
export function isTimeAsSet(foundNs: bigint, wantedNs: bigint): boolean {
  const missingNs = wantedNs - foundNs
  if (missingNs > -1000n && missingNs < 1000n) return true
  return foundNs % 10_000_000n === 0n && missingNs >= 0n && missingNs < 2_000_000_000n
}
