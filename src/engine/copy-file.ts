import { createHash } from 'node:crypto'
import { type CommitEnvironment } from './commit-environment.ts'
import type { CommitFileSystem, CommitHandle, EntryStat } from './commit-file-system.ts'
import { hashFile, readChunks } from './hash-bytes.ts'
import { openNew, writeFully } from './write-temp-file.ts'

/** A copy under a temporary name: whole, on the disk, read back and compared, with mode and time of what it copies. */
export interface FileCopy {
  readonly stat: EntryStat
  readonly sha256: string
}

/**
 * Copies a file to `tempPath`, for where a second name by a hard link cannot be had. Null where the file is not `original`
 * or changed meanwhile; nothing is left then. Throws the system's errors, and leaves nothing where that was possible.
 */
export async function copyFile(
  path: string,
  original: EntryStat,
  tempPath: string,
  { fileSystem }: Pick<CommitEnvironment, 'fileSystem'>,
): Promise<FileCopy | null> {
  const source = await fileSystem.open(path, 'r')
  try {
    if (!isSame(await source.stat(), original)) return null
    const copy = await writeCopy(source, tempPath, original, fileSystem)
    try {
      if (isSame(await source.stat(), original)) return copy
    } catch (error) {
      await fileSystem.unlink(tempPath).catch(() => undefined)
      throw error
    }
    await fileSystem.unlink(tempPath)
    return null
  } finally {
    await source.close().catch(() => undefined)
  }
}

function isSame(stat: EntryStat, original: EntryStat): boolean {
  return (
    stat.dev === original.dev &&
    stat.ino === original.ino &&
    stat.size === original.size &&
    stat.mtimeNs === original.mtimeNs
  )
}

async function writeCopy(
  source: CommitHandle,
  tempPath: string,
  original: EntryStat,
  fileSystem: CommitFileSystem,
): Promise<FileCopy> {
  const target = await openNew(tempPath, fileSystem)
  try {
    let sha256: string
    try {
      sha256 = await pour(source, target, original)
    } finally {
      await target.close()
    }
    const copy = await hashFile(tempPath, fileSystem)
    if (copy?.sha256 === sha256) return copy
    throw new Error('the copy does not read back as the file that was copied')
  } catch (error) {
    await fileSystem.unlink(tempPath).catch(() => undefined)
    throw error
  }
}

async function pour(source: CommitHandle, target: CommitHandle, original: EntryStat): Promise<string> {
  const hash = createHash('sha256')
  let position = 0
  await readChunks(source, async (chunk) => {
    hash.update(chunk)
    await writeFully(target, chunk, position)
    position += chunk.length
  })
  await target.chmod(Number(original.mode & 0o777n))
  await target.utimes(original.mtimeNs)
  await target.sync()
  return hash.digest('hex')
}
