import type { CommitFileSystem } from './commit-file-system.ts'
import { codeOf } from './describe-commit-error.ts'

/** What a commit works on. */
export interface CommitEnvironment {
  readonly fileSystem: CommitFileSystem
  /** Waits before a rename that the system refused for the moment is tried again (Windows); empty elsewhere. */
  readonly renameDelaysMs: readonly number[]
  sleep(ms: number): Promise<void>
}

/** The waits of Windows: 10 ms growing to 100 ms, about a minute in all; nothing elsewhere. */
export function renameDelaysMs(platform: NodeJS.Platform): readonly number[] {
  return platform === 'win32' ? Array.from({ length: 600 }, (_, index) => Math.min(100, 10 + 10 * index)) : []
}

/** Virus scanners and indexers hold fresh files for a moment on Windows; the delays are empty elsewhere. */
export async function renameWithRetry(fromPath: string, toPath: string, environment: CommitEnvironment): Promise<void> {
  for (const delayMs of environment.renameDelaysMs) {
    try {
      await environment.fileSystem.rename(fromPath, toPath)
      return
    } catch (error) {
      const code = codeOf(error)
      if (code !== 'EPERM' && code !== 'EACCES' && code !== 'EBUSY') throw error
      await environment.sleep(delayMs)
    }
  }
  await environment.fileSystem.rename(fromPath, toPath)
}
