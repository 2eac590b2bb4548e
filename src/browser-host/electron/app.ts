import { EventEmitter } from 'node:events'
// Before anything runs: nobody waits on the loop yet.
// eslint-disable-next-line no-restricted-syntax
import { readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'electron'
import type { Host, HostedApp, SecondLaunch } from '../host.ts'
import { holdInstance } from '../instance-lock.ts'
import { refuseUnknown } from '../refuse-unknown.ts'
import { ElectronEvent } from './electron-event.ts'
import { systemLanguages } from './system-languages.ts'
import type { WindowSlot } from './window-slot.ts'

type Used = Pick<
  App,
  | 'enableSandbox'
  | 'exit'
  | 'getLocale'
  | 'getPath'
  | 'getPreferredSystemLanguages'
  | 'getVersion'
  | 'isPackaged'
  | 'isReady'
  | 'name'
  | 'quit'
  | 'releaseSingleInstanceLock'
  | 'requestSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setName'
  | 'setPath'
  | 'whenReady'
>

type PathName = Parameters<App['getPath']>[0]

/** `electron.app`. Nothing of it is ready before `becomeReady`. */
export class AppStandIn extends EventEmitter implements Used, HostedApp {
  readonly isPackaged = false
  name: string
  private readonly host: Host
  private readonly slot: WindowSlot
  private readonly version: string
  private readonly paths = new Map<string, string>()
  private readonly readiness = Promise.withResolvers<undefined>()
  private releaseLock: (() => void) | null = null
  private stage: 'starting' | 'ready' | 'quitting' | 'gone' = 'starting'

  constructor(host: Host, slot: WindowSlot) {
    super()
    this.host = host
    this.slot = slot
    const about = readAbout(host.appFolder)
    this.name = about.name
    this.version = about.version
    slot.onAllClosed = () => {
      this.allClosed()
    }
    host.app = this
    return refuseUnknown('app', this)
  }

  getVersion(): string {
    return this.version
  }

  setName(name: string): void {
    this.name = name
  }

  setAppUserModelId(): void {
    // Groups windows on the taskbar of Windows; the window is the browser's.
  }

  enableSandbox(): void {
    // A page of a browser has nothing else.
  }

  getLocale(): string {
    return systemLanguages(this.host.env)[0] ?? 'en-US'
  }

  getPreferredSystemLanguages(): string[] {
    return [...systemLanguages(this.host.env)]
  }

  setPath(name: string, path: string): void {
    this.paths.set(name, path)
    if (name === 'userData') this.tellDropFolder()
  }

  getPath(name: PathName): string {
    return this.paths.get(name) ?? defaultPath(name, this.name, this.host)
  }

  isReady(): boolean {
    return this.stage !== 'starting'
  }

  whenReady(): Promise<void> {
    // An app that awaits this at its top level would never be loaded to the end.
    setImmediate(() => {
      this.becomeReady()
    })
    return this.readiness.promise
  }

  /** Once the app's own module has been evaluated. */
  becomeReady(): void {
    if (this.stage !== 'starting') return
    this.stage = 'ready'
    this.tellDropFolder()
    this.emit('ready', new ElectronEvent(), {})
    this.readiness.resolve(undefined)
  }

  takeSecondLaunch({ argv, folder, data }: SecondLaunch): void {
    this.emit('second-instance', new ElectronEvent(), argv, folder, data)
  }

  requestSingleInstanceLock(data?: Record<string, unknown>): boolean {
    if (this.releaseLock !== null) return true
    const hold = holdInstance({
      folder: this.getPath('userData'),
      identity: { port: this.host.port, token: this.host.lockToken, address: this.host.address },
      launch: { argv: process.argv, folder: process.cwd(), data: data ?? {} },
    })
    if (hold.kind === 'held') this.releaseLock = hold.release
    else this.host.say(`Batchfit runs already, and was handed this launch: ${hold.address}`)
    return hold.kind === 'held'
  }

  releaseSingleInstanceLock(): void {
    this.releaseLock?.()
    this.releaseLock = null
  }

  quit(): void {
    if (this.stage === 'quitting' || this.stage === 'gone') return
    const before = this.stage
    this.stage = 'quitting'
    if (this.isPrevented('before-quit') || !this.slot.closeAll() || this.isPrevented('will-quit')) {
      this.stage = before
      return
    }
    this.exit(0)
  }

  exit(exitCode = 0): void {
    if (this.stage === 'gone') return
    this.stage = 'gone'
    this.emit('quit', new ElectronEvent(), exitCode)
    this.releaseSingleInstanceLock()
    this.host.end(exitCode)
  }

  private allClosed(): void {
    if (this.stage === 'quitting' || this.stage === 'gone') return
    if (!this.emit('window-all-closed')) this.quit()
  }

  private isPrevented(name: string): boolean {
    const event = new ElectronEvent()
    this.emit(name, event)
    return event.defaultPrevented
  }

  private tellDropFolder(): void {
    this.host.setDropFolder(join(this.getPath('userData'), 'dropped'))
  }
}

function readAbout(appFolder: string): { readonly name: string; readonly version: string } {
  const { productName, name, version } = JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8')) as {
    readonly productName?: string
    readonly name: string
    readonly version: string
  }
  return { name: productName ?? name, version }
}

const homeFolders: Readonly<Partial<Record<PathName, string>>> = {
  desktop: 'Desktop',
  documents: 'Documents',
  downloads: 'Downloads',
  music: 'Music',
  pictures: 'Pictures',
  videos: 'Videos',
}

function defaultPath(name: PathName, appName: string, { env, platform }: Host): string {
  const home = homedir()
  if (name === 'home') return home
  if (name === 'temp') return tmpdir()
  const appData =
    platform === 'win32'
      ? (env['APPDATA'] ?? join(home, 'AppData', 'Roaming'))
      : platform === 'darwin'
        ? join(home, 'Library', 'Application Support')
        : (env['XDG_CONFIG_HOME'] ?? join(home, '.config'))
  if (name === 'appData') return appData
  if (name === 'userData') return join(appData, appName)
  const inHome = homeFolders[name]
  if (inHome !== undefined) return join(home, inHome)
  throw new Error(`not available in the browser host: app.getPath('${name}')`)
}
