import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** The calls that a commit makes, one by one, so that a test can make each of them fail. Errors are Node's own. */
export interface CommitFileSystem {
  open(path: string, flags: 'wx+', mode?: number): Promise<CommitHandle>
  link(existingPath: string, newPath: string): Promise<void>
  rename(fromPath: string, toPath: string): Promise<void>
  unlink(path: string): Promise<void>
  lstat(path: string): Promise<EntryStat>
  /** Creates a folder and its missing parents; the first one created, or undefined when all were there. */
  mkdir(path: string): Promise<string | undefined>
  /** Makes the names in a folder durable. */
  syncFolder(path: string): Promise<void>
}

export interface EntryStat {
  readonly dev: bigint
  readonly ino: bigint
  readonly nlink: bigint
  readonly size: bigint
}

export interface CommitHandle {
  /** Writes some of `bytes` from `offset` on and says how many: a full disk writes short before it fails. */
  write(bytes: Buffer, offset: number): Promise<number>
  sync(): Promise<void>
  stat(): Promise<EntryStat>
  read(offset: number, length: number): Promise<Buffer>
  chmod(mode: number): Promise<void>
  utimes(accessedMs: number, modifiedMs: number): Promise<void>
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

function openHandle(path: string, flags: 'wx+', mode?: number): CommitHandle {
  const file = openSync(path, flags, mode)
  return {
    write: (bytes, offset) => settle(() => writeSync(file, bytes, offset, bytes.length - offset, offset)),
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
    utimes: (accessedMs, modifiedMs) =>
      settle(() => {
        futimesSync(file, accessedMs / 1000, modifiedMs / 1000)
      }),
    close: () =>
      settle(() => {
        closeSync(file)
      }),
  }
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
