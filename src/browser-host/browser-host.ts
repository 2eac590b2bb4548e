import { randomBytes } from 'node:crypto'
import { registerHooks } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import open from 'open'
import type { Host, ShownPage } from './host.ts'
import { type HostArguments, parseHostArguments } from './host-arguments.ts'
import { createPageLink, type PageLink } from './page-link.ts'
import { provideHost } from './provided-host.ts'
import { type HostServer, startServer } from './server.ts'

/** Composition root of the browser host: runs the built app under Node, with its window in a browser. */
const bundleFolder = dirname(fileURLToPath(import.meta.url))
const appFolder = resolve(bundleFolder, '../..')
/** For the last frame to reach the page. */
const farewellMs = 150

/** `args` as they came on the command line, without Node and script. */
async function runBrowserHost(args: readonly string[]): Promise<void> {
  const parsed = parseHostArguments(args)
  if (!parsed.ok) {
    console.error(`batchfit: ${parsed.message}`)
    process.exitCode = 2
    return
  }
  const host = await startHost(parsed.value)
  provideHost(host)
  resolveElectronToStandIn()
  // As Electron's own: program, app, and what is meant for the app.
  process.argv.splice(1, process.argv.length - 1, host.appFolder, ...parsed.value.paths)
  endOnSignals(host)
  await loadApp(host, parsed.value.mainPath ?? join(bundleFolder, 'main.js'))
}

/** The server, and what the modules of the stand-in share with it. */
async function startHost(options: HostArguments): Promise<Host> {
  const link = createPageLink()
  const pages: Host['pages'] = { schemes: new Map(), filter: null }
  const lockToken = randomBytes(24).toString('base64url')
  const shown = createShownPage()
  const canOpen = hasDesktop() && process.env['BATCHFIT_NO_OPEN'] === undefined && process.env['CI'] === undefined
  let dropFolder: string | null = null
  const server = await startServer({
    port: options.port,
    link,
    pages,
    hostPagePath: join(appFolder, 'out/preload/host-page.cjs'),
    lockToken,
    shownPage: shown.get,
    dropFolder: () => dropFolder,
    onSecondLaunch: (launch) => host.app?.takeSecondLaunch(launch),
    onError: (error) => {
      console.error(error)
    },
  })
  const host: Host = {
    link,
    pages,
    address: server.address,
    lockToken,
    port: server.port,
    appFolder: options.mainPath === null ? appFolder : dirname(resolve(options.mainPath)),
    env: process.env,
    platform: process.platform,
    canOpen,
    children: new Set(),
    showPage: (page) => {
      if (shown.set(page)) announce(server, options, canOpen)
    },
    setDropFolder: (folder) => {
      dropFolder = folder
      link.keep({ kind: 'welcome', dropFolder: folder, separator: process.platform === 'win32' ? '\\' : '/' })
    },
    app: null,
    say: (line) => {
      console.log(line)
    },
    end: (exitCode) => {
      end(exitCode, link, server, host)
    },
  }
  return host
}

interface ShownPageCell {
  get(): Promise<ShownPage>
  /** Whether it is the first. */
  set(page: ShownPage | null): boolean
}

/** Requests wait while the app has no window to show. */
function createShownPage(): ShownPageCell {
  let current: ShownPage | null = null
  let wasShown = false
  let next = Promise.withResolvers<ShownPage>()
  return {
    get: () => (current === null ? next.promise : Promise.resolve(current)),
    set: (page) => {
      current = page
      if (page === null) next = Promise.withResolvers()
      else next.resolve(page)
      const isFirst = page !== null && !wasShown
      wasShown ||= page !== null
      return isFirst
    },
  }
}

function announce({ address, port }: HostServer, { opens, json }: HostArguments, canOpen: boolean): void {
  console.log(`Batchfit runs in the browser: ${address}`)
  console.log('Ctrl-C ends it.')
  if (json) console.log(`browser-host ready ${JSON.stringify({ address, port, pid: process.pid })}`)
  if (opens && canOpen) {
    open(address).catch((error: unknown) => {
      console.error(`No browser could be opened: ${(error as Error).message}`)
    })
  }
}

function hasDesktop(): boolean {
  if (process.platform !== 'linux') return true
  return process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined
}

function end(exitCode: number, link: PageLink, server: HostServer, host: Host): void {
  for (const child of host.children) child.kill()
  link.close({ kind: 'closed' })
  setTimeout(() => {
    server.close()
    process.exit(exitCode)
  }, farewellMs)
}

/** The app's `import … from 'electron'` finds the module that stands in for it. */
function resolveElectronToStandIn(): void {
  const standIn = pathToFileURL(join(bundleFolder, 'electron-stand-in.js')).href
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' || specifier === 'electron/main'
        ? { url: standIn, shortCircuit: true }
        : next(specifier, context),
  })
}

/**
 * The first Ctrl-C asks the app, which may ask the person; the second ends it. An app that listens to signals by itself
 * decides alone, as in Electron.
 */
function endOnSignals(host: Host): void {
  let isAsked = false
  const onSignal = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) > 1) return
    if (isAsked) process.exit(130)
    isAsked = true
    console.log('Batchfit is ending. Ctrl-C once more ends it at once.')
    host.app?.quit()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
}

async function loadApp(host: Host, mainPath: string): Promise<void> {
  await import(pathToFileURL(resolve(mainPath)).href)
  host.app?.becomeReady()
}

await runBrowserHost(process.argv.slice(2))
