import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { Clock } from '../shared/clock.ts'
import type { WindowBounds } from '../shared/settings.ts'
import type { AppPage } from './app-page.ts'
import { paperColour, rememberBounds, windowOptions } from './app-window.ts'
import { fitBounds } from './fit-bounds.ts'
import { loadPage } from './load-page.ts'
import { recoverPage } from './recover-page.ts'

export interface OpenWindowOptions {
  readonly page: AppPage
  readonly preloadPath: string
  readonly title: string
  readonly savedBounds: WindowBounds | null
  readonly clock: Clock
  remember(bounds: WindowBounds): void
  /** The person closes the window; it stays until the app ends it. */
  onClose(): void
  onFocus(): void
  /** The page has stopped working for good. */
  onPageLost(reason: string): void
  log(line: string): void
}

/** Opens the one window of the app; it shows itself when the page has drawn itself. */
export function openWindow(options: OpenWindowOptions): BrowserWindow {
  const { page, preloadPath, title, clock, log } = options
  const displays = screen.getAllDisplays().map(({ workArea }) => workArea)
  const bounds = fitBounds(options.savedBounds, displays)
  const isDark = nativeTheme.shouldUseDarkColors
  const window = new BrowserWindow(windowOptions({ title, bounds, isDark, preloadPath }))
  rememberBounds(window, clock, options.remember)
  window.once('ready-to-show', () => {
    if (bounds.isMaximized) window.maximize()
    window.show()
  })
  window.on('focus', options.onFocus)
  window.on('close', (event) => {
    event.preventDefault()
    options.onClose()
  })
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(paperColour(nativeTheme.shouldUseDarkColors))
  })
  recoverPage({ contents: window.webContents, clock, log, onLost: options.onPageLost })
  loadPage(window, page.url, options.onPageLost)
  return window
}
