import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { BinEntries, type BinIndex, lookAtEach } from './bin-index.ts'

const ending = '.trashinfo'

/** Reads the notes of a bin as https://specifications.freedesktop.org/trash-spec has it. Rejects where there is none. */
export async function readFreedesktopBin(bin: string): Promise<BinIndex> {
  const names = (await readdir(join(bin, 'info'))).filter((name) => name.endsWith(ending))
  const entries = new BinEntries()
  const base = baseOf(bin)
  await lookAtEach(names, async (name) => {
    const notePath = join(bin, 'info', name)
    const from = originalPath(await readFile(notePath, 'utf8'))
    if (from === null) return
    entries.add(resolve(base, from), { path: join(bin, 'files', name.slice(0, -ending.length)), notePath })
  })
  return { from: (path) => entries.get(path) }
}

/** What relative paths in the notes are relative to: the top of the volume. In the home bin there are none. */
function baseOf(bin: string): string {
  return basename(dirname(bin)) === '.Trash' ? dirname(dirname(bin)) : dirname(bin)
}

function originalPath(note: string): string | null {
  const [, encoded] = /^Path=(.*)$/m.exec(note) ?? []
  if (encoded === undefined) return null
  try {
    return decodeURIComponent(encoded)
  } catch {
    // Written by somebody who encodes nothing.
    return encoded
  }
}
