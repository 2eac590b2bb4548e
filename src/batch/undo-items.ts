import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { UndoItem } from '../shared/child-tasks.ts'
import type { Fingerprint } from '../shared/image-facts.ts'
import type { WrittenRecord } from '../store/store.ts'

/** An original that is in the system's bin. */
export interface BinnedOriginal {
  /** Absolute, inside the bin. */
  readonly path: string
  /** After it was taken out: removes what the bin has noted of it. Never rejects. */
  taken(): Promise<void>
}

/** Finds the file that went to the bin from `path`; null where it is not there any more. Never rejects. */
export type FindInBin = (path: string, fingerprint: Fingerprint) => Promise<BinnedOriginal | null>

/** What a child is asked to do about one written file, and where the original came from if that was the bin. */
export interface UndoOrder {
  readonly record: WrittenRecord
  readonly item: UndoItem
  readonly binned: BinnedOriginal | null
}

/** Looks up where the original is, if one is to be put back. */
export async function undoOrder(batch: string, record: WrittenRecord, findInBin: FindInBin): Promise<UndoOrder> {
  const { path, fingerprint, kept, source, place, output } = record
  const tempPath = join(dirname(kept?.path ?? path), `.batchfit-${batch}-undo${String(place)}-${String(output)}.tmp`)
  if (kept === null) return { record, item: { path, fingerprint, restore: null, source, tempPath }, binned: null }
  const binned = await findBinned(kept, findInBin)
  const restore = { path: kept.path, keptAt: binned?.path ?? kept.keptAt, fingerprint: kept.fingerprint }
  // Where an original was replaced, the kept file is the source.
  const item = { path, fingerprint, restore, source: kept.keeper === 'hidden' ? source : null, tempPath }
  return { record, item, binned }
}

/** Beside its replacement it is as long as it is not in the bin yet, or once somebody has brought it back from there. */
async function findBinned(
  kept: NonNullable<WrittenRecord['kept']>,
  findInBin: FindInBin,
): Promise<BinnedOriginal | null> {
  if (kept.keeper !== 'bin' || (await isUntouched(kept.keptAt, kept.fingerprint))) return null
  return findInBin(kept.keptAt, kept.fingerprint)
}

/** Whether a file is there with this size and this time of its last change; its bytes are not read. */
export async function isUntouched(path: string, { bytes, modifiedNs }: Fingerprint): Promise<boolean> {
  const stats = await lstat(path, { bigint: true }).catch(() => null)
  return stats !== null && stats.isFile() && Number(stats.size) === bytes && stats.mtimeNs === modifiedNs
}
