import type { BigIntStats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import type { FileIdentity } from '../shared/image-facts.ts'
import type { SourceFile } from '../shared/plan.ts'
import type { JobPlanRecord } from '../store/store.ts'
import { isSameState } from './same-state.ts'

/**
 * The source with the path where its bytes are, if an interrupted replacement had moved it there already: it is not at its own
 * place any more, or something else is.
 */
export async function keptSource(source: SourceFile, plan: JobPlanRecord | null): Promise<SourceFile> {
  if (plan?.action !== 'write' || plan.original === null) return source
  const { path, keepPath } = plan.original
  const [here, kept] = [await look(path), await look(keepPath)]
  if (here !== null && here.ino === plan.identity.inode && isState(here, plan.identity)) return source
  return kept !== null && isState(kept, plan.identity) ? { ...source, keptAt: keepPath } : source
}

function look(path: string): Promise<BigIntStats | null> {
  return lstat(path, { bigint: true }).catch(() => null)
}

function isState(stats: BigIntStats, identity: FileIdentity): boolean {
  return stats.isFile() && isSameState({ bytes: Number(stats.size), modifiedNs: stats.mtimeNs }, identity)
}
