import { powerMonitor } from 'electron'
import type { Clock } from '../shared/clock.ts'
import { createPowerHolds, type PowerHold, type PowerHolds } from './power-holds.ts'
import type { SettingsStore } from './settings-store.ts'

export interface ElectronPowerOptions {
  readonly clock: Clock
  readonly settings: SettingsStore
  onHold(reason: PowerHold, isHeld: boolean): void
}

/** What a batch has to wait for on this very machine, as Electron tells of its power; after `ready` only. */
export function electronPower({ clock, settings, onHold }: ElectronPowerOptions): PowerHolds {
  const holds = createPowerHolds({
    clock,
    thresholdPercent: () => settings.current().pauseBelowBatteryPercent,
    isOnBattery: powerMonitor.isOnBatteryPower(),
    onHold,
  })
  const onMains = (): void => {
    holds.sourceChanged('mains')
  }
  const onBattery = (): void => {
    holds.sourceChanged('battery')
  }
  powerMonitor.on('suspend', holds.suspending)
  powerMonitor.on('resume', holds.awake)
  powerMonitor.on('on-ac', onMains)
  powerMonitor.on('on-battery', onBattery)
  const endSettings = settings.onChange((_current, keys) => {
    if (keys.includes('pauseBelowBatteryPercent')) holds.thresholdChanged()
  })
  return {
    ...holds,
    close: () => {
      powerMonitor.off('suspend', holds.suspending)
      powerMonitor.off('resume', holds.awake)
      powerMonitor.off('on-ac', onMains)
      powerMonitor.off('on-battery', onBattery)
      endSettings()
      holds.close()
    },
  }
}
