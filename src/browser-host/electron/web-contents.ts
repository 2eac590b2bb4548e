import { EventEmitter } from 'node:events'
import type { WebContents, WebFrameMain, WebPreferences } from 'electron'
import type { Host } from '../host.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

type Used = Pick<WebContents, 'getURL' | 'id' | 'isDestroyed' | 'reload' | 'send' | 'setWindowOpenHandler'>

/** The page's main frame, as IPC events name their sender. */
export interface MainFrame extends Pick<WebFrameMain, 'url'> {
  readonly parent: null
}

/**
 * `window.webContents`. Its events about navigation never come: the page script lets nothing lead away, and the server
 * has no other page.
 */
export class WebContentsStandIn extends EventEmitter implements Used {
  readonly id = 1
  readonly mainFrame: MainFrame
  private readonly host: Host
  private readonly preferences: WebPreferences
  private isGone = false
  private url = ''

  constructor(host: Host, preferences: WebPreferences) {
    super()
    this.host = host
    this.preferences = preferences
    const currentUrl = (): string => this.url
    const frame: MainFrame = {
      get url() {
        return currentUrl()
      },
      parent: null,
    }
    this.mainFrame = refuseUnknown('webContents.mainFrame', frame)
  }

  getURL(): string {
    return this.url
  }

  /** What the window was made with. */
  getLastWebPreferences(): WebPreferences {
    return this.preferences
  }

  isDestroyed(): boolean {
    return this.isGone
  }

  reload(): void {
    this.host.link.tell({ kind: 'reload' })
  }

  send(channel: string, ...args: readonly unknown[]): void {
    if (this.isGone) throw new TypeError('Object has been destroyed')
    this.host.link.tell({ kind: 'event', channel, args })
  }

  setWindowOpenHandler(): void {
    // The page script answers every window.open with null, which is stricter than any handler.
  }

  /** For the window only. */
  load(url: string): void {
    this.url = url
    const { preload } = this.preferences
    this.host.showPage({ url, preloadPath: preload ?? null })
  }

  /** For the window only. */
  destroy(): void {
    this.isGone = true
    this.emit('destroyed')
  }
}
