import type { Clock } from '../shared/clock.ts'
import type { HoldReason } from '../shared/history.ts'

/** Why a batch has to wait because of the machine it runs on. */
export type PowerHold = Extract<HoldReason, 'battery' | 'suspend'>

/** Decides from what the system tells of its power whether a batch has to wait; knows neither system nor batch. */
export interface PowerHolds {
  /** The machine is about to sleep. */
  suspending(): void
  /** It is awake again. */
  awake(): void
  /** The system says that the cord was pulled, or is in again. */
  sourceChanged(source: 'battery' | 'mains'): void
  /** What the page is told of the battery: 0 to 1. */
  batteryChanged(battery: { readonly level: number; readonly isCharging: boolean }): void
  /** Another threshold than before. */
  thresholdChanged(): void
  /** The person wants it to go on all the same: nothing holds it until something changes. */
  overrule(): void
  close(): void
}

export interface PowerHoldsOptions {
  readonly clock: Clock
  /** In percent; null for never. */
  thresholdPercent(): number | null
  /** As the system says at the start. */
  readonly isOnBattery: boolean
  /** Told of changes only. */
  onHold(reason: PowerHold, isHeld: boolean): void
}

/** A battery at the very threshold would have the batch stop and go: it goes on when there is so much more, in percent. */
const marginPercent = 3
/** After a sleep drives and shares need a moment until they are there again, in milliseconds. */
const wakingMs = 3000
/** A machine that has not gone to sleep by then, awake all the while, does not, in milliseconds. */
const sleeplessMs = 60_000

export function createPowerHolds(options: PowerHoldsOptions): PowerHolds {
  const power = new MachinePower(options)
  return {
    suspending: () => {
      power.suspending()
    },
    awake: () => {
      power.awake()
    },
    sourceChanged: (source) => {
      power.sourceChanged(source)
    },
    batteryChanged: (battery) => {
      power.batteryChanged(battery)
    },
    thresholdChanged: () => {
      power.thresholdChanged()
    },
    overrule: () => {
      power.overrule()
    },
    close: () => {
      power.close()
    },
  }
}

class MachinePower {
  readonly #options: PowerHoldsOptions
  /** 0 to 100; null while nobody has said. */
  #levelPercent: number | null = null
  #isDischarging: boolean
  #isOverruled = false
  readonly #held = new Set<PowerHold>()
  #cancelWaking: () => void = () => undefined

  constructor(options: PowerHoldsOptions) {
    this.#options = options
    this.#isDischarging = options.isOnBattery
  }

  suspending(): void {
    this.#hold('suspend', true)
    this.#releaseAfter(sleeplessMs)
  }

  awake(): void {
    if (this.#held.has('suspend')) this.#releaseAfter(wakingMs)
  }

  sourceChanged(source: 'battery' | 'mains'): void {
    this.#setDischarging(source === 'battery')
    this.#decide()
  }

  batteryChanged({ level, isCharging }: { readonly level: number; readonly isCharging: boolean }): void {
    this.#levelPercent = level * 100
    this.#setDischarging(!isCharging)
    this.#decide()
  }

  thresholdChanged(): void {
    this.#isOverruled = false
    this.#decide()
  }

  overrule(): void {
    this.#isOverruled = this.#held.has('battery')
    this.#cancelWaking()
    this.#hold('suspend', false)
    this.#hold('battery', false)
  }

  close(): void {
    this.#cancelWaking()
  }

  /** A battery that only gets emptier is what the person knew of; one that is charged meanwhile is not. */
  #setDischarging(isDischarging: boolean): void {
    if (isDischarging !== this.#isDischarging) this.#isOverruled = false
    this.#isDischarging = isDischarging
  }

  #decide(): void {
    this.#hold('battery', !this.#isOverruled && this.#isTooLow())
  }

  #isTooLow(): boolean {
    const threshold = this.#options.thresholdPercent()
    if (threshold === null || this.#levelPercent === null || !this.#isDischarging) return false
    return this.#levelPercent < threshold + (this.#held.has('battery') ? marginPercent : 0)
  }

  #releaseAfter(waitMs: number): void {
    this.#cancelWaking()
    this.#cancelWaking = this.#options.clock.after(waitMs, () => {
      this.#hold('suspend', false)
    })
  }

  #hold(reason: PowerHold, isHeld: boolean): void {
    if (this.#held.has(reason) === isHeld) return
    if (isHeld) this.#held.add(reason)
    else this.#held.delete(reason)
    this.#options.onHold(reason, isHeld)
  }
}
