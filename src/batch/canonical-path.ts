import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** The path free of links as far as it exists; what does not exist yet is appended as it is. */
export async function canonicalPath(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const parent = dirname(path)
    if (parent === path || (code !== 'ENOENT' && code !== 'ENOTDIR')) return path
    return join(await canonicalPath(parent), basename(path))
  }
}
