import { realpath, stat } from 'node:fs/promises'
import type { Answer, RequestHandlers } from '../shared/ipc-contract.ts'
import { answered, nothing, refused } from './answers.ts'
import { isSafeToOpen } from './safe-to-open.ts'

type PathRequest = 'openPath' | 'revealPath'

export interface PathRequestsOptions {
  /** Whether the app was given this path, made it, or has shown it in the history. */
  isKnownPath(path: string): boolean
  readonly platform: 'mac' | 'windows' | 'linux'
  /** Whether this process wrote the file at the person's wish: a report, a recipe. */
  isOwnFile(path: string): boolean
  /** Resolves to what went wrong; empty where nothing did. */
  open(path: string): Promise<string>
  reveal(path: string): void
}

interface FoundPath {
  readonly isFolder: boolean
  /** Without links. */
  readonly realPath: string
}

/** Requests that hand a path to the system: only one that the app was given or made, and never a program. */
export function pathRequests(options: PathRequestsOptions): Pick<RequestHandlers, PathRequest> {
  const { platform, isOwnFile, open, reveal } = options
  const find = async (path: string): Promise<Answer<FoundPath>> => {
    if (!options.isKnownPath(path) && !isOwnFile(path)) {
      return refused('not-allowed', `"${path}" was neither given to the app nor made by it.`)
    }
    try {
      const [stats, realPath] = await Promise.all([stat(path), realpath(path)])
      return answered({ isFolder: stats.isDirectory(), realPath })
    } catch (error) {
      const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
      return refused('system', isGone ? `"${path}" is not there any more.` : (error as Error).message)
    }
  }
  return {
    openPath: async ({ path }) => {
      const found = await find(path)
      if (!found.ok) return found
      const { isFolder, realPath } = found.value
      // The system follows a link to what it really is, whatever the link is called.
      const isSafe = [path, realPath].every((name) => isSafeToOpen(name, isFolder, platform))
      if (!isOwnFile(path) && !isSafe) {
        return refused('not-allowed', `"${path}" is neither a picture nor a plain folder; it is not opened from here.`)
      }
      const problem = await open(path)
      return problem === '' ? nothing : refused('system', problem)
    },
    revealPath: async ({ path }) => {
      const found = await find(path)
      if (!found.ok) return found
      reveal(path)
      return nothing
    },
  }
}
