import { stat } from 'node:fs/promises'
import type { FileIdentity } from '../shared/image-facts.ts'
import type { SourceFile } from '../shared/plan.ts'
import type { InspectItem } from './inspect-ahead.ts'
import type { Row } from './row.ts'

/**
 * What still holds of a row's header: what is known of a file only while it is the same file, and what could not be
 * read may be readable by now.
 */
export async function lookAgain({ facts, failure }: Row, source: SourceFile): Promise<InspectItem> {
  const stats = await stat(source.path, { bigint: true }).catch(() => null)
  if (facts !== null && stats !== null && isSame(facts.identity, stats)) return { source, failure: null, known: facts }
  // A folder that could not be searched is no file that could be inspected.
  if (failure !== null && stats?.isFile() !== true) return { source, failure }
  return { source, failure: null }
}

/** The device is left out: not every way of asking names it alike. The child compares all of it once more. */
function isSame(
  identity: FileIdentity,
  stats: { readonly size: bigint; readonly mtimeNs: bigint; readonly ino: bigint },
): boolean {
  return BigInt(identity.bytes) === stats.size && identity.modifiedNs === stats.mtimeNs && identity.inode === stats.ino
}
