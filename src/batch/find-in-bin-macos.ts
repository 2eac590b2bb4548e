import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BinEntries, type BinIndex, lookAtEach } from './bin-index.ts'

/**
 * Reads a bin of macOS, which notes nowhere that can be relied on where a file came from: but it is moved there, so its
 * inode stays. Rejects where there is none, and where the person does not let this program look into it.
 */
export async function readMacosBin(bin: string): Promise<BinIndex> {
  const entries = new BinEntries()
  await lookAtEach(await readdir(bin), async (name) => {
    const path = join(bin, name)
    const stats = await lstat(path, { bigint: true })
    if (stats.isFile()) entries.add(keyOf(stats.ino, Number(stats.size)), { path, notePath: null })
  })
  return { from: (_, { inode, bytes }) => entries.get(keyOf(inode, bytes)) }
}

function keyOf(inode: bigint, bytes: number): string {
  return `${String(inode)}:${String(bytes)}`
}
