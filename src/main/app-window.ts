import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import type { Clock } from '../shared/clock.ts'
import type { WindowBounds } from '../shared/settings.ts'
import { minWindowSize } from './fit-bounds.ts'

/** `--surface` of the page's tokens, so that a window never flashes before it has drawn itself. */
const paperColours = { dark: '#1c1c1c', light: '#fbfbfb' } as const

/** What is seen of the window before the page has drawn itself, as `#rrggbb`. */
export function paperColour(isDark: boolean): string {
  return isDark ? paperColours.dark : paperColours.light
}

export interface WindowLook {
  readonly title: string
  readonly bounds: WindowBounds
  readonly isDark: boolean
  /** Absolute. */
  readonly preloadPath: string
}

/** The options of the one window. Every preference that decides about safety is written out, also where it is the default. */
export function windowOptions({ title, bounds, isDark, preloadPath }: WindowLook): BrowserWindowConstructorOptions {
  const { x, y, width, height } = bounds
  return {
    title,
    x,
    y,
    width,
    height,
    minWidth: minWindowSize.width,
    minHeight: minWindowSize.height,
    // Shown when the page has drawn itself.
    show: false,
    backgroundColor: paperColour(isDark),
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  }
}

/** Moves and sizes within this time are remembered together, in milliseconds. */
export const boundsPauseMs = 400

type WatchedWindow = Pick<BrowserWindow, 'isDestroyed' | 'isMaximized' | 'getNormalBounds'> & {
  on(event: 'resize' | 'move' | 'maximize' | 'unmaximize' | 'close', listener: () => void): unknown
}

/** Remembers where the window is, after every move and when it closes. */
export function rememberBounds(window: WatchedWindow, clock: Clock, remember: (bounds: WindowBounds) => void): void {
  let cancelTimer = (): void => undefined
  const save = (): void => {
    cancelTimer()
    if (window.isDestroyed()) return
    const { x, y, width, height } = window.getNormalBounds()
    remember({ x, y, width, height, isMaximized: window.isMaximized() })
  }
  const saveSoon = (): void => {
    cancelTimer()
    cancelTimer = clock.after(boundsPauseMs, save)
  }
  window.on('resize', saveSoon)
  window.on('move', saveSoon)
  window.on('maximize', saveSoon)
  window.on('unmaximize', saveSoon)
  window.on('close', save)
}
