import type { Clock } from '../shared/clock.ts'
import { diskReserveBytes } from '../shared/disk-reserve.ts'
import type { Hold, HoldReason } from '../shared/history.ts'
import type { Disk, DiskSpace } from './disk.ts'
import type { Holds } from './holds.ts'

/** Why a disk cannot be used at the moment. */
export type DiskTrouble = Extract<HoldReason, 'disk-full' | 'volume-gone'>

export interface DiskWatchOptions {
  readonly holds: Holds
  readonly disk: Disk
  readonly clock: Clock
  /** Bytes that have to stay free; null for the rule of `diskReserveBytes`. */
  readonly minFreeBytes: number | null
}

interface Trouble {
  readonly reason: DiskTrouble
  readonly folder: string
  /** That wait to be written. */
  bytes: number
}

/** How often a disk that is full is looked at, in milliseconds. */
export const diskLookMs = 2000
/** A disk that takes nothing although it has room, because of a quota say, is tried less and less often, down to this. */
const slowestMs = 60_000

/** Holds a batch while a disk is too full for it, and lets it go on when there is room. */
export class DiskWatch {
  readonly #options: DiskWatchOptions
  /** Null while nothing is wrong with the disk. */
  #trouble: (Trouble & { readonly notBeforeMs: number }) | null = null
  /** Holds in a row after which nothing could be written. */
  #fruitless = 0
  #cancelTimer: () => void = () => undefined

  constructor(options: DiskWatchOptions) {
    this.#options = options
  }

  /** Whether the disk that `folder` is on has no room for so many bytes: then the hold that says so, else null. */
  async lack(folder: string, bytes: number): Promise<Hold | null> {
    const space = await this.#options.disk.space(folder)
    const hold = this.#hold({ reason: 'disk-full', folder, bytes }, space)
    return isOver(hold) ? null : hold
  }

  /** The disk took no more: holds the batch until it is there and has room for so many bytes more. */
  async unusable(reason: DiskTrouble, folder: string, bytes: number): Promise<void> {
    const { clock, disk, holds } = this.#options
    if (this.#trouble === null) {
      const waitMs = Math.min(diskLookMs * 2 ** this.#fruitless, slowestMs)
      this.#fruitless += 1
      this.#trouble = { reason, folder, bytes, notBeforeMs: clock.now() + waitMs }
      this.#lookLater()
    } else {
      this.#trouble.bytes += bytes
    }
    const trouble = this.#trouble
    const space = await disk.space(trouble.folder)
    if (this.#trouble === trouble) holds.add(this.#hold(trouble, space))
  }

  /** Something could be written. */
  worked(): void {
    this.#fruitless = 0
  }

  /** Looks no more: the person wants it tried at once, or it is over. */
  forget(): void {
    this.#cancelTimer()
    this.#trouble = null
  }

  #hold(trouble: Trouble, space: DiskSpace | null): Hold {
    const { reason, folder, bytes } = trouble
    if (reason === 'volume-gone' || space === null) return { reason, folder, freeBytes: null, neededBytes: null }
    const reserve = this.#options.minFreeBytes ?? diskReserveBytes(space.totalBytes)
    return { reason, folder, freeBytes: space.freeBytes, neededBytes: Math.ceil(reserve + bytes) }
  }

  #lookLater(): void {
    this.#cancelTimer = this.#options.clock.after(diskLookMs, () => void this.#look())
  }

  async #look(): Promise<void> {
    const trouble = this.#trouble
    if (trouble === null) return
    const { clock, disk, holds } = this.#options
    const space = await disk.space(trouble.folder)
    if (this.#trouble !== trouble) return
    const hold = this.#hold(trouble, space)
    if (clock.now() >= trouble.notBeforeMs && isOver(hold)) {
      this.#trouble = null
      holds.drop(trouble.reason)
    } else {
      holds.add(hold)
      this.#lookLater()
    }
  }
}

/** What the system does not say has to be tried. */
function isOver({ freeBytes, neededBytes }: Hold): boolean {
  return freeBytes === null || neededBytes === null || freeBytes >= neededBytes
}
