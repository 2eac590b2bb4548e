import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What is asked of disks while a batch runs; a test gives its own. */
export interface Disk {
  /** Of the volume where `folder` is, or will be once it is made; null where the system does not say. */
  space(folder: string): Promise<DiskSpace | null>
  /** The path itself where it is a folder, else the next folder above it that is there. */
  folderAt(path: string): Promise<string>
  /** The volume that a path is on; null where nothing is there. */
  device(path: string): Promise<bigint | null>
}

export interface DiskSpace {
  readonly freeBytes: number
  readonly totalBytes: number
}

/** The disks of this machine. */
export const systemDisk: Disk = {
  space: spaceAt,
  folderAt,
  device: (path) =>
    stat(path, { bigint: true }).then(
      ({ dev }) => dev,
      () => null,
    ),
}

async function spaceAt(folder: string): Promise<DiskSpace | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder)
    // Some shares do not know their size and say zero.
    return blocks === 0 ? null : { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  } catch (error) {
    const parent = dirname(folder)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) return null
    return spaceAt(parent)
  }
}

async function folderAt(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
  const parent = dirname(path)
  return isFolder || parent === path ? path : folderAt(parent)
}
