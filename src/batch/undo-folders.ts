import { rmdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { BatchRecord, Store } from '../store/store.ts'
import { jobPages } from './history-pages.ts'
import { isOriginalsFolder, keptFolderName } from './replace-planning.ts'

/**
 * Removes what is empty now of the folders that the batch has made, deepest first: those that kept what was replaced, then
 * those of the outputs. A folder in which anything is left stays, and so does what cannot be removed.
 */
export async function removeEmptyFolders(store: Store, batch: BatchRecord): Promise<void> {
  const keepFolders = mayHaveKept(batch) ? await keepFoldersOf(store, batch.id) : new Set<string>()
  for (const folder of keepFolders) await rmdir(folder).catch(() => undefined)
  // As the store gives them, a folder comes after those within it.
  for (const folder of await store.createdFolders(batch.id)) await rmdir(folder).catch(() => undefined)
}

function mayHaveKept({ isReplace, recipe }: BatchRecord): boolean {
  return isReplace || recipe.onExisting === 'overwrite'
}

async function keepFoldersOf(store: Store, id: string): Promise<ReadonlySet<string>> {
  const folders = new Set<string>()
  for await (const jobs of jobPages(store, id)) {
    for (const { plan } of jobs) {
      if (plan?.action !== 'write') continue
      const keepPaths = [plan.original?.keepPath, ...plan.outputs.map((output) => output.keepPath)]
      for (const path of keepPaths) {
        if (path != null && isKeepFolder(dirname(path))) folders.add(dirname(path))
      }
    }
  }
  return folders
}

/** One that Batchfit makes to keep files in, by its name. */
function isKeepFolder(folder: string): boolean {
  return basename(folder) === keptFolderName || isOriginalsFolder(basename(folder))
}
