import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BinEntries, type BinIndex, lookAtEach } from './bin-index.ts'

/**
 * Reads a `$Recycle.Bin`: a folder for every user, in it files `$R…` and for each a note `$I…`. Folders of others cannot
 * be read and are passed over. Rejects where there is none.
 */
export async function readWindowsBin(bin: string): Promise<BinIndex> {
  const entries = new BinEntries()
  for (const user of await readdir(bin)) {
    const folder = join(bin, user)
    const names = await readdir(folder).catch(() => [])
    await lookAtEach(
      names.filter((name) => name.startsWith('$I')),
      async (name) => {
        const notePath = join(folder, name)
        const from = originalPath(await readFile(notePath))
        if (from !== null) entries.add(foldPath(from), { path: join(folder, `$R${name.slice(2)}`), notePath })
      },
    )
  }
  return { from: (path) => entries.get(foldPath(path)) }
}

const fixedPathBytes = 520

/**
 * A note: version (8 bytes), size (8), time of deletion (8), then the path as UTF-16 ending with a zero. Version 1 (up to
 * Windows 8) has room for 260 units; version 2 says before it how many there are. Null where it is neither.
 */
function originalPath(note: Buffer): string | null {
  if (note.length < 28) return null
  const version = note.readBigInt64LE(0)
  const [start, bytes] =
    version === 1n ? [24, fixedPathBytes] : version === 2n ? [28, note.readUInt32LE(24) * 2] : [note.length, 0]
  const [path = ''] = note.toString('utf16le', start, Math.min(start + bytes, note.length)).split('\0', 1)
  return path === '' ? null : path
}

/** As Windows compares paths. */
function foldPath(path: string): string {
  return path.replaceAll('/', '\\').toLowerCase()
}
