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
  const fileSystem = aroundEachCall(real, async (name, run, writeSome) => {
    calls.push(name)
    if (calls.length !== fault.nth) return run()
    if (fault.code === 'short-write') return writeSome === null ? run() : writeSome()
    throw Object.assign(new Error(`${fault.code}: ${name}`), { code: fault.code })
  })
  return { fileSystem, calls: () => calls }
}

/**
 * Ends at the `nth` call, as the process does that makes it: a write leaves half of its bytes, and nothing that would be
 * done after it is done. `die` may end the process in earnest; where it returns, every later call fails and does nothing.
 */
export function dyingFileSystem(
  real: CommitFileSystem,
  nth: number,
  die: () => void,
): { readonly fileSystem: CommitFileSystem; isDead(): boolean } {
  let count = 0
  let isDead = false
  const fileSystem = aroundEachCall(real, async (name, run, writeSome) => {
    count += 1
    if (count === nth) {
      if (writeSome !== null) await writeSome()
      isDead = true
      die()
    }
    if (isDead) throw Object.assign(new Error(`dead before ${name}`), { code: 'EDEAD' })
    return run()
  })
  return { fileSystem, isDead: () => isDead }
}

/** `writeSome` writes the first half of what a write was to write; null for every other call. */
type Around = <Result>(
  name: string,
  run: () => Promise<Result>,
  writeSome: (() => Promise<Result>) | null,
) => Promise<Result>

function aroundEachCall(real: CommitFileSystem, around: Around): CommitFileSystem {
  const call = <Result>(name: string, run: () => Promise<Result>): Promise<Result> => around(name, run, null)
  return {
    open: async (path, flags, mode) =>
      aroundEachHandle(await call(flags === 'r' ? 'open-r' : 'open', () => real.open(path, flags, mode)), around),
    link: (from, to) => call('link', () => real.link(from, to)),
    rename: (from, to) => call('rename', () => real.rename(from, to)),
    unlink: (path) => call('unlink', () => real.unlink(path)),
    lstat: (path) => call('lstat', () => real.lstat(path)),
    stat: (path) => call('stat', () => real.stat(path)),
    statfs: (folder) => call('statfs', () => real.statfs(folder)),
    readdir: (folder) => call('readdir', () => real.readdir(folder)),
    mkdir: (path) => call('mkdir', () => real.mkdir(path)),
    syncFolder: (path) => call('syncFolder', () => real.syncFolder(path)),
  }
}

function aroundEachHandle(handle: CommitHandle, around: Around): CommitHandle {
  const call = <Result>(name: string, run: () => Promise<Result>): Promise<Result> => around(name, run, null)
  return {
    write: (bytes, offset, position) => {
      const half = bytes.subarray(0, offset + Math.ceil((bytes.length - offset) / 2))
      return around(
        'write',
        () => handle.write(bytes, offset, position),
        () => handle.write(half, offset, position),
      )
    },
    sync: () => call('sync', () => handle.sync()),
    stat: () => call('stat', () => handle.stat()),
    read: (offset, length) => call('read', () => handle.read(offset, length)),
    chmod: (mode) => call('chmod', () => handle.chmod(mode)),
    utimes: (modifiedNs) => call('utimes', () => handle.utimes(modifiedNs)),
    // The descriptor is gone even when close reports an error, and when its process dies.
    close: async () => {
      await handle.close()
      await call('close', () => Promise.resolve())
    },
  }
}
