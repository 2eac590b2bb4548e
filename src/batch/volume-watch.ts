import type { Clock } from '../shared/clock.ts'
import type { Disk } from './disk.ts'

export interface VolumeWatchOptions {
  /** What was given and the destination, absolute; of files, and of what is yet to be made, the folder counts. */
  readonly roots: readonly string[]
  readonly disk: Disk
  readonly clock: Clock
}

/** How often volumes are looked at, in milliseconds. */
export const volumeLookMs = 2000
/** Of a long list the first tell enough. */
const mostRoots = 64
/** A look that is as fresh as this is good enough for the next job, in milliseconds. */
const freshMs = 200

/**
 * Whether the volumes of a batch are there: one is gone when a folder that was there at the start is not any more, or is
 * on another device. It is back when there is something that is not what was found in its place meanwhile.
 */
export class VolumeWatch {
  readonly #options: VolumeWatchOptions
  /** Root → its device; null until the first look. */
  #devices: Promise<Map<string, bigint>> | null = null
  /** What stands in the place of a root that is gone: the device of its mount point. */
  readonly #instead = new Map<string, bigint>()
  #gone: string | null = null
  #outages = 0
  #lookedMs = Number.NEGATIVE_INFINITY
  #listener: (gone: string | null) => void = () => undefined
  #cancelTimer: () => void = () => undefined
  readonly #waiters: (() => void)[] = []
  #isClosed = false

  constructor(options: VolumeWatchOptions) {
    this.#options = options
  }

  /** Told when a root is gone, and null when all are back. */
  listen(listener: (gone: string | null) => void): void {
    this.#listener = listener
  }

  /** Notes what is there, once, and looks now and then from now on. */
  async begin(): Promise<void> {
    const isFirst = this.#devices === null
    this.#devices ??= this.#note()
    await this.#devices
    if (isFirst) this.#lookLater()
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** How often something was gone so far: what failed in between may be fine. */
  get outages(): number {
    return this.#outages
  }

  /** A root that is gone; null while all are there. Looks again unless that has just been done. */
  async gone(how: 'now' | 'lately' = 'now'): Promise<string | null> {
    if (how === 'lately' && this.#options.clock.now() - this.#lookedMs < freshMs) return this.#gone
    await this.#look()
    return this.#gone
  }

  /** Resolves when every root is there again, or when nobody waits for that any more. */
  async back(): Promise<void> {
    while (this.#gone !== null && !this.#isClosed) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve))
    }
  }

  /** What is there now is as it should be: the person says so. What is not there at all is looked for again. */
  async accept(): Promise<void> {
    const devices = await this.#devices
    for (const root of devices?.keys() ?? []) {
      const device = await this.#options.disk.device(root)
      if (device !== null) devices?.set(root, device)
    }
    this.#instead.clear()
    this.#gone = null
    this.#wake()
    await this.#look()
  }

  close(): void {
    this.#isClosed = true
    this.#cancelTimer()
    this.#wake()
  }

  async #note(): Promise<Map<string, bigint>> {
    const { roots, disk } = this.#options
    const devices = new Map<string, bigint>()
    const folders = await Promise.all(roots.slice(0, mostRoots).map((root) => disk.folderAt(root)))
    for (const root of new Set(folders)) {
      const device = await disk.device(root)
      if (device !== null) devices.set(root, device)
    }
    return devices
  }

  async #look(): Promise<void> {
    await this.begin()
    const devices = await this.#devices
    let gone: string | null = null
    for (const [root, device] of devices ?? []) {
      const now = await this.#options.disk.device(root)
      if (now === null || (now !== device && this.#isInstead(root, now))) {
        gone ??= root
      } else {
        devices?.set(root, now)
        this.#instead.delete(root)
      }
    }
    this.#lookedMs = this.#options.clock.now()
    if (this.#isClosed || gone === this.#gone) return
    this.#gone = gone
    if (gone !== null) this.#outages += 1
    this.#listener(gone)
    if (gone === null) this.#wake()
  }

  /** The first other device that is seen is that of the empty mount point; a second one is the volume, mounted anew. */
  #isInstead(root: string, device: bigint): boolean {
    const known = this.#instead.get(root)
    if (known === undefined) this.#instead.set(root, device)
    return known === undefined || known === device
  }

  #lookLater(): void {
    if (this.#isClosed) return
    this.#cancelTimer = this.#options.clock.after(volumeLookMs, () => {
      void this.#look().then(() => {
        this.#lookLater()
      })
    })
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake()
  }
}
