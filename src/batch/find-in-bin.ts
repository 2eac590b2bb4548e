import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Fingerprint } from '../shared/image-facts.ts'
import { type BinEntry, type BinIndex, emptyBinIndex } from './bin-index.ts'
import { type BinSystem, volumeTop } from './bin-system.ts'
import { readFreedesktopBin } from './find-in-bin-freedesktop.ts'
import { readMacosBin } from './find-in-bin-macos.ts'
import { readWindowsBin } from './find-in-bin-windows.ts'
import type { BinnedOriginal, FindInBin } from './undo-items.ts'

/**
 * Finds files that went to the bin from a path. Each bin is read once, when it is first asked for: a new one of these is
 * made for every undo. What is found has the bytes of the fingerprint, or its inode and the time of its last change.
 */
export function createFindInBin(system: BinSystem): FindInBin {
  const finder = new BinFinder(system)
  return (path, fingerprint) => finder.find(path, fingerprint)
}

class BinFinder {
  readonly #system: BinSystem
  /** By folder that something was put into the bin from. */
  readonly #binsOf = new Map<string, Promise<readonly string[]>>()
  /** By the bin's own folder. */
  readonly #indexes = new Map<string, Promise<BinIndex>>()
  /** Places inside a bin that are spoken for: nothing is found twice. */
  readonly #taken = new Set<string>()

  constructor(system: BinSystem) {
    this.#system = system
  }

  async find(path: string, fingerprint: Fingerprint): Promise<BinnedOriginal | null> {
    const folder = dirname(path)
    const bins = this.#binsOf.get(folder) ?? this.#lookForBins(folder)
    this.#binsOf.set(folder, bins)
    for (const bin of await bins) {
      const index = this.#indexes.get(bin) ?? this.#read(bin)
      this.#indexes.set(bin, index)
      for (const entry of [...(await index).from(path, fingerprint), ...this.#guesses(bin, path)]) {
        if (this.#taken.has(entry.path) || !(await isThat(entry.path, fingerprint)) || this.#taken.has(entry.path))
          continue
        this.#taken.add(entry.path)
        return { path: entry.path, taken: () => forgetInBin(entry) }
      }
    }
    return null
  }

  /** Never rejects. Those that a file of this folder may be in, the likeliest first. */
  async #lookForBins(folder: string): Promise<readonly string[]> {
    const { platform, homeFolder, dataFolder, userId } = this.#system
    const top = await volumeTop(folder, this.#system).catch(() => null)
    const user = String(userId)
    switch (platform) {
      case 'win32':
        return top === null ? [] : [join(top, '$Recycle.Bin')]
      case 'darwin':
        return [join(homeFolder, '.Trash'), ...(top === null ? [] : [join(top, '.Trashes', user)])]
      default: {
        const own = join(dataFolder, 'Trash')
        return top === null ? [own] : [own, join(top, '.Trash', user), join(top, `.Trash-${user}`)]
      }
    }
  }

  async #read(bin: string): Promise<BinIndex> {
    try {
      switch (this.#system.platform) {
        case 'win32':
          return await readWindowsBin(bin)
        case 'darwin':
          return await readMacosBin(bin)
        default:
          return await readFreedesktopBin(bin)
      }
    } catch {
      return emptyBinIndex
    }
  }

  /** macOS lets a program look into the bin only if the person has allowed it, but its own name can be tried. */
  #guesses(bin: string, path: string): readonly BinEntry[] {
    return this.#system.platform === 'darwin' ? [{ path: join(bin, basename(path)), notePath: null }] : []
  }
}

async function isThat(path: string, { bytes, inode, modifiedNs, sha256 }: Fingerprint): Promise<boolean> {
  try {
    const stats = await lstat(path, { bigint: true })
    if (!stats.isFile() || Number(stats.size) !== bytes) return false
    const isSameTime = stats.mtimeNs === modifiedNs
    if (isSameTime && stats.ino === inode) return true
    // On its way from another volume it became a copy.
    return sha256 === null ? isSameTime : (await hashOf(path)) === sha256
  } catch {
    return false
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Removes what the bin has noted of a file that is not in it any more. */
async function forgetInBin({ path, notePath }: BinEntry): Promise<void> {
  if (notePath === null) return
  const isStillThere = await lstat(path).then(
    () => true,
    () => false,
  )
  if (!isStillThere) await rm(notePath, { force: true }).catch(() => undefined)
}
