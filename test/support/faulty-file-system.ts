import type { CommitFileSystem, CommitHandle } from '../../src/engine/commit-file-system.ts'

/** Which call fails, and how: the `nth` call (from 1) of all that are made, with this errno code; or a short write. */
export interface Fault {
  readonly nth: number
  readonly code: string
}

/** Counts every call of a file system and makes one of them fail before it does anything. */
export function faultyFileSystem(
  real: CommitFileSystem,
  fault: Fault,
): { readonly fileSystem: CommitFileSystem; calls(): readonly string[] } {
  const calls: string[] = []
  const guard = async <Result>(name: string, run: () => Promise<Result>): Promise<Result> => {
    calls.push(name)
    if (calls.length === fault.nth) throw Object.assign(new Error(`${fault.code}: ${name}`), { code: fault.code })
    return run()
  }
  const wrapHandle = (handle: CommitHandle): CommitHandle => ({
    write: async (bytes, offset) => {
      if (calls.length + 1 === fault.nth && fault.code === 'short-write') {
        calls.push('write')
        return handle.write(bytes.subarray(0, offset + 1), offset)
      }
      return guard('write', () => handle.write(bytes, offset))
    },
    sync: () => guard('sync', () => handle.sync()),
    stat: () => guard('stat', () => handle.stat()),
    read: (offset, length) => guard('read', () => handle.read(offset, length)),
    chmod: (mode) => guard('chmod', () => handle.chmod(mode)),
    utimes: (accessedMs, modifiedMs) => guard('utimes', () => handle.utimes(accessedMs, modifiedMs)),
    // The descriptor is gone even when close reports an error.
    close: async () => {
      await handle.close()
      await guard('close', () => Promise.resolve())
    },
  })
  const fileSystem: CommitFileSystem = {
    open: async (path, flags, mode) => wrapHandle(await guard('open', () => real.open(path, flags, mode))),
    link: (from, to) => guard('link', () => real.link(from, to)),
    rename: (from, to) => guard('rename', () => real.rename(from, to)),
    unlink: (path) => guard('unlink', () => real.unlink(path)),
    lstat: (path) => guard('lstat', () => real.lstat(path)),
    mkdir: (path) => guard('mkdir', () => real.mkdir(path)),
    syncFolder: (path) => guard('syncFolder', () => real.syncFolder(path)),
  }
  return { fileSystem, calls: () => calls }
}
