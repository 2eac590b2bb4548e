import { readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { sortInSlices } from './sort-in-slices.ts'

/** Files that are looked at together; between two lots others have their turn. */
const lotSize = 64
/** A temp file older than this is nobody's any more: no child works so long on one. */
const abandonedAfterMs = 3_600_000

/**
 * Removes the files that were not used for longest until at most `maxBytes` are left, and what dead children left behind.
 * For a folder of the app's own: nothing in it is anybody else's. Never rejects; what cannot be removed stays.
 */
export async function trimFolder(folder: string, maxBytes: number, signal: AbortSignal): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  /** By time and name, so that the order of the keys is that of use. */
  const bytesByKey = new Map<string, number>()
  let bytes = 0
  for (let start = 0; start < names.length && !signal.aborted; start += lotSize) {
    const lot = names.slice(start, start + lotSize)
    const stats = await Promise.all(lot.map((name) => stat(join(folder, name)).catch(() => null)))
    for (const [index, name] of lot.entries()) {
      const found = stats[index]
      if (found?.isFile() !== true) continue
      if (!name.endsWith('.tmp')) {
        bytesByKey.set(keyOf(Math.max(found.atimeMs, found.mtimeMs), name), found.size)
        bytes += found.size
      } else if (Date.now() - found.mtimeMs > abandonedAfterMs) await remove(join(folder, name))
    }
  }
  if (bytes <= maxBytes) return
  for (const key of await sortInSlices([...bytesByKey.keys()])) {
    if (bytes <= maxBytes || signal.aborted) return
    await remove(join(folder, key.slice(timeDigits)))
    bytes -= bytesByKey.get(key) ?? 0
  }
}

const timeDigits = 16

function keyOf(usedMs: number, name: string): string {
  return `${Math.max(0, usedMs).toFixed(0).padStart(timeDigits, '0')}${name}`
}

async function remove(path: string): Promise<void> {
  await unlink(path).catch(() => undefined)
}
