import { describe, expect, it } from 'vitest'
import { watchBattery } from '../../../src/renderer/state/watch-battery.ts'

class FakeBattery extends EventTarget {
  level = 0.5
  charging = true

  change(name: 'levelchange' | 'chargingchange', change: Partial<Pick<FakeBattery, 'level' | 'charging'>>): void {
    Object.assign(this, change)
    this.dispatchEvent(new Event(name))
  }
}

describe('the battery', () => {
  it('is reported at once and whenever it changes, until that is ended', async () => {
    const battery = new FakeBattery()
    const reports: unknown[] = []
    const close = watchBattery({ getBattery: () => Promise.resolve(battery) }, (report) => reports.push(report))
    await Promise.resolve()
    await Promise.resolve()
    battery.change('levelchange', { level: 0.19 })
    battery.change('chargingchange', { charging: false })
    close()
    battery.change('levelchange', { level: 0.1 })
    expect(reports).toEqual([
      { level: 0.5, isCharging: true },
      { level: 0.19, isCharging: true },
      { level: 0.19, isCharging: false },
    ])
  })

  it('is not spoken of where the page cannot see it', async () => {
    const reports: unknown[] = []
    watchBattery({}, (report) => reports.push(report))()
    const refused = watchBattery({ getBattery: () => Promise.reject(new Error('not here')) }, (report) =>
      reports.push(report),
    )
    await Promise.resolve()
    refused()
    expect(reports).toEqual([])
  })

  it('is not reported when that was ended before it was found', async () => {
    const reports: unknown[] = []
    watchBattery({ getBattery: () => Promise.resolve(new FakeBattery()) }, (report) => reports.push(report))()
    await Promise.resolve()
    await Promise.resolve()
    expect(reports).toEqual([])
  })
})
