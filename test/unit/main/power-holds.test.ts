import { describe, expect, it } from 'vitest'
import { createPowerHolds, type PowerHold, type PowerHolds } from '../../../src/main/power-holds.ts'
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

interface Stage {
  readonly power: PowerHolds
  readonly clock: VirtualClock
  /** What holds a batch now. */
  held(): readonly PowerHold[]
  /** Changes that were told, as `battery on`. */
  readonly told: readonly string[]
  setThreshold(percent: number | null): void
}

function createStage({ isOnBattery = false }: { readonly isOnBattery?: boolean } = {}): Stage {
  const clock = createVirtualClock()
  const held = new Set<PowerHold>()
  const told: string[] = []
  let threshold: number | null = 20
  const power = createPowerHolds({
    clock,
    thresholdPercent: () => threshold,
    isOnBattery,
    onHold: (reason, isHeld) => {
      told.push(`${reason} ${isHeld ? 'on' : 'off'}`)
      if (isHeld) held.add(reason)
      else held.delete(reason)
    },
  })
  return {
    power,
    clock,
    told,
    held: () => [...held],
    setThreshold: (percent) => {
      threshold = percent
      power.thresholdChanged()
    },
  }
}

describe('a battery', () => {
  it('holds the batch below the threshold, and not at it', () => {
    const { power, held } = createStage()
    power.batteryChanged({ level: 0.2, isCharging: false })
    expect(held()).toEqual([])
    power.batteryChanged({ level: 0.19, isCharging: false })
    expect(held()).toEqual(['battery'])
  })

  it('holds nothing while it is charged, however empty it is', () => {
    const { power, held } = createStage()
    power.batteryChanged({ level: 0.01, isCharging: true })
    expect(held()).toEqual([])
  })

  it('lets the batch go on as soon as the cord is in again, whoever says so', () => {
    const { power, told } = createStage()
    power.batteryChanged({ level: 0.1, isCharging: false })
    power.batteryChanged({ level: 0.1, isCharging: true })
    power.batteryChanged({ level: 0.1, isCharging: false })
    power.sourceChanged('mains')
    expect(told).toEqual(['battery on', 'battery off', 'battery on', 'battery off'])
  })

  it('lets the batch go on three percent above the threshold only, so that it does not stop and go', () => {
    const { power, told } = createStage()
    for (const level of [0.19, 0.2, 0.21, 0.22, 0.23, 0.21]) power.batteryChanged({ level, isCharging: false })
    expect(told).toEqual(['battery on', 'battery off'])
  })

  it('holds nothing when there is no threshold, and goes on when it is taken away', () => {
    const { power, held, setThreshold } = createStage()
    power.batteryChanged({ level: 0.05, isCharging: false })
    expect(held()).toEqual(['battery'])
    setThreshold(null)
    expect(held()).toEqual([])
    power.batteryChanged({ level: 0.04, isCharging: false })
    expect(held()).toEqual([])
  })

  it('holds the batch at once when the threshold is raised over what is left', () => {
    const { power, held, setThreshold } = createStage()
    power.batteryChanged({ level: 0.4, isCharging: false })
    setThreshold(50)
    expect(held()).toEqual(['battery'])
  })

  it('holds nothing while nobody has said how full it is', () => {
    const { power, held } = createStage({ isOnBattery: true })
    power.sourceChanged('battery')
    expect(held()).toEqual([])
  })

  it('holds the batch when the cord is pulled of a battery that is known to be low', () => {
    const { power, held } = createStage()
    power.batteryChanged({ level: 0.1, isCharging: true })
    power.sourceChanged('battery')
    expect(held()).toEqual(['battery'])
  })
})

describe('a person who wants to go on all the same', () => {
  it('is not held again as the battery gets emptier', () => {
    const { power, told } = createStage()
    power.batteryChanged({ level: 0.19, isCharging: false })
    power.overrule()
    power.batteryChanged({ level: 0.18, isCharging: false })
    power.batteryChanged({ level: 0.05, isCharging: false })
    expect(told).toEqual(['battery on', 'battery off'])
  })

  it('is held again once the cord was in and was pulled, or the threshold is another', () => {
    const { power, held, setThreshold } = createStage()
    power.batteryChanged({ level: 0.19, isCharging: false })
    power.overrule()
    power.batteryChanged({ level: 0.19, isCharging: true })
    power.batteryChanged({ level: 0.19, isCharging: false })
    expect(held()).toEqual(['battery'])
    power.overrule()
    setThreshold(30)
    expect(held()).toEqual(['battery'])
  })

  it('is held when the battery runs low later, if nothing held then', () => {
    const { power, held } = createStage()
    power.batteryChanged({ level: 0.9, isCharging: false })
    power.overrule()
    power.batteryChanged({ level: 0.1, isCharging: false })
    expect(held()).toEqual(['battery'])
  })
})

describe('a sleep', () => {
  it('holds the batch until a moment after the machine is awake, when drives are there again', () => {
    const { power, clock, held } = createStage()
    power.suspending()
    expect(held()).toEqual(['suspend'])
    power.awake()
    clock.advance(2999)
    expect(held()).toEqual(['suspend'])
    clock.advance(1)
    expect(held()).toEqual([])
  })

  it('that never comes does not hold the batch for ever', () => {
    const { power, clock, held } = createStage()
    power.suspending()
    clock.advance(60_000)
    expect(held()).toEqual([])
  })

  it('that follows another at once holds as long as it lasts', () => {
    const { power, clock, held } = createStage()
    power.suspending()
    power.awake()
    clock.advance(1000)
    power.suspending()
    clock.advance(5000)
    expect(held()).toEqual(['suspend'])
  })

  it('leaves the battery alone, and the battery the sleep', () => {
    const { power, clock, held } = createStage()
    power.batteryChanged({ level: 0.1, isCharging: false })
    power.suspending()
    expect(held()).toEqual(['battery', 'suspend'])
    power.batteryChanged({ level: 0.1, isCharging: true })
    expect(held()).toEqual(['suspend'])
    power.awake()
    clock.advance(3000)
    expect(held()).toEqual([])
  })

  it('leaves no timer behind when the app ends', () => {
    const { power, clock } = createStage()
    power.suspending()
    power.close()
    expect(clock.pending()).toBe(0)
  })
})
