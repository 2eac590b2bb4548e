import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Bytes that are free for us where `folder` is, or will be once it is made; null where the system does not say. */
export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    const parent = dirname(folder)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) return null
    return freeBytes(parent)
  }
}
