import { app, dialog, protocol, session } from 'electron'
// eslint-disable-next-line no-restricted-syntax
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { appPage, appScheme } from './app-page.ts'
import { type Launch, launchPaths, parseLaunch } from './launch-paths.ts'
import { reportErrors } from './report-errors.ts'
import { secureContents, secureSession } from './session-security.ts'
import { startApp } from './start-app.ts'
import { writeLog } from './write-log.ts'

/** Electron's main process: what has to happen before the app is ready; the rest is composed in `startApp`. */

const log = writeLog(process.stderr)
reportErrors({
  source: process,
  log,
  show: async (message) => {
    // A box that holds up this process would hold up a batch; there is no other kind before the app is ready.
    if (app.isReady()) await dialog.showMessageBox({ type: 'error', message: 'Batchfit', detail: message })
    else dialog.showErrorBox('Batchfit', message)
  },
})
app.setName('Batchfit')
if (process.platform === 'win32') app.setAppUserModelId('app.batchfit.desktop')
const home = process.env['BATCHFIT_HOME']
if (home !== undefined && home !== '') liveIn(resolve(home))
app.enableSandbox()
protocol.registerSchemesAsPrivileged([
  { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
])

const page = appPage(app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null))
secureContents(app, page)

const launch: Launch = { argv: process.argv, cwd: process.cwd() }
if (app.requestSingleInstanceLock({ ...launch })) void begin()
else app.exit(0)

/** Electron takes only a folder that is there. Nothing is shown yet that could wait, and `ready` would not wait for us. */
function liveIn(folder: string): void {
  mkdirSync(folder, { recursive: true })
  app.setPath('userData', folder)
}

async function begin(): Promise<void> {
  // Paths may come before there is anything to add them to.
  const early = [...launchPaths(launch, app.isPackaged)]
  let takePaths = (paths: readonly string[]): void => {
    early.push(...paths)
  }
  app.on('open-file', (event, path) => {
    event.preventDefault()
    takePaths([path])
  })
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    // Chromium reorders the arguments that it passes on; what the other launch says itself is as it was given.
    const other = parseLaunch(data)
    takePaths(other === null ? [] : launchPaths(other, app.isPackaged))
  })
  await app.whenReady()
  secureSession(session.defaultSession, page)
  try {
    const started = await startApp({
      page,
      log,
      preloadPath: fileURLToPath(new URL('../preload/preload.cjs', import.meta.url)),
      rendererFolder: fileURLToPath(new URL('../renderer', import.meta.url)),
      bundles: {
        workerPath: fileURLToPath(new URL('./worker.js', import.meta.url)),
        storeThreadPath: fileURLToPath(new URL('./store-thread.js', import.meta.url)),
      },
    })
    if (early.length > 0) started.addPaths(early)
    takePaths = started.handOver
  } catch (error) {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error))
    dialog.showErrorBox('Batchfit', error instanceof Error ? error.message : String(error))
    app.exit(1)
  }
}
