import { link, lstat, mkdir, open, rename, unlink } from 'node:fs/promises'

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

/** The real file system. */
export const realFileSystem: CommitFileSystem = {
  open: openHandle,
  link,
  rename,
  unlink,
  lstat: (path) => lstat(path, { bigint: true }),
  mkdir: (path) => mkdir(path, { recursive: true }),
  syncFolder,
}

async function openHandle(path: string, flags: 'wx+', mode?: number): Promise<CommitHandle> {
  const handle = await open(path, flags, mode)
  return {
    write: async (bytes, offset) => (await handle.write(bytes, offset, bytes.length - offset, offset)).bytesWritten,
    sync: () => handle.sync(),
    stat: () => handle.stat({ bigint: true }),
    read: async (offset, length) => {
      const target = Buffer.allocUnsafe(length)
      const { bytesRead } = await handle.read(target, 0, length, offset)
      return target.subarray(0, bytesRead)
    },
    chmod: (mode) => handle.chmod(mode),
    utimes: (accessedMs, modifiedMs) => handle.utimes(accessedMs / 1000, modifiedMs / 1000),
    close: () => handle.close(),
  }
}

/** Windows and some network shares cannot sync a folder: there the rename itself is all there is. */
const cannotSyncFolders = new Set(['EINVAL', 'EISDIR', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM', 'EACCES'])

async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined || !cannotSyncFolders.has(code)) throw error
  }
}
