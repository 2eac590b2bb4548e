import type { Hold, HoldReason } from '../shared/history.ts'

/** The reasons for which a batch waits as a whole; it runs while there is none. */
export class Holds {
  readonly #holds = new Map<HoldReason, Hold>()
  readonly #onChange: (holds: readonly Hold[]) => void
  readonly #waiters: (() => void)[] = []

  constructor(onChange: (holds: readonly Hold[]) => void) {
    this.#onChange = onChange
  }

  /** In the order in which they came. */
  get list(): readonly Hold[] {
    return [...this.#holds.values()]
  }

  get isHeld(): boolean {
    return this.#holds.size > 0
  }

  /** A hold of the same reason takes the place of an earlier one. */
  add(hold: Hold): void {
    const known = this.#holds.get(hold.reason)
    this.#holds.set(hold.reason, hold)
    if (known === undefined || !isSame(known, hold)) this.#onChange(this.list)
  }

  drop(reason: HoldReason): void {
    if (this.#holds.delete(reason)) this.#changed()
  }

  clear(): void {
    if (!this.isHeld) return
    this.#holds.clear()
    this.#changed()
  }

  /** Resolves as soon as there is none. */
  async over(): Promise<void> {
    while (this.isHeld) await new Promise<void>((resolve) => this.#waiters.push(resolve))
  }

  #changed(): void {
    this.#onChange(this.list)
    if (this.isHeld) return
    for (const wake of this.#waiters.splice(0)) wake()
  }
}

/** A hold that is about no disk: the person, the battery, sleep. */
export function plainHold(reason: Exclude<HoldReason, 'disk-full' | 'volume-gone'>): Hold {
  return { reason, folder: null, freeBytes: null, neededBytes: null }
}

function isSame(one: Hold, other: Hold): boolean {
  return one.folder === other.folder && one.freeBytes === other.freeBytes && one.neededBytes === other.neededBytes
}
