import { app, clipboard, dialog, ipcMain, protocol, shell } from 'electron'
import { type AppPage, appScheme } from './app-page.ts'
import { createAppProtocol } from './app-protocol.ts'
import { type BundlePaths, composeCore, type Core } from './compose-core.ts'
import { composeDesktop, type Desktop } from './compose-desktop.ts'
import { gatherPaths } from './gather-paths.ts'
import { openWindow } from './open-window.ts'
import { registerRequests } from './register-requests.ts'
import { createRequestHandlers } from './request-handlers.ts'

export interface StartOptions {
  readonly page: AppPage
  /** Absolute, as the other one. */
  readonly preloadPath: string
  readonly rendererFolder: string
  readonly bundles: BundlePaths
  log(line: string): void
}

/** The app once its window is open. */
export interface StartedApp {
  addPaths(paths: readonly string[]): void
  /** What another launch was given: it is taken in, and the window comes forward. */
  handOver(paths: readonly string[]): void
}

/** Composes the app and opens its window; after `ready` only. */
export async function startApp(options: StartOptions): Promise<StartedApp> {
  const core = await composeCore(options.bundles, options.log)
  const desktop = composeDesktop(core, options.log)
  serve(core, desktop, options)
  endWhenAsked(desktop)
  core.shown.window = openAppWindow(core, desktop, options)
  return {
    addPaths: (paths) => {
      core.worklist.add(paths)
    },
    handOver: gatherPaths(core.clock, (paths) => {
      if (paths.length > 0) {
        core.worklist.add(paths)
        core.notices.raise({ code: 'paths-added', detail: String(paths.length) })
      }
      desktop.showWindow()
    }),
  }
}

/** Answers what the page asks for: its files, and its requests. */
function serve(core: Core, { dialogs }: Desktop, { page, rendererFolder, log }: StartOptions): void {
  const { worklist, thumbnails, settings, machine, shown, notices, randomHex, store, undo, news, power } = core
  protocol.handle(
    appScheme,
    createAppProtocol({
      rendererFolder,
      sourcePath: (row) => worklist.sourcePath(row),
      thumbnailFor: (sourcePath, signal) => thumbnails.fileFor(sourcePath, signal),
      previewFile: (id) => worklist.previewFile(id),
    }),
  )
  registerRequests({
    port: ipcMain,
    trustedFrame: () => (shown.window?.isDestroyed() === false ? shown.window.webContents.mainFrame : null),
    isOurPage: page.owns,
    log,
    handlers: createRequestHandlers({
      ...{ worklist, store, undo, news, power },
      settings,
      dialogs,
      machine,
      documentsFolder: app.getPath('documents'),
      randomHex,
      today: () => new Date(),
      copy: (text) => clipboard.writeText(text),
      open: (path) => shell.openPath(path),
      reveal: (path) => {
        shell.showItemInFolder(path)
      },
      onAttached: notices.open,
    }),
  })
}

function openAppWindow(core: Core, { guard, presence }: Desktop, { page, preloadPath, log }: StartOptions) {
  const { settings, clock, messages, news } = core
  const { native } = messages()
  return openWindow({
    page,
    preloadPath,
    title: native.appName,
    savedBounds: settings.current().window,
    clock,
    remember: (bounds) => {
      settings.change({ window: bounds })
    },
    onClose: guard.request,
    onFocus: () => {
      presence.windowFocused()
      news.windowFocused()
    },
    onPageLost: (reason) => {
      log(`the page cannot be shown: ${reason}`)
      dialog.showErrorBox(messages().native.appName, messages().native.crash.pageLost(reason))
      guard.insist()
    },
    log,
  })
}

/** However the end is asked for, one guard decides; the last word is its `app.exit`. */
function endWhenAsked({ guard }: Desktop): void {
  app.on('before-quit', (event) => {
    event.preventDefault()
    guard.request()
  })
  // On macOS, too: until there are watch folders, an app without its window has nothing to do.
  app.on('window-all-closed', guard.request)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, guard.insist)
}
