import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '../store/store.ts'

/**
 * Removes the temp files that a batch has left in its folders, and nothing else: only regular files that carry its name.
 * Nobody may be working on it. Yields how many there were; a folder that cannot be read is passed over.
 */
export async function sweepTemps(store: Store, batch: string): Promise<number> {
  let count = 0
  for (const folder of await store.unfinishedFolders(batch)) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      if (!entry.isFile() || !isTempOf(batch, entry.name)) continue
      const isGone = await unlink(join(folder, entry.name)).then(
        () => true,
        () => false,
      )
      if (isGone) count += 1
    }
  }
  return count
}

function isTempOf(batch: string, name: string): boolean {
  return name.startsWith(`.batchfit-${batch}-`) && name.endsWith('.tmp')
}
