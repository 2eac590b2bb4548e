import type { BinEntryStats, BinSystem } from '../../src/batch/bin-system.ts'

/** An entry of a made-up disk; a folder of this person's on volume 1, where nothing else is said. */
export interface FakeEntry {
  readonly volume?: number
  readonly kind?: 'folder' | 'file' | 'link'
  readonly userId?: number
  /** Permission bits, with the sticky one. */
  readonly mode?: number
  readonly isReadOnly?: boolean
}

export interface FakeBinSystem extends BinSystem {
  /** Paths that were looked at, in order. */
  readonly looked: readonly string[]
}

/** Linux' number of ext4. */
const ext4 = 0xef53n

/** A system made of entries by their absolute paths; everything else is not there. `kinds` are file systems by volume. */
export function fakeBinSystem(
  platform: NodeJS.Platform,
  entries: Readonly<Record<string, FakeEntry>>,
  { kinds = {}, ...changes }: Partial<BinSystem> & { readonly kinds?: Readonly<Record<number, bigint>> } = {},
): FakeBinSystem {
  const looked: string[] = []
  const find = (path: string): FakeEntry => {
    looked.push(path)
    const entry = entries[path]
    if (entry === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' })
    return entry
  }
  const statsOf = ({ volume = 1, kind = 'folder', userId = 1000, mode = 0o755 }: FakeEntry): BinEntryStats => ({
    dev: BigInt(volume),
    uid: BigInt(userId),
    mode: BigInt(mode),
    isDirectory: () => kind === 'folder',
  })
  const look = (path: string): Promise<BinEntryStats> =>
    new Promise((resolve) => {
      resolve(statsOf(find(path)))
    })
  return {
    platform,
    homeFolder: '/home/me',
    dataFolder: '/home/me/.local/share',
    userId: platform === 'win32' ? null : 1000,
    stat: look,
    lstat: look,
    fileSystemOf: (path) => Promise.resolve(kinds[find(path).volume ?? 1] ?? ext4),
    mayWrite: (path) => Promise.resolve(entries[path] !== undefined && entries[path].isReadOnly !== true),
    looked,
    ...changes,
  }
}
