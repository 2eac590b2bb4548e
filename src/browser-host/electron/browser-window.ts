import { EventEmitter } from 'node:events'
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron'
import type { Host } from '../host.ts'
import { notAvailable, refuseUnknown } from '../refuse-unknown.ts'
import type { AppStandIn } from './app.ts'
import { ElectronEvent } from './electron-event.ts'
import { WebContentsStandIn } from './web-contents.ts'
import type { SlottedWindow, WindowSlot } from './window-slot.ts'

type Used = Pick<
  BrowserWindow,
  | 'close'
  | 'destroy'
  | 'focus'
  | 'getBounds'
  | 'getNormalBounds'
  | 'isDestroyed'
  | 'isFocused'
  | 'isFullScreen'
  | 'isMaximized'
  | 'isMinimized'
  | 'isVisible'
  | 'loadURL'
  | 'maximize'
  | 'minimize'
  | 'restore'
  | 'setBackgroundColor'
  | 'setBounds'
  | 'setProgressBar'
  | 'setTitle'
  | 'show'
  | 'unmaximize'
>

/**
 * A window whose frame is the browser's: it remembers what it was told of size and state, which nothing can enforce, and
 * what it shows is the one page.
 */
export class BrowserWindowStandIn extends EventEmitter implements Used {
  readonly webContents: WebContentsStandIn
  private readonly host: Host
  private readonly slot: WindowSlot
  private bounds: Rectangle
  private visible: boolean
  private state: 'normal' | 'maximized' | 'minimized' = 'normal'
  private isGone = false
  private hasLoaded = false
  private readonly loading = Promise.withResolvers<undefined>()

  constructor(host: Host, slot: WindowSlot, app: AppStandIn, options: BrowserWindowConstructorOptions = {}) {
    super()
    if (slot.current !== null) throw notAvailable('a second BrowserWindow')
    this.host = host
    this.slot = slot
    const { x = 0, y = 0, width = 800, height = 600 } = options
    this.bounds = { x, y, width, height }
    this.visible = options.show ?? true
    this.webContents = refuseUnknown('webContents', new WebContentsStandIn(host, options.webPreferences ?? {}))
    const self = refuseUnknown('BrowserWindow', this)
    slot.current = self
    host.link.on('loaded', () => {
      self.pageHasLoaded()
    })
    this.followFocus()
    app.emit('web-contents-created', new ElectronEvent(), self.webContents)
    app.emit('browser-window-created', new ElectronEvent(), self)
    return self
  }

  /** Resolves when a browser has opened the page. */
  loadURL(url: string): Promise<void> {
    this.webContents.load(url)
    return this.loading.promise
  }

  show(): void {
    this.visible = true
    this.focus()
  }

  isVisible(): boolean {
    return this.visible && this.host.link.isAttached()
  }

  focus(): void {
    this.host.link.tell({ kind: 'focus' })
  }

  isFocused(): boolean {
    return this.host.link.isAttached() && (this.host.link.state()?.hasFocus ?? false)
  }

  isFullScreen(): boolean {
    return false
  }

  isMaximized(): boolean {
    return this.state === 'maximized'
  }

  isMinimized(): boolean {
    return this.state === 'minimized'
  }

  maximize(): void {
    this.state = 'maximized'
    this.emit('maximize')
  }

  unmaximize(): void {
    this.state = 'normal'
    this.emit('unmaximize')
  }

  minimize(): void {
    this.state = 'minimized'
    this.emit('minimize')
  }

  restore(): void {
    this.state = 'normal'
    this.emit('restore')
  }

  getBounds(): Rectangle {
    return { ...this.bounds }
  }

  getNormalBounds(): Rectangle {
    return { ...this.bounds }
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.bounds = { ...this.bounds, ...bounds }
    this.emit('resize')
  }

  setBackgroundColor(): void {
    // Seen in Electron before the page is painted; a browser paints its own.
  }

  setTitle(title: string): void {
    this.host.link.keep({ kind: 'title', title })
  }

  /** In the title of the page, which a browser shows on its tab. */
  setProgressBar(fraction: number): void {
    this.host.link.keep({ kind: 'progress', fraction: fraction >= 0 ? Math.min(1, fraction) : null })
  }

  isDestroyed(): boolean {
    return this.isGone
  }

  close(): void {
    if (this.isGone) return
    const event = new ElectronEvent()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy(): void {
    if (this.isGone) return
    this.isGone = true
    this.slot.current = null
    this.host.showPage(null)
    this.webContents.destroy()
    this.emit('closed')
    this.slot.onAllClosed()
  }

  private followFocus(): void {
    let hadFocus = false
    this.host.link.on('changed', ({ state }) => {
      if (this.isGone || state.hasFocus === hadFocus) return
      hadFocus = state.hasFocus
      this.emit(hadFocus ? 'focus' : 'blur')
    })
  }

  private pageHasLoaded(): void {
    if (this.isGone) return
    this.webContents.emit('did-finish-load')
    if (!this.hasLoaded) this.emit('ready-to-show')
    this.hasLoaded = true
    this.loading.resolve(undefined)
  }
}

export interface BrowserWindowClass {
  new (options?: BrowserWindowConstructorOptions): BrowserWindowStandIn
  getAllWindows(): readonly SlottedWindow[]
}

/** `electron.BrowserWindow`, which the app constructs and asks for its windows. */
export function createBrowserWindowClass(host: Host, slot: WindowSlot, app: AppStandIn): BrowserWindowClass {
  class HostedWindow extends BrowserWindowStandIn {
    static getAllWindows(): readonly SlottedWindow[] {
      return slot.current === null ? [] : [slot.current]
    }

    constructor(options?: BrowserWindowConstructorOptions) {
      super(host, slot, app, options)
    }
  }
  return refuseUnknown('BrowserWindow', HostedWindow)
}
