import type { FileId } from '../shared/child-tasks.ts'
import type { FileIdentity, Fingerprint } from '../shared/image-facts.ts'
import type { CommitFileSystem, EntryStat } from './commit-file-system.ts'
import { fingerprintOf, identityOf, isFile, isTimeAsSet, lookAt } from './file-state.ts'
import { hashFile } from './hash-bytes.ts'

/** What would be written, and where. */
export interface RecogniseRequest {
  readonly finalPath: string
  readonly keepPath: string | null
  readonly bytes: number
  readonly sha256: string
  /** That would be set; null for the time of writing. */
  readonly modifiedNs: bigint | null
  readonly source: { readonly identity: FileIdentity }
}

/** What a process before this one has done of an output, as it shows on the disk. */
export type Trace =
  /** Nothing that counts: the output is committed as if for the first time. */
  | { readonly kind: 'none' }
  /** Nothing but an empty file that kept its name free, where there are no hard links. */
  | { readonly kind: 'reserved'; readonly file: FileId }
  /** It is there, whole; `kept` is what it replaced. */
  | { readonly kind: 'written'; readonly fingerprint: Fingerprint; readonly kept: Fingerprint | null }
  /** It was replaced, and what is there now is neither: somebody else's. */
  | { readonly kind: 'foreign' }

/**
 * Recognises an output of an interrupted run by its bytes, and by its time where that is ours to set. Where a file was to be
 * replaced, its kept second name says how far that had come: none, and nothing is replaced yet; the same file, and only
 * the swap is missing; another one, and the swap was done. Throws the system's errors.
 */
export async function recogniseFile(request: RecogniseRequest, fileSystem: CommitFileSystem): Promise<Trace> {
  const { finalPath, keepPath } = request
  const existing = await lookAt(finalPath, fileSystem)
  const kept = keepPath === null ? null : await lookAt(keepPath, fileSystem)
  if (existing === null) return { kind: 'none' }
  if (keepPath === null) {
    const file = { device: existing.dev, inode: existing.ino }
    if (existing.isFile() && existing.size === 0n) return { kind: 'reserved', file }
    return (await recognised(request, existing, null, fileSystem)) ?? { kind: 'none' }
  }
  if (kept === null || kept.size === 0n || isFile(kept, identityOf(existing))) return { kind: 'none' }
  const written = await recognised(request, existing, { path: keepPath, stat: kept }, fileSystem)
  if (written !== null) return written
  // A copy that was kept where there are no hard links, before the swap.
  const isCopy = kept.size === existing.size && (await haveSameBytes(keepPath, finalPath, fileSystem))
  return isCopy ? { kind: 'none' } : { kind: 'foreign' }
}

async function recognised(
  request: RecogniseRequest,
  existing: EntryStat,
  kept: { readonly path: string; readonly stat: EntryStat } | null,
  fileSystem: CommitFileSystem,
): Promise<Trace | null> {
  const { finalPath, bytes, sha256, modifiedNs, source } = request
  if (!existing.isFile() || isFile(existing, source.identity) || existing.size !== BigInt(bytes)) return null
  if (modifiedNs !== null && !isTimeAsSet(existing.mtimeNs, modifiedNs)) return null
  const found = await hashFile(finalPath, fileSystem)
  if (found?.sha256 !== sha256) return null
  const keptHash = kept?.stat.isFile() === true ? await hashFile(kept.path, fileSystem) : null
  return {
    kind: 'written',
    fingerprint: fingerprintOf(found.stat, sha256),
    kept: kept === null ? null : fingerprintOf(kept.stat, keptHash?.sha256 ?? null),
  }
}

async function haveSameBytes(one: string, other: string, fileSystem: CommitFileSystem): Promise<boolean> {
  const [first, second] = [await hashFile(one, fileSystem), await hashFile(other, fileSystem)]
  return first !== null && second !== null && first.sha256 === second.sha256
}
