import { createHash } from 'node:crypto'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** All that must be as it was before a batch, once that is undone; folders' own times are not promised. */
export type TreeSnapshot = Readonly<Record<string, string>>

/** Everything below a folder by its relative path, hidden entries as well: kind, mode, and of files time and hash. */
export async function treeSnapshot(folder: string): Promise<TreeSnapshot> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: Record<string, string> = {}
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    found[relative(folder, path)] = await wordsFor(path)
  }
  return Object.fromEntries(Object.entries(found).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

async function wordsFor(path: string): Promise<string> {
  const stats = await lstat(path, { bigint: true })
  const mode = (stats.mode & 0o7777n).toString(8)
  if (stats.isDirectory()) return `folder ${mode}`
  if (stats.isSymbolicLink()) return `link to ${await readlink(path)}`
  const hash = createHash('sha256').update(await readFile(path))
  return `file ${mode}, ${String(stats.mtimeNs)} ns, ${hash.digest('hex')}`
}
