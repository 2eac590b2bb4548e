import type { FileIdentity } from '../shared/image-facts.ts'

type FileState = Pick<FileIdentity, 'bytes' | 'modifiedNs'>

/**
 * Whether two looks at a file, or at a copy of it, found the same state. Device and inode are left out: a drive has others when
 * it is connected again, and a copy always has. Times that are set are kept to the microsecond.
 */
export function isSameState(one: FileState, other: FileState): boolean {
  const differenceNs = one.modifiedNs - other.modifiedNs
  return one.bytes === other.bytes && differenceNs > -1000n && differenceNs < 1000n
}
