import { type BinSystem, existingFolder, pathsOf, volumeTop } from './bin-system.ts'
import type { ReplacePlanning } from './replace-planning.ts'

/**
 * Whether the volume of a folder has a bin from which a file can be had back: else originals go to a folder beside them.
 * Only looks, makes nothing. Asks once per volume, so a new one is made for every batch.
 */
export function createKeeperFor(system: BinSystem): ReplacePlanning['keeperFor'] {
  const volumes = new Map<bigint, Promise<boolean>>()
  return async (folder) => {
    try {
      if (isNetworkPath(folder, system)) return 'folder'
      const { dev } = await system.stat(folder)
      const known = volumes.get(dev)
      const asked = known ?? hasBin(folder, dev, system)
      if (known === undefined) volumes.set(dev, asked)
      return (await asked) ? 'bin' : 'folder'
    } catch {
      return 'folder'
    }
  }
}

/** A network drive of Windows has no bin: what is put there is gone for good. */
function isNetworkPath(folder: string, { platform }: BinSystem): boolean {
  return platform === 'win32' && /^[\\/]{2}(?![?.][\\/][a-z]:)/i.test(folder)
}

async function hasBin(folder: string, device: bigint, system: BinSystem): Promise<boolean> {
  switch (system.platform) {
    case 'win32':
      return isFolder(pathsOf(system).join(await volumeTop(folder, system), '$Recycle.Bin'), system)
    case 'darwin':
      if (await isHomeVolume(device, system)) return true
      return isFolder(pathsOf(system).join(await volumeTop(folder, system), '.Trashes'), system)
    default:
      return hasFreedesktopBin(folder, device, system)
  }
}

/** As https://specifications.freedesktop.org/trash-spec says, which all desktops follow. */
async function hasFreedesktopBin(folder: string, device: bigint, system: BinSystem): Promise<boolean> {
  const { join } = pathsOf(system)
  const kind = BigInt.asUintN(32, await system.fileSystemOf(folder))
  if (networkFileSystems.has(kind)) return false
  if (await isHomeVolume(device, system)) return canBeMade(join(system.dataFolder, 'Trash'), system)
  if (passingFileSystems.has(kind)) return false
  const top = await volumeTop(folder, system)
  const user = String(system.userId)
  const shared = join(top, '.Trash')
  const stats = await system.lstat(shared).catch(() => null)
  if (stats !== null && isSharedBin(stats) && (await canBeMade(join(shared, user), system))) return true
  return canBeMade(join(top, `.Trash-${user}`), system)
}

/** A folder, no link, in which everybody may make entries and remove only their own. */
function isSharedBin(stats: { readonly mode: bigint; isDirectory(): boolean }): boolean {
  return stats.isDirectory() && (stats.mode & 0o1000n) !== 0n
}

/** Whether it is a folder of this person's in which files can be put, or could become one. */
async function canBeMade(bin: string, system: BinSystem): Promise<boolean> {
  const stats = await system.lstat(bin).catch(() => null)
  if (stats === null) return system.mayWrite(await existingFolder(bin, system))
  const isOwn = system.userId === null || stats.uid === BigInt(system.userId)
  return stats.isDirectory() && isOwn && (await system.mayWrite(bin))
}

async function isHomeVolume(device: bigint, system: BinSystem): Promise<boolean> {
  return (await system.stat(system.homeFolder)).dev === device
}

async function isFolder(path: string, system: BinSystem): Promise<boolean> {
  return system.lstat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
}

/** Linux' numbers of file systems that are on another machine, or handled by a program of which nothing is known. */
const networkFileSystems: ReadonlySet<bigint> = new Set([
  0x6969n, // NFS
  0x517bn, // SMB
  0xff534d42n, // CIFS
  0xfe534d42n, // SMB 2
  0x65735546n, // FUSE: sshfs, rclone, cloud drives
  0x01021997n, // 9P: drives of the host in WSL and virtual machines
  0x564cn, // NCP
  0x5346414fn, // AFS
  0x6b414653n, // AFS, in the kernel
  0x73757245n, // Coda
  0x00c36400n, // Ceph
  0x0bd00bd0n, // Lustre
  0x786f4256n, // folders of VirtualBox
  0xbacbacbcn, // folders of VMware
])

/** Where files live in memory only: no desktop offers a bin there, unless home is there as well. */
const passingFileSystems: ReadonlySet<bigint> = new Set([
  0x01021994n, // tmpfs
  0x858458f6n, // ramfs
])
