import { EventEmitter } from 'node:events'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { refuseAll, refuseUnknown } from '../../../src/browser-host/refuse-unknown.ts'

class Window_ extends EventEmitter {
  title = 'one'

  constructor() {
    super()
    return refuseUnknown('BrowserWindow', this)
  }

  show(): string {
    return this.title
  }
}

describe('what the host has not got of Electron', () => {
  const app = refuseUnknown('app', { name: 'Batchfit', quit: () => 'ended' })

  it('leaves what it has got as it is', () => {
    expect(app.name).toBe('Batchfit')
    expect(app.quit()).toBe('ended')
    app.name = 'Other'
    expect(app.name).toBe('Other')
  })

  it('is refused by its name when it is read or set', () => {
    const other = app as unknown as { badgeCount: number }
    expect(() => other.badgeCount).toThrow('not available in the browser host: app.badgeCount')
    expect(() => {
      other.badgeCount = 3
    }).toThrow('not available in the browser host: app.badgeCount')
  })

  it('is not asked for by awaiting, printing or comparing', async () => {
    expect(await Promise.resolve(app)).toBe(app)
    expect(inspect(app)).toContain('quit: [Function')
    expect(JSON.stringify(app)).toContain('name')
    expect(Object.hasOwn(app, 'badgeCount')).toBe(false)
  })

  it('is refused of a window, which still emits', () => {
    const window_ = new Window_()
    const heard: unknown[] = []
    window_.on('closed', (...args: unknown[]) => heard.push(args))
    window_.emit('closed', 1)
    expect(heard).toEqual([[1]])
    expect(window_.show()).toBe('one')
    expect(window_).toBeInstanceOf(Window_)
    expect(() => {
      ;(window_ as unknown as { setKiosk(): void }).setKiosk()
    }).toThrow('not available in the browser host: BrowserWindow.setKiosk')
  })

  it('is refused as a whole class or module, however it is used', () => {
    const Tray = refuseAll('Tray') as unknown as { new (): object; (): void; icon: string; call: unknown }
    expect(() => new Tray()).toThrow('not available in the browser host: Tray')
    expect(() => {
      Tray()
    }).toThrow('not available in the browser host: Tray')
    expect(() => Tray.icon).toThrow('not available in the browser host: Tray.icon')
    expect(() => {
      Tray.icon = ''
    }).toThrow('not available in the browser host: Tray')
  })
})
