import { dirname } from 'node:path'
import type { Fingerprint } from '../shared/image-facts.ts'
import { type CommitEnvironment, renameWithRetry } from './commit-environment.ts'
import type { CommitFileSystem, EntryStat } from './commit-file-system.ts'
import { copyFile } from './copy-file.ts'
import { codeOf } from './describe-commit-error.ts'
import { isTimeAsSet } from './file-state.ts'
import { cannotLink, publishNew } from './publish-file.ts'
import { makeFolder } from './write-temp-file.ts'

/** A kept file on its way back. */
export interface PutBackRequest {
  readonly keptAt: string
  /** As it is at `keptAt`, verified. */
  readonly old: EntryStat
  /** As it was when it was kept. */
  readonly fingerprint: Fingerprint
  /** Where it belongs. */
  readonly path: string
  /** Beside `path`, for a copy from another volume. */
  readonly tempPath: string
  /** A file at `path` is replaced, in one step; else EEXIST is thrown where there is one. */
  readonly isOver: boolean
}

/**
 * Puts a kept file where it belongs. It may still be at `keptAt` as well when this returns, as a second name or where it was
 * copied: that one goes once the folder of the other was synced. Throws the system's errors; the file is then at `keptAt` still.
 */
export async function putBack(request: PutBackRequest, environment: CommitEnvironment): Promise<void> {
  const { fileSystem } = environment
  const { path } = request
  await setTime(request, fileSystem)
  try {
    await (request.isOver ? moveOver(request, environment) : giveName(request, environment))
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') {
      await makeFolder(dirname(path), fileSystem)
      await giveName(request, environment)
    } else if (code === 'EXDEV') await copyBack(request, environment)
    else throw error
  }
}

/** A bin that copies may have given it another time. */
async function setTime({ keptAt, old, fingerprint }: PutBackRequest, fileSystem: CommitFileSystem): Promise<void> {
  if (isTimeAsSet(old.mtimeNs, fingerprint.modifiedNs)) return
  const handle = await fileSystem.open(keptAt, 'r')
  try {
    await handle.utimes(fingerprint.modifiedNs)
  } finally {
    await handle.close()
  }
}

function moveOver({ keptAt, path }: PutBackRequest, environment: CommitEnvironment): Promise<void> {
  return renameWithRetry(keptAt, path, environment)
}

async function giveName({ keptAt, path }: PutBackRequest, environment: CommitEnvironment): Promise<void> {
  try {
    await environment.fileSystem.link(keptAt, path)
  } catch (error) {
    if (codeOf(error) === 'EXDEV' || !cannotLink.has(codeOf(error) ?? '')) throw error
    await publishNew(keptAt, path, environment, () => Promise.resolve())
  }
}

async function copyBack(request: PutBackRequest, environment: CommitEnvironment): Promise<void> {
  const { keptAt, old, path, tempPath, isOver } = request
  const { fileSystem } = environment
  // Of an earlier attempt that was interrupted.
  await fileSystem.unlink(tempPath).catch(() => undefined)
  const seen = await fileSystem.lstat(keptAt)
  const copy = await copyFile(keptAt, seen, tempPath, environment)
  if (copy?.stat.size !== old.size) throw new Error(`${keptAt} changed while it was copied back`)
  try {
    if (isOver) await renameWithRetry(tempPath, path, environment)
    else {
      const warning = await publishNew(tempPath, path, environment, () => Promise.resolve())
      if (warning !== null) throw new Error(warning)
    }
  } catch (error) {
    await fileSystem.unlink(tempPath).catch(() => undefined)
    throw error
  }
}
