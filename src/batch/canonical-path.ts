import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** The path free of links as far as it exists; what does not exist yet is appended as it is. */
export async function canonicalPath(path: string): Promise<string> {
  const { existing, missing } = await splitCanonical(path)
  return join(existing, ...missing)
}

/** The same in two parts: what exists, free of links, and the names below it that do not. */
export async function splitCanonical(
  path: string,
): Promise<{ readonly existing: string; readonly missing: readonly string[] }> {
  try {
    return { existing: await realpath(path), missing: [] }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const parent = dirname(path)
    if (parent === path || (code !== 'ENOENT' && code !== 'ENOTDIR')) return { existing: path, missing: [] }
    const { existing, missing } = await splitCanonical(parent)
    return { existing, missing: [...missing, basename(path)] }
  }
}
