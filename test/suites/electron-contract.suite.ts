import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'
import { type ContractAdapter, type ContractApp, launchContractApp } from './launch-contract-app.ts'

/** The bridge that the contract app's preload puts on the page. */
interface PageContract {
  invoke(channel: string, ...args: readonly unknown[]): Promise<unknown>
  on(channel: string, listener: (...args: readonly unknown[]) => void): () => void
}
/** What the functions that run in the page see. */
declare const window: {
  contract: PageContract
  heard: unknown[]
  stop: () => void
  open(url: string): unknown
}
declare const location: { href: string }
declare const document: {
  readonly body: { readonly dataset: Readonly<Record<string, string>> }
  addEventListener(name: string, listener: (event: { key: string; preventDefault(): void }) => void): void
}

/**
 * What Batchfit expects of Electron, over a small app that takes the same steps at its start. Runs in the browser host, and
 * in Electron wherever its binary is; questions to the main process and the page are the same in both.
 */
export function describeElectronContract(adapter: ContractAdapter): void {
  describe(`Electron's contract with the app, in ${adapter.name}`, () => {
    const shared = shareApp(adapter)
    describeIpc(shared)
    describePages(shared)
    describeWindow(shared)
    describeChildren(shared)
    describeMenuAndDialogs(adapter, shared)
    describeLife(adapter)
  })
}

type Shared = () => ContractApp

/** One app for all questions that leave it as it was. */
function shareApp(adapter: ContractAdapter): Shared {
  let app: ContractApp | null = null
  let homeFolder = ''
  beforeAll(async () => {
    homeFolder = await realpath(await mkdtemp(join(tmpdir(), 'batchfit-contract-')))
    app = await launchContractApp(adapter, homeFolder, ['first.jpg'])
  })
  afterAll(async () => {
    await app?.close()
    await rm(homeFolder, { recursive: true, force: true })
  })
  return () => {
    if (app === null) throw new Error('Expected the contract app to run')
    return app
  }
}

function describeIpc(shared: Shared): void {
  describe('requests and events', () => {
    it('has the bridge on the page before any script of the page runs', async () => {
      expect(await shared().page.evaluate(() => document.body.dataset['bridge'])).toBe('object')
    })

    it('carries whatever can be cloned there and back as what it is', async () => {
      const types = await shared().page.evaluate(async () => {
        const sent = [
          new Uint32Array([1, 4_294_967_295]),
          new Float64Array([0.1]),
          new Uint8Array(0),
          undefined,
          null,
          2n ** 60n,
          new Map([[1, new Set(['a'])]]),
          new Date(5),
          { none: undefined, text: '汉字 \u0000 "' },
          Number.NaN,
        ]
        const back = (await window.contract.invoke('echo', ...sent)) as unknown[]
        return back.map((value) => {
          if (ArrayBuffer.isView(value)) return `${value.constructor.name} ${(value as Uint8Array).join()}`
          if (value instanceof Map) return `Map ${String([...((value.get(1) as Set<string> | undefined) ?? [])])}`
          if (value instanceof Date) return `Date ${String(value.getTime())}`
          if (typeof value === 'object' && value !== null)
            return `${Object.keys(value).join()} ${JSON.stringify(value)}`
          return `${typeof value} ${String(value)}`
        })
      })
      expect(types).toEqual([
        'Uint32Array 1,4294967295',
        'Float64Array 0.1',
        'Uint8Array ',
        'undefined undefined',
        'object null',
        'bigint 1152921504606846976',
        'Map a',
        'Date 5',
        String.raw`none,text {"text":"汉字 \u0000 \""}`,
        'number NaN',
      ])
    })

    it('refuses what cannot be cloned', async () => {
      const refusal = await shared().page.evaluate(() =>
        window.contract.invoke('echo', { deep: [Symbol('none')] }).then(
          () => 'sent',
          (error: unknown) => String(error),
        ),
      )
      expect(refusal).toMatch(/could not be cloned/)
    })

    it('tells the page the text of an error that a handler threw', async () => {
      const message = await shared().page.evaluate(() =>
        window.contract.invoke('fail', 'out of range').catch((error: unknown) => (error as Error).message),
      )
      expect(message).toBe("Error invoking remote method 'fail': RangeError: out of range")
    })

    it('rejects a channel that nobody handles', async () => {
      const message = await shared().page.evaluate(() =>
        window.contract.invoke('nothing').catch((error: unknown) => (error as Error).message),
      )
      expect(message).toMatch(/No handler registered for 'nothing'/)
    })

    it('says that the main frame of our page asks', async () => {
      const sender = await shared().page.evaluate(() => window.contract.invoke('sender'))
      expect(sender).toEqual({ isMainFrame: true, url: 'app://bundle/index.html' })
    })

    it('takes one handler a channel', async () => {
      const again = shared().inMain(({ electron }) => {
        electron.ipcMain.handle('echo', () => null)
      })
      await expect(again).rejects.toThrow(/second handler/)
    })

    it('brings events in order to those who listen, until they stop', async () => {
      const { page, inMain } = shared()
      await page.evaluate(() => {
        window.heard = []
        window.stop = window.contract.on('count', (value, bytes) => {
          window.heard.push([value, (bytes as Uint32Array).constructor.name, (bytes as Uint32Array)[0]])
        })
      })
      const send = async (from: number): Promise<void> => {
        await inMain(({ kept }, first) => {
          const { webContents } = kept['window'] as { webContents: { send(...args: unknown[]): void } }
          for (let nth = first; nth < first + 50; nth += 1) webContents.send('count', nth, new Uint32Array([nth]))
        }, from)
      }
      await send(0)
      await page.waitForFunction(() => window.heard.length === 50)
      const heard = await page.evaluate(() => {
        window.stop()
        return window.heard
      })
      expect(heard).toEqual(Array.from({ length: 50 }, (_, nth) => [nth, 'Uint32Array', nth]))
      await send(100)
      // An answer comes after all that was sent before it.
      await page.evaluate(() => window.contract.invoke('echo'))
      expect(await page.evaluate(() => window.heard.length)).toBe(50)
    })

    it('has a bridge that the page cannot put another in the place of', async () => {
      const type = await shared().page.evaluate(() => {
        try {
          window.contract = { invoke: () => Promise.resolve('forged'), on: () => () => undefined }
        } catch {
          // Refusing by an error is as good.
        }
        return window.contract.invoke('echo', 1)
      })
      expect(type).toEqual([1])
    })
  })
}

function describePages(shared: Shared): void {
  describe('pages of the app://', () => {
    const respond = (handle: (request: Request) => unknown): Promise<void> =>
      shared().inMain(({ kept }, source) => {
        kept['own'] ??= kept['handle'] as unknown
        kept['handle'] = (0, eval)(`(${source})`) as unknown
        kept['requests'] = []
      }, handle.toString())

    it('reach the page with exactly the headers that the app gives', async () => {
      const policy = await shared().page.evaluate(async () =>
        (await fetch('./index.html')).headers.get('content-security-policy'),
      )
      expect(policy).toBe("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'")
    })

    it('reach it with status and headers where there is none', async () => {
      const response = await shared().page.evaluate(async () => {
        const { status, headers } = await fetch('./nothing')
        return { status, header: headers.get('x-contract') }
      })
      expect(response).toEqual({ status: 404, header: 'no' })
    })

    it('are asked of the app by the URL as the page wrote it', async () => {
      const { page, inMain } = shared()
      const urls = await page
        .evaluate(async () => {
          for (const path of ['./a%2f..%2fb.png?x=%20', './c%5c..%5cd', './%E6%B1%89', './e%00f']) await fetch(path)
          await fetch('./head', { method: 'HEAD' })
        })
        .then(() =>
          inMain(({ kept }) =>
            (kept['requests'] as { method: string; url: string }[])
              .slice(-5)
              .map(({ method, url }) => `${method} ${url}`),
          ),
        )
      expect(urls).toEqual([
        'GET app://bundle/a%2f..%2fb.png?x=%20',
        'GET app://bundle/c%5c..%5cd',
        'GET app://bundle/%E6%B1%89',
        'GET app://bundle/e%00f',
        'HEAD app://bundle/head',
      ])
    })

    it('come as a stream: the beginning before there is an end', async () => {
      const { page, inMain } = shared()
      await respond(() => {
        const state = globalThis as unknown as { finish: () => void }
        return new Response(
          new ReadableStream({
            start: (controller) => {
              controller.enqueue(new Uint8Array(1000))
              state.finish = () => {
                controller.enqueue(new Uint8Array(24))
                controller.close()
              }
            },
          }),
        )
      })
      const first = await page.evaluate(async () => {
        const reader = (await fetch('./stream')).body?.getReader()
        const chunk = await reader?.read()
        Object.assign(window, { reader })
        return (chunk?.value as Uint8Array | undefined)?.length
      })
      expect(first).toBe(1000)
      await inMain(() => {
        ;(globalThis as unknown as { finish: () => void }).finish()
      })
      const rest = await page.evaluate(async () => {
        const { reader } = window as unknown as { reader: ReadableStreamDefaultReader<Uint8Array> }
        const sizes: number[] = []
        for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) sizes.push(chunk.value.length)
        return sizes
      })
      expect(rest).toEqual([24])
      await inMain(({ kept }) => {
        kept['handle'] = kept['own'] as unknown
      })
    })

    it('are not asked for where the app lets no request through', async () => {
      const { page, inMain } = shared()
      const isOk = await page.evaluate(() =>
        fetch('./forbidden.png').then(
          ({ ok }) => ok,
          () => false,
        ),
      )
      const asked = await inMain(({ kept }) =>
        (kept['requests'] as { url: string }[]).filter(({ url }) => url.includes('forbidden')),
      )
      expect({ isOk, asked }).toEqual({ isOk: false, asked: [] })
    })
  })
}

function describeWindow(shared: Shared): void {
  describe('the window', () => {
    it('is made with what the app asked for', async () => {
      const preferences = await shared().inMain(({ kept }) => {
        const { webContents } = kept['window'] as {
          webContents: { getLastWebPreferences(): Readonly<Record<string, unknown>> }
        }
        const { sandbox, contextIsolation, nodeIntegration } = webContents.getLastWebPreferences()
        return { sandbox, contextIsolation, nodeIntegration }
      })
      expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false })
    })

    it('gives the page nothing of Node', async () => {
      const types = await shared().page.evaluate(() => {
        const names = ['require', 'process', 'module', 'Buffer', 'global', '__dirname']
        return names.filter((name) => name in window)
      })
      expect(types).toEqual([])
    })

    it('is shown when its page is ready', async () => {
      const { inMain } = shared()
      const isVisible = (): Promise<boolean> =>
        inMain(({ kept }) => (kept['window'] as { isVisible(): boolean }).isVisible())
      while (!(await isVisible())) await new Promise((resolve) => setTimeout(resolve, 20))
    })

    it('remembers its size', async () => {
      const bounds = await shared().inMain(({ kept }) =>
        (kept['window'] as { getNormalBounds(): { width: number; height: number } }).getNormalBounds(),
      )
      expect(bounds).toMatchObject({ width: 900, height: 700 })
    })

    it('is announced with its contents before it loads', async () => {
      const names = await shared().inMain(({ kept }) =>
        (kept['events'] as { name: string }[]).map(({ name }) => name).filter((name) => name.startsWith('web')),
      )
      expect(names).toEqual(['web-contents-created'])
    })

    it('opens nothing beside itself', async () => {
      const opened = await shared().page.evaluate(() => {
        const openedByName = window.open('https://example.com/')
        return openedByName === null
      })
      expect(opened).toBe(true)
      expect(shared().page.context().pages()).toHaveLength(1)
    })

    it('leads nowhere else', async () => {
      const { page } = shared()
      const before = page.url()
      await page.evaluate(() => {
        location.href = 'https://example.com/'
      })
      await page.evaluate(() => window.contract.invoke('echo'))
      expect(page.url()).toBe(before)
    })

    it('stays when the app keeps it from closing', async () => {
      const isDestroyed = await shared().inMain(async ({ kept }) => {
        const window_ = kept['window'] as {
          once(name: string, listener: (event: { preventDefault(): void }) => void): void
          close(): void
          isDestroyed(): boolean
        }
        const asked = new Promise((resolve) => {
          window_.once('close', (event) => {
            event.preventDefault()
            resolve(undefined)
          })
        })
        window_.close()
        await asked
        return window_.isDestroyed()
      })
      expect(isDestroyed).toBe(false)
    })

    it('has displays to lie on', async () => {
      const areas = await shared().inMain(({ electron }) =>
        electron.screen.getAllDisplays().map(({ workArea }) => workArea.width > 0 && workArea.height > 0),
      )
      expect(areas).toContain(true)
    })

    it('knows the theme that is asked for', async () => {
      const seen = await shared().inMain(({ electron: { nativeTheme } }) => {
        const before = nativeTheme.themeSource
        nativeTheme.themeSource = 'dark'
        const dark = nativeTheme.shouldUseDarkColors
        nativeTheme.themeSource = 'light'
        const light = nativeTheme.shouldUseDarkColors
        nativeTheme.themeSource = 'system'
        return { before, dark, light }
      })
      expect(seen).toEqual({ before: 'system', dark: true, light: false })
    })

    it('can keep the machine awake, and let it sleep again', async () => {
      const seen = await shared().inMain(({ electron: { powerSaveBlocker } }) => {
        const id = powerSaveBlocker.start('prevent-app-suspension')
        const started = powerSaveBlocker.isStarted(id)
        return { started, stopped: powerSaveBlocker.stop(id), after: powerSaveBlocker.isStarted(id) }
      })
      expect(seen).toEqual({ started: true, stopped: true, after: false })
    })

    it('tells of the power of the machine', async () => {
      const seen = await shared().inMain(({ electron: { powerMonitor } }) => {
        const heard: string[] = []
        const listen = (name: 'suspend' | 'resume'): (() => void) => {
          const listener = (): void => {
            heard.push(name)
          }
          powerMonitor.on(name as 'suspend', listener)
          return () => powerMonitor.off(name as 'suspend', listener)
        }
        const ends = [listen('suspend'), listen('resume')]
        powerMonitor.emit('suspend')
        powerMonitor.emit('resume')
        for (const end of ends) end()
        powerMonitor.emit('suspend')
        return { heard, onBattery: typeof powerMonitor.isOnBatteryPower() }
      })
      expect(seen).toEqual({ heard: ['suspend', 'resume'], onBattery: 'boolean' })
    })

    it('moves a file to the bin of the system', async () => {
      const path = join(await tempFolder(), 'away [1].txt')
      await writeFile(path, 'away')
      const answer = await shared().inMain(
        ({ electron }, given) => electron.shell.trashItem(given).then(() => 'moved', String),
        path,
      )
      expect(answer).toBe('moved')
      await expect(readFile(path)).rejects.toThrow(/ENOENT/)
    })

    it('says so when what is to go to the bin is not there', async () => {
      const path = join(await tempFolder(), 'nothing.txt')
      const answer = await shared().inMain(
        ({ electron }, given) =>
          electron.shell.trashItem(given).then(
            () => 'moved',
            () => 'refused',
          ),
        path,
      )
      expect(answer).toBe('refused')
    })

    it('gets what is meant for the app on its command line', async () => {
      const { appFolder } = shared().launchOptions
      const args = await shared().inMain(() => process.argv.slice(1))
      expect(args.at(-1)).toBe('first.jpg')
      expect(args).toContain(appFolder)
    })

    it('knows its folders and what the system speaks', async () => {
      const { homeFolder, home, languages, version, isPackaged } = await shared().inMain(({ electron: { app } }) => ({
        homeFolder: app.getPath('userData'),
        home: app.getPath('home'),
        languages: app.getPreferredSystemLanguages(),
        version: app.getVersion(),
        isPackaged: app.isPackaged,
      }))
      expect(homeFolder).toContain('batchfit-contract-')
      expect(home).not.toBe('')
      expect(languages[0]).toMatch(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/)
      expect({ version, isPackaged }).toEqual({ version: '1.2.3', isPackaged: false })
    })
  })
}

function describeChildren(shared: Shared): void {
  const child = (): string => join(shared().launchOptions.appFolder, 'child.mjs')

  describe('a utility process', () => {
    it('gets and sends copies of whatever can be cloned, also before it has started', async () => {
      const reply = await shared().inMain(async ({ electron }, path) => {
        const process_ = electron.utilityProcess.fork(path, [], { stdio: 'ignore' })
        process_.postMessage({ act: 'count', bytes: new Uint8Array(70_000) })
        const message: unknown = await new Promise((resolve) => process_.once('message', resolve))
        process_.kill()
        await new Promise((resolve) => process_.once('exit', resolve as () => void))
        return message
      }, child())
      expect(reply).toEqual({ bytes: 70_000, type: 'Uint8Array' })
    })

    it('has a process id from its start to its end', async () => {
      const seen = await shared().inMain(async ({ electron }, path) => {
        const process_ = electron.utilityProcess.fork(path, [], { stdio: 'ignore' })
        const before = process_.pid
        await new Promise((resolve) => process_.once('spawn', resolve as () => void))
        const during = typeof process_.pid
        process_.kill()
        await new Promise((resolve) => process_.once('exit', resolve as () => void))
        return { before: before ?? null, during, after: process_.pid ?? null }
      }, child())
      expect(seen).toEqual({ before: null, during: 'number', after: null })
    })

    it('ends with its own code', async () => {
      const code = await shared().inMain(async ({ electron }, path) => {
        const process_ = electron.utilityProcess.fork(path, [], { stdio: 'ignore' })
        process_.postMessage({ act: 'exit', code: 7 })
        return new Promise<number>((resolve) => process_.once('exit', resolve))
      }, child())
      expect(code).toBe(7)
    })

    it.skipIf(process.platform === 'win32')('ends by the number of the signal that killed it', async () => {
      const codes = await shared().inMain(async ({ electron }, path) => {
        const ended: number[] = []
        for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
          const process_ = electron.utilityProcess.fork(path, [], { stdio: 'ignore' })
          await new Promise((resolve) => process_.once('spawn', resolve as () => void))
          process.kill(process_.pid ?? 0, signal)
          ended.push(await new Promise<number>((resolve) => process_.once('exit', resolve)))
        }
        return ended
      }, child())
      expect(codes).toEqual([15, 9])
    })

    it('is heard on standard error where that is asked for, and gets its arguments and environment', async () => {
      const seen = await shared().inMain(async ({ electron }, path) => {
        const process_ = electron.utilityProcess.fork(path, ['--one', 'two'], {
          stdio: ['ignore', 'ignore', 'pipe'],
          env: { MARK: 'mine' },
        })
        process_.postMessage({ act: 'arguments' })
        const message: unknown = await new Promise((resolve) => process_.once('message', resolve))
        const text = new Promise<string>((resolve) => {
          process_.stderr?.once('data', (data: Buffer) => {
            resolve(data.toString())
          })
        })
        process_.postMessage({ act: 'complain', text: 'cannot find libvips' })
        const complaint = await text
        process_.kill()
        return { message, complaint, stdout: process_.stdout }
      }, child())
      expect(seen).toEqual({
        message: { args: ['--one', 'two'], mark: 'mine' },
        complaint: 'cannot find libvips',
        stdout: null,
      })
    })

    it('is reported by name when it is gone', async () => {
      const gone = await shared().inMain(async ({ electron, kept }, path) => {
        const process_ = electron.utilityProcess.fork(path, [], { stdio: 'ignore', serviceName: 'Contract child' })
        process_.postMessage({ act: 'exit', code: 3 })
        await new Promise((resolve) => process_.once('exit', resolve as () => void))
        await new Promise((resolve) => setTimeout(resolve, 50))
        return (kept['events'] as { name: string; type?: string; exitCode?: number }[]).filter(
          ({ type, exitCode }) => type === 'Utility' && exitCode === 3,
        )
      }, child())
      expect(gone).toHaveLength(1)
      expect(gone[0]).toMatchObject({ reason: 'abnormal-exit', name: 'Contract child' })
    })
  })
}

function describeMenuAndDialogs(adapter: ContractAdapter, shared: Shared): void {
  const { hands } = adapter
  if (hands === null) return

  describe('the menu', () => {
    beforeAll(async () => {
      await shared().inMain(({ electron: { Menu }, kept }) => {
        kept['chosen'] = []
        const item = (id: string, accelerator: string, more: object = {}) => ({
          id,
          label: id,
          accelerator,
          click: () => (kept['chosen'] as string[]).push(id),
          ...more,
        })
        kept['menu'] = Menu.buildFromTemplate([
          {
            label: 'File',
            submenu: [
              item('open', 'CmdOrCtrl+O'),
              item('open-folder', 'CmdOrCtrl+Shift+O'),
              item('remove', 'Delete'),
              item('off', 'CmdOrCtrl+K', { enabled: false }),
              item('by-page', 'CmdOrCtrl+J', { registerAccelerator: false }),
              { role: 'copy' },
              { label: 'More', submenu: [item('nested', 'F4')] },
            ],
          },
        ])
        Menu.setApplicationMenu(kept['menu'] as Electron.Menu)
      })
      // An answer comes after all that was told before it.
      await shared().page.evaluate(() => window.contract.invoke('echo'))
    })

    const press = async (...keys: readonly string[]): Promise<readonly string[]> => {
      const { page, inMain } = shared()
      await inMain(({ kept }) => {
        kept['chosen'] = []
      })
      for (const key of keys) await page.keyboard.press(key)
      await page.evaluate(() => window.contract.invoke('echo'))
      return inMain(({ kept }) => kept['chosen'] as string[])
    }

    it('does what its keys say, also deep down', async () => {
      expect(await press('Control+o', 'Control+Shift+O', 'F4', 'Delete')).toEqual([
        'open',
        'open-folder',
        'nested',
        'remove',
      ])
    })

    it('does nothing for an item that is off, or whose keys the page handles', async () => {
      expect(await press('Control+k', 'Control+j', 'Control+p+x')).toEqual([])
      await shared().inMain(({ kept }) => {
        const item = (kept['menu'] as Electron.Menu).getMenuItemById('off')
        if (item !== null) item.enabled = true
      })
      expect(await press('Control+k')).toEqual(['off'])
    })

    it('leaves to a text field what types and edits there', async () => {
      const { page } = shared()
      await page.locator('input').first().fill('abc')
      await page.keyboard.press('Home')
      expect(await press('Delete')).toEqual([])
      expect(await page.locator('input').first().inputValue()).toBe('bc')
      expect(await press('Control+o')).toEqual(['open'])
      await page.locator('input').first().blur()
    })

    it('does nothing where the page has taken the key', async () => {
      await shared().page.evaluate(() => {
        document.addEventListener('keydown', (event) => {
          if (event.key === 'F4') event.preventDefault()
        })
      })
      expect(await press('F4', 'Control+o')).toEqual(['open'])
    })
  })

  describe('dialogs', () => {
    /** Begins a dialog in main; the answer is fetched when it has been given. */
    const begin = async (ask: (context: { electron: typeof Electron }, arg: string) => Promise<unknown>, arg = '') => {
      await shared().inMain(
        ({ electron, kept }, { source, value }) => {
          const ask_ = (0, eval)(`(${source})`) as (context: object, arg: string) => Promise<unknown>
          kept['answer'] = ask_({ electron }, value)
        },
        { source: ask.toString(), value: arg },
      )
      return () => shared().inMain(({ kept }) => kept['answer'] as Promise<unknown>)
    }

    it('give the folder that was chosen', async () => {
      const { page } = shared()
      const folder = await tempFolder()
      const answer = await begin(
        ({ electron }, defaultPath) =>
          electron.dialog.showOpenDialog({
            title: 'Where to',
            buttonLabel: 'Choose',
            defaultPath,
            properties: ['openDirectory', 'createDirectory'],
          }),
        folder,
      )
      expect(await hands.heading(page)).toBe('Where to')
      await hands.press(page, 'Choose')
      expect(await answer()).toEqual({ canceled: false, filePaths: [folder] })
    })

    it('give several files, and none that do not exist', async () => {
      const { page } = shared()
      const folder = await tempFolder()
      const files = [join(folder, '一.jpg'), join(folder, 'b c.jpg')]
      for (const file of files) await writeFile(file, 'x')
      const answer = await begin(({ electron }) =>
        electron.dialog.showOpenDialog({ properties: ['openFile', 'multiSelections'] }),
      )
      await hands.typePaths(page, [...files, join(folder, 'none.jpg')].join('\n'))
      await hands.press(page, 'Open')
      expect(await hands.complaint(page)).toContain('none.jpg')
      await hands.typePaths(page, files.join('\n'))
      await hands.press(page, 'Open')
      expect(await answer()).toEqual({ canceled: false, filePaths: files })
    })

    it('say when nothing was chosen', async () => {
      const { page } = shared()
      const open = await begin(({ electron }) => electron.dialog.showOpenDialog({ properties: ['openFile'] }))
      await hands.press(page, 'Cancel')
      expect(await open()).toEqual({ canceled: true, filePaths: [] })
      const save = await begin(({ electron }) => electron.dialog.showSaveDialog({}))
      await hands.heading(page)
      await hands.escape(page)
      expect(await save()).toEqual({ canceled: true, filePath: '' })
    })

    it('ask before a file that is there is named for saving', async () => {
      const { page } = shared()
      const folder = await tempFolder()
      const path = join(folder, 'report.csv')
      await writeFile(path, 'old')
      const answer = await begin(
        ({ electron }, defaultPath) =>
          electron.dialog.showSaveDialog({ defaultPath, properties: ['showOverwriteConfirmation'] }),
        path,
      )
      await hands.press(page, 'Save')
      expect(await hands.complaint(page)).toContain('report.csv')
      await hands.press(page, 'Replace')
      expect(await answer()).toEqual({ canceled: false, filePath: path })
      expect(await readFile(path, 'utf8'), 'the app writes, not the dialog').toBe('old')
    })

    it('tell which button was pressed, and which one Escape stands for', async () => {
      const { page } = shared()
      const ask = () =>
        begin(({ electron }) =>
          electron.dialog.showMessageBox({
            type: 'question',
            message: 'Stop the batch?',
            detail: 'It runs.',
            buttons: ['Stop', 'Go on'],
            defaultId: 0,
            cancelId: 1,
          }),
        )
      const first = await ask()
      expect(await hands.heading(page)).toBe('Stop the batch?')
      await hands.press(page, 'Stop')
      expect(await first()).toMatchObject({ response: 0 })
      const second = await ask()
      await hands.heading(page)
      await hands.escape(page)
      expect(await second()).toMatchObject({ response: 1 })
    })
  })
}

function describeLife(adapter: ContractAdapter): void {
  describe('the life of the app', () => {
    const launch = async (homeFolder: string, args: readonly string[] = []): Promise<ContractApp> => {
      const app = await launchContractApp(adapter, homeFolder, args)
      onTestFinished(() => app.close())
      return app
    }

    it('is one per folder of data: a second launch hands over what it was given, and ends', async () => {
      const first = await launch(await tempFolder())
      const exitCode = await adapter.launchToEnd({ ...first.launchOptions, args: ['照片', 'b c'] })
      expect(exitCode).toBe(0)
      const events = await first.inMain(({ kept }) =>
        (kept['events'] as { name: string }[]).filter(({ name }) => name === 'second-instance'),
      )
      expect(events).toHaveLength(1)
      expect(events[0]).toMatchObject({ folder: process.cwd(), data: { mark: 'contract' } })
      expect((events[0] as unknown as { data: { argv: readonly string[] } }).data.argv.slice(-2)).toEqual([
        '照片',
        'b c',
      ])
    })

    it('may begin again where one was killed', async () => {
      const folder = await tempFolder()
      const first = await launch(folder)
      first.kill()
      await first.ended
      const second = await launch(folder)
      expect(await second.inMain(({ electron }) => electron.app.isReady())).toBe(true)
    })

    it('ends by quit, which asks the app, its window and the app again', async () => {
      const app = await launch(await tempFolder())
      await app.inMain(({ electron: { app: ours }, kept }) => {
        kept['life'] = []
        const note = (name: string) => () => (kept['life'] as string[]).push(name)
        ours.once('before-quit', (event) => {
          event.preventDefault()
          note('kept')()
        })
        ours.quit()
        ours.on('before-quit', note('before-quit'))
        ours.on('will-quit', note('will-quit'))
        ours.on('window-all-closed', note('window-all-closed'))
        ;(kept['window'] as { on(name: string, listener: () => void): void }).on('closed', note('closed'))
        ours.on('quit', () => {
          // Where the test can read it when this process is gone.
          process
            .getBuiltinModule('node:fs')
            .writeFileSync(`${ours.getPath('userData')}/life.json`, JSON.stringify(kept['life']))
        })
        setTimeout(() => {
          ours.quit()
        }, 20)
      })
      expect(await app.ended).toBe(0)
      const { CONTRACT_HOME: home = '' } = app.launchOptions.env
      expect(JSON.parse(await readFile(join(home, 'life.json'), 'utf8'))).toEqual([
        'kept',
        'before-quit',
        'closed',
        'will-quit',
      ])
    })

    it('ends by exit with its code, and asks nobody', async () => {
      const app = await launch(await tempFolder())
      await app.inMain(({ electron }) => {
        electron.app.on('before-quit', (event) => {
          event.preventDefault()
        })
        setTimeout(() => {
          electron.app.exit(5)
        }, 20)
      })
      expect(await app.ended).toBe(5)
    })

    it('takes its children along', async () => {
      const app = await launch(await tempFolder())
      const pid = await app.inMain(
        async ({ electron }, path) => {
          const process_ = electron.utilityProcess.fork(path, [], { stdio: 'ignore' })
          await new Promise((resolve) => process_.once('spawn', resolve as () => void))
          return process_.pid ?? 0
        },
        join(app.launchOptions.appFolder, 'child.mjs'),
      )
      app.kill()
      await app.ended
      await until(() => !isAlive(pid))
    })
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
