import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statfsSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** The calls that a commit makes, one by one, so that a test can make each of them fail. Errors are Node's own. */
export interface CommitFileSystem {
  /** `wx+` makes a new file and fails as EEXIST where there is one; `r` reads and never waits, whatever is there. */
  open(path: string, flags: OpenFlags, mode?: number): Promise<CommitHandle>
  link(existingPath: string, newPath: string): Promise<void>
  rename(fromPath: string, toPath: string): Promise<void>
  unlink(path: string): Promise<void>
  lstat(path: string): Promise<EntryStat>
  /** What a link leads to. */
  stat(path: string): Promise<EntryStat>
  statfs(folder: string): Promise<VolumeSpace>
  /** Names in a folder. */
  readdir(folder: string): Promise<readonly string[]>
  /** Creates a folder and its missing parents; the first one created, or undefined when all were there. */
  mkdir(path: string): Promise<string | undefined>
  /** Makes the names in a folder durable. */
  syncFolder(path: string): Promise<void>
}

export type OpenFlags = 'wx+' | 'r'

export interface EntryStat {
  readonly dev: bigint
  readonly ino: bigint
  readonly nlink: bigint
  readonly size: bigint
  readonly mode: bigint
  readonly mtimeNs: bigint
  isFile(): boolean
  isSymbolicLink(): boolean
}

/** Bytes of a volume; `freeBytes` for us, without what is reserved for the system. */
export interface VolumeSpace {
  readonly freeBytes: number
  readonly totalBytes: number
}

export interface CommitHandle {
  /**
   * Writes some of `bytes` from `offset` on to `position` of the file, and says how many: a full disk writes short before
   * it fails.
   */
  write(bytes: Buffer, offset: number, position: number): Promise<number>
  sync(): Promise<void>
  stat(): Promise<EntryStat>
  read(offset: number, length: number): Promise<Buffer>
  chmod(mode: number): Promise<void>
  /** Sets the time of modification, within a microsecond; that of access is now. */
  utimes(modifiedNs: bigint): Promise<void>
  close(): Promise<void>
}

/**
 * The real file system. It blocks: in a child nobody waits on the loop, and twenty calls a file through the thread
 * pool cost more than a small picture.
 */
export const realFileSystem: CommitFileSystem = {
  open: (path, flags, mode) => settle(() => openHandle(path, flags, mode)),
  link: (existingPath, newPath) =>
    settle(() => {
      linkSync(existingPath, newPath)
    }),
  rename: (fromPath, toPath) =>
    settle(() => {
      renameSync(fromPath, toPath)
    }),
  unlink: (path) =>
    settle(() => {
      unlinkSync(path)
    }),
  lstat: (path) => settle(() => lstatSync(path, { bigint: true })),
  stat: (path) => settle(() => statSync(path, { bigint: true })),
  statfs: (folder) =>
    settle(() => {
      const { bavail, blocks, bsize } = statfsSync(folder)
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
    }),
  readdir: (folder) => settle(() => readdirSync(folder)),
  mkdir: (path) => settle(() => makeFolder(path)),
  syncFolder: (path) =>
    settle(() => {
      syncFolder(path)
    }),
}

/** A blocking call as a promise, its error as the rejection. */
function settle<Result>(call: () => Result): Promise<Result> {
  return new Promise((resolve) => {
    resolve(call())
  })
}

/** Windows has no such flag, and no FIFOs among its files. */
const readFlags = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0)

function openHandle(path: string, flags: OpenFlags, mode?: number): CommitHandle {
  const file = openSync(path, flags === 'r' ? readFlags : flags, mode)
  return {
    write: (bytes, offset, position) => settle(() => writeSync(file, bytes, offset, bytes.length - offset, position)),
    sync: () =>
      settle(() => {
        fsyncSync(file)
      }),
    stat: () => settle(() => fstatSync(file, { bigint: true })),
    read: (offset, length) =>
      settle(() => {
        const target = Buffer.allocUnsafe(length)
        return target.subarray(0, readSync(file, target, 0, length, offset))
      }),
    chmod: (fileMode) =>
      settle(() => {
        fchmodSync(file, fileMode)
      }),
    utimes: (modifiedNs) =>
      settle(() => {
        futimesSync(file, Date.now() / 1000, secondsOf(modifiedNs))
      }),
    close: () =>
      settle(() => {
        closeSync(file)
      }),
  }
}

/** Node takes seconds as a number, which at our times holds a quarter of a microsecond. */
function secondsOf(timeNs: bigint): number {
  return Number(timeNs / 1_000_000_000n) + Number(timeNs % 1_000_000_000n) / 1e9
}

/** The first folder that was made. Not Node's `recursive`, which tries for ever where a file system makes none. */
function makeFolder(path: string): string | undefined {
  try {
    mkdirSync(path)
    return path
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && isFolder(path)) return undefined
    const parent = dirname(path)
    if (code !== 'ENOENT' || parent === path || isFolder(parent)) throw error
    const first = makeFolder(parent)
    mkdirSync(path)
    return first
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** Windows and some network shares cannot sync a folder: there the rename itself is all there is. */
const cannotSyncFolders = new Set(['EINVAL', 'EISDIR', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM', 'EACCES'])

function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined || !cannotSyncFolders.has(code)) throw error
  }
}
