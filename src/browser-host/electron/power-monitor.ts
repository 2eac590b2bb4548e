import { EventEmitter } from 'node:events'
import type { PowerMonitor } from 'electron'
import { refuseUnknown } from '../refuse-unknown.ts'

/**
 * `electron.powerMonitor`: a browser does not say when the machine goes to sleep, so nothing is ever told by itself; whoever
 * wants to see what the app does then emits the event.
 */
export class PowerMonitorStandIn extends EventEmitter implements Pick<PowerMonitor, 'isOnBatteryPower'> {
  private isOnBattery = false

  constructor() {
    super()
    // Before any listener of the app: whoever asks in one gets the new answer.
    this.on('on-battery', () => {
      this.isOnBattery = true
    })
    this.on('on-ac', () => {
      this.isOnBattery = false
    })
  }

  isOnBatteryPower(): boolean {
    return this.isOnBattery
  }
}

export function createPowerMonitor(): PowerMonitorStandIn {
  return refuseUnknown('powerMonitor', new PowerMonitorStandIn())
}
