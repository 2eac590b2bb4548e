import { access, constants, lstat, stat, statfs } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'

/** What decides where this system's bins are; a test passes its own. Folders are absolute. */
export interface BinSystem {
  readonly platform: NodeJS.Platform
  readonly homeFolder: string
  /** Of the programs of this person: where Linux has the bin of the home volume. */
  readonly dataFolder: string
  /** Null where users have no number. */
  readonly userId: number | null
  /** Rejects where nothing is there. A link is looked at itself with `lstat`. */
  stat(path: string): Promise<BinEntryStats>
  lstat(path: string): Promise<BinEntryStats>
  /** The number of the kind of file system. */
  fileSystemOf(path: string): Promise<bigint>
  mayWrite(path: string): Promise<boolean>
}

export interface BinEntryStats {
  readonly dev: bigint
  readonly uid: bigint
  readonly mode: bigint
  isDirectory(): boolean
}

/** The system that this process runs on. */
export function thisBinSystem(): BinSystem {
  const { platform, env } = process
  const homeFolder = homedir()
  const dataFolder = env['XDG_DATA_HOME'] ?? ''
  return {
    platform,
    homeFolder,
    dataFolder: path.isAbsolute(dataFolder) ? dataFolder : path.join(homeFolder, '.local', 'share'),
    userId: process.getuid?.() ?? null,
    stat: (at) => stat(at, { bigint: true }),
    lstat: (at) => lstat(at, { bigint: true }),
    fileSystemOf: async (at) => (await statfs(at, { bigint: true })).type,
    mayWrite: (at) =>
      access(at, constants.W_OK).then(
        () => true,
        () => false,
      ),
  }
}

/** How paths are written on that system. */
export function pathsOf({ platform }: Pick<BinSystem, 'platform'>): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix
}

/** The nearest folder above, or the path itself, that is there. */
export async function existingFolder(at: string, system: Pick<BinSystem, 'platform' | 'stat'>): Promise<string> {
  const { dirname } = pathsOf(system)
  for (let folder = at; ; folder = dirname(folder)) {
    const isThere = await system.stat(folder).then(
      (stats) => stats.isDirectory(),
      () => false,
    )
    if (isThere || dirname(folder) === folder) return folder
  }
}

/** Where the volume of a path begins: the highest folder above that is on the same. Rejects where nothing is there. */
export async function volumeTop(at: string, system: Pick<BinSystem, 'platform' | 'stat'>): Promise<string> {
  const { dirname } = pathsOf(system)
  let top = await existingFolder(at, system)
  const { dev } = await system.stat(top)
  while (dirname(top) !== top) {
    const above = await system.stat(dirname(top)).catch(() => null)
    if (above?.dev !== dev) break
    top = dirname(top)
  }
  return top
}
