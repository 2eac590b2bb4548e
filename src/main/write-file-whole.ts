import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Writes a file so that it appears whole or not at all, in place of what was there; its folder has to exist. Rejects
 * with the error of the call that failed.
 */
export async function writeFileWhole(path: string, text: string): Promise<void> {
  const tempPath = join(dirname(path), `.batchfit-${randomBytes(4).toString('hex')}.tmp`)
  try {
    const file = await open(tempPath, 'wx', 0o666)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(tempPath, path)
  } catch (error) {
    await rm(tempPath, { force: true }).catch(() => undefined)
    throw error
  }
}
