import { EventEmitter } from 'node:events'
import type { NativeTheme } from 'electron'
import type { Host } from '../host.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

/** `electron.nativeTheme`: the system's wish is the one that the browser passes on. */
export class NativeThemeStandIn
  extends EventEmitter
  implements Pick<NativeTheme, 'shouldUseDarkColors' | 'themeSource'>
{
  private readonly host: Host
  private source: NativeTheme['themeSource'] = 'system'
  private wasDark = false

  constructor(host: Host) {
    super()
    this.host = host
    const look = (): void => {
      this.look()
    }
    host.link.on('hello', look)
    host.link.on('changed', look)
  }

  get themeSource(): NativeTheme['themeSource'] {
    return this.source
  }

  set themeSource(source: NativeTheme['themeSource']) {
    this.source = source
    this.look()
  }

  get shouldUseDarkColors(): boolean {
    return this.source === 'system' ? (this.host.link.state()?.isDark ?? false) : this.source === 'dark'
  }

  private look(): void {
    const isDark = this.shouldUseDarkColors
    if (isDark === this.wasDark) return
    this.wasDark = isDark
    this.emit('updated')
  }
}

export function createNativeTheme(host: Host): NativeThemeStandIn {
  return refuseUnknown('nativeTheme', new NativeThemeStandIn(host))
}
