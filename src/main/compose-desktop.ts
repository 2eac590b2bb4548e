import { app, dialog, Menu, nativeTheme } from 'electron'
import { type RunningExpiry, startExpiry } from '../batch/expire-batches.ts'
import { type AppDialogs, createAppDialogs } from './app-dialogs.ts'
import type { BatchPresence } from './batch-presence.ts'
import { closeInOrder } from './close-in-order.ts'
import type { Core } from './compose-core.ts'
import { electronPresence } from './electron-presence.ts'
import { keepMenu } from './keep-menu.ts'
import { createQuitGuard, type QuitGuard } from './quit-guard.ts'

/** What of the app lies outside of the page: questions, the menu, the taskbar, the end. */
export interface Desktop {
  readonly dialogs: AppDialogs
  readonly presence: BatchPresence
  readonly guard: QuitGuard
  /** Brings the window to the front. */
  showWindow(): void
}

export function composeDesktop(core: Core, log: (line: string) => void): Desktop {
  const { settings, shown, messages, worklist } = core
  const window = (): Core['shown']['window'] => shown.window
  const showWindow = (): void => {
    if (shown.window?.isMinimized() === true) shown.window.restore()
    shown.window?.show()
    shown.window?.focus()
  }
  const dialogs = createAppDialogs({ dialog, window, messages: () => messages().native })
  const presence = electronPresence({ settings, window, messages, onCalled: showWindow })
  const expiry = startExpiry({ store: core.store, nowMs: Date.now(), log })
  const guard = createQuitGuard({
    clock: core.clock,
    log,
    batch: () => worklist.state().batch,
    confirm: dialogs.confirmQuit,
    cancelBatch: (how) => {
      worklist.cancel(how)
    },
    close: () => closeApp(core, presence, expiry),
    exit: (code) => {
      app.exit(code)
    },
  })
  core.onBatch(presence.batchChanged)
  core.onBatch(guard.batchChanged)
  followSettings(core)
  return { dialogs, presence, guard, showWindow }
}

/** The window first, so that nobody watches the rest; the journal last of those that anything is written to. */
function closeApp(core: Core, presence: BatchPresence, expiry: RunningExpiry): Promise<void> {
  const { shown, thumbnails, worklist, undo, news, power, pools, store, settings } = core
  return closeInOrder([
    () => {
      presence.close()
      power.close()
      news.close()
      expiry.close()
    },
    () => {
      const { window } = shown
      shown.window = null
      window?.destroy()
    },
    () => thumbnails.close(),
    () => Promise.all([worklist.close(), undo.close(), expiry.ended]),
    () => pools.light.kill(),
    () => settings.close(),
    () => store.close(),
  ])
}

/** Menu, theme and window as the settings and the batch say. */
function followSettings(core: Core): void {
  const { settings, messages, machine, worklist, send } = core
  nativeTheme.themeSource = settings.current().theme
  const menu = keepMenu({
    messages,
    platform: machine.platform,
    isDevelopment: !app.isPackaged,
    batch: worklist.state().batch,
    onCommand: (command) => {
      send('commandChosen', { command })
    },
    show: (template) => {
      Menu.setApplicationMenu(Menu.buildFromTemplate(template))
    },
  })
  core.onBatch(menu.batchChanged)
  settings.onChange((current, keys) => {
    if (keys.includes('theme')) nativeTheme.themeSource = current.theme
    if (keys.includes('language')) menu.languageChanged()
    // The window knows its own recipe, and where it stands is none of its page's business.
    if (keys.some((key) => key !== 'recipe' && key !== 'window')) send('settingsChanged', current)
  })
}
