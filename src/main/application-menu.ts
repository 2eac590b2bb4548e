import type { MenuItemConstructorOptions } from 'electron'
import type { AppCommand } from '../shared/app-commands.ts'
import type { BatchState } from '../shared/ipc-contract.ts'
import type { Messages } from '../shared/messages/catalogue.ts'

/** What of the app's state the menu shows: which commands make sense now. */
export interface MenuState {
  readonly phase: BatchState['phase']
  readonly hasFailed: boolean
}

export interface MenuOptions {
  readonly messages: Messages
  readonly platform: 'mac' | 'windows' | 'linux'
  readonly state: MenuState
  /** Whether developer tools are offered. */
  readonly isDevelopment: boolean
  readonly onCommand: (command: AppCommand) => void
}

export function menuStateOf(batch: BatchState): MenuState {
  return { phase: batch.phase, hasFailed: batch.failed > 0 }
}

/** The menu of the app as a template for Electron, with every accelerator there is. */
export function applicationMenu(options: MenuOptions): MenuItemConstructorOptions[] {
  const { native } = options.messages
  const isMac = options.platform === 'mac'
  return [
    ...(isMac ? [appMenu(options)] : []),
    { label: native.menu.file, submenu: fileItems(options) },
    { label: native.menu.edit, submenu: editItems(options) },
    { label: native.menu.batch, submenu: batchItems(options) },
    { label: native.menu.view, submenu: viewItems(options) },
    ...(isMac ? [windowMenu(options)] : []),
    { role: 'help', label: native.menu.help, submenu: helpItems(options) },
  ]
}

type Items = MenuItemConstructorOptions[]
const separator: MenuItemConstructorOptions = { type: 'separator' }

function command(
  options: MenuOptions,
  name: AppCommand,
  label: string,
  rest: MenuItemConstructorOptions = {},
): MenuItemConstructorOptions {
  return {
    label,
    ...rest,
    click: () => {
      options.onCommand(name)
    },
  }
}

function isRunning({ phase }: MenuState): boolean {
  return phase !== 'idle' && phase !== 'ended'
}

function appMenu(options: MenuOptions): MenuItemConstructorOptions {
  const { appName, menu } = options.messages.native
  return {
    label: appName,
    submenu: [
      { role: 'about', label: menu.about },
      separator,
      command(options, 'show-settings', menu.settings, { accelerator: 'Command+,' }),
      separator,
      { role: 'services', label: menu.services },
      separator,
      { role: 'hide', label: menu.hide },
      { role: 'hideOthers', label: menu.hideOthers },
      { role: 'unhide', label: menu.showAll },
      separator,
      { role: 'quit', label: menu.quit },
    ],
  }
}

function fileItems(options: MenuOptions): Items {
  const { menu } = options.messages.native
  const { state } = options
  return [
    command(options, 'add-files', menu.addFiles, { accelerator: 'CmdOrCtrl+O' }),
    command(options, 'add-folder', menu.addFolder, { accelerator: 'CmdOrCtrl+Shift+O' }),
    separator,
    command(options, 'export-report', menu.exportReport, {
      accelerator: 'CmdOrCtrl+Shift+E',
      enabled: state.phase === 'ended',
    }),
    command(options, 'clear-list', menu.clearList, { enabled: !isRunning(state) }),
    ...(options.platform === 'mac'
      ? []
      : [
          separator,
          command(options, 'show-settings', menu.settings, { accelerator: 'CmdOrCtrl+,' }),
          separator,
          { role: 'quit', label: menu.quit, accelerator: 'CmdOrCtrl+Q' } as const,
        ]),
  ]
}

function editItems(options: MenuOptions): Items {
  const { menu } = options.messages.native
  const isMac = options.platform === 'mac'
  return [
    { role: 'undo', label: menu.undo },
    { role: 'redo', label: menu.redo },
    separator,
    { role: 'cut', label: menu.cut },
    { role: 'copy', label: menu.copy },
    { role: 'paste', label: menu.paste },
    separator,
    // In a text field these keys belong to the text: the page takes them, and the menu only shows them.
    command(options, 'select-all', menu.selectAll, { accelerator: 'CmdOrCtrl+A', registerAccelerator: false }),
    command(options, 'remove-selected', menu.removeSelected, {
      // macOS registers whatever it shows, and the key would be lost to the text.
      ...(isMac ? {} : { accelerator: 'Delete', registerAccelerator: false }),
      enabled: !isRunning(options.state),
    }),
    separator,
    command(options, 'find', menu.find, { accelerator: 'CmdOrCtrl+F' }),
  ]
}

function batchItems(options: MenuOptions): Items {
  const { menu } = options.messages.native
  const { state } = options
  const { phase } = state
  const isPaused = phase === 'paused' || phase === 'pausing'
  return [
    command(options, 'start', menu.start, { accelerator: 'CmdOrCtrl+Enter', enabled: !isRunning(state) }),
    command(options, 'pause-or-resume', isPaused ? menu.resume : menu.pause, {
      accelerator: 'CmdOrCtrl+P',
      enabled: isPaused || phase === 'running',
    }),
    command(options, 'cancel', menu.cancel, { accelerator: 'CmdOrCtrl+.', enabled: isRunning(state) }),
    command(options, 'retry-failed', menu.retryFailed, {
      accelerator: 'CmdOrCtrl+R',
      enabled: phase === 'ended' && state.hasFailed,
    }),
    separator,
    command(options, 'compare', menu.compare),
    command(options, 'try-it', menu.tryIt, { accelerator: 'CmdOrCtrl+T', enabled: !isRunning(state) }),
    command(options, 'show-plan', menu.showPlan, { accelerator: 'CmdOrCtrl+L' }),
  ]
}

function viewItems(options: MenuOptions): Items {
  const { menu } = options.messages.native
  return [
    command(options, 'show-batch', menu.showBatch, { accelerator: 'CmdOrCtrl+1' }),
    command(options, 'show-watch-folders', menu.showWatchFolders, { accelerator: 'CmdOrCtrl+2' }),
    command(options, 'show-history', menu.showHistory, { accelerator: 'CmdOrCtrl+3' }),
    separator,
    { role: 'resetZoom', label: menu.actualSize },
    { role: 'zoomIn', label: menu.zoomIn },
    { role: 'zoomOut', label: menu.zoomOut },
    separator,
    { role: 'togglefullscreen', label: menu.fullScreen },
    ...(options.isDevelopment ? [{ role: 'toggleDevTools', label: menu.developerTools } as const] : []),
  ]
}

function windowMenu(options: MenuOptions): MenuItemConstructorOptions {
  const { menu } = options.messages.native
  return {
    label: menu.window,
    submenu: [
      { role: 'minimize', label: menu.minimize },
      { role: 'close', label: menu.closeWindow },
    ],
  }
}

function helpItems(options: MenuOptions): Items {
  const { menu } = options.messages.native
  return [command(options, 'show-shortcuts', menu.shortcuts, { accelerator: 'F1' })]
}
