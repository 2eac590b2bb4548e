import { createHash } from 'node:crypto'
import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow } from '../../scripts/support/files-below.ts'

/** What a file is, as far as a person could tell two apart: contents, time of change, permissions. */
export interface FileState {
  readonly sha256: string
  readonly modifiedNs: bigint
  readonly mode: number
}

/** Every regular file below a folder by its relative path, hidden ones too; `rename` may give two trees the same names. */
export async function treeState(
  folder: string,
  rename: (name: string) => string = (name) => name,
): Promise<Readonly<Record<string, FileState>>> {
  const states: Record<string, FileState> = {}
  for (const name of await filesBelow(folder)) {
    const path = join(folder, name)
    const { mtimeNs, mode } = await lstat(path, { bigint: true })
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    states[rename(name)] = { sha256, modifiedNs: mtimeNs, mode: Number(mode & 0o7777n) }
  }
  return states
}
