import { createServer, type Server } from 'node:http'
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { decodeFrame, encodeFrame } from '../../src/browser-host/wire/codec.ts'
import type { AppStart, Bridge } from '../../src/shared/ipc-contract.ts'
import { requests } from '../../src/shared/ipc-contract.ts'
import { eventNames, type RequestName, requestNames } from '../../src/shared/ipc-names.ts'
import { randomNumbers } from '../support/facts.ts'
import { illTypedInput } from '../support/ill-typed.ts'
import { payloadSource } from '../support/payload-source.ts'
import { jpegPicture } from '../support/pictures.ts'
import {
  bridgeAsSeen,
  fetchInPage,
  leaveBy,
  namesInFrames,
  openWindows,
  reachFor,
  showInside,
  waysOut,
} from './in-page/try-to-leave.ts'
import { launchApp, type LaunchedApp } from './support/launch-app.ts'

/**
 * The app as it really runs, tried from where an attacker would stand: in its page, in another page, and at the port.
 * That the browser host refuses a wrong key, Host and Origin is tested in test/integration/browser-host/refusals.test.ts
 * and test/unit/browser-host/gate.test.ts.
 */

declare const window: { readonly batchfit: Bridge }

const root = resolve(import.meta.dirname, '../..')
const isInBrowser = process.env['BATCHFIT_TEST_ELECTRON'] !== '1'
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

let folder = ''
let app: LaunchedApp

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'batchfit-test-')))
  await writeFile(join(folder, 'one.jpg'), await jpegPicture(64, 48, 1))
  app = await launchApp({ paths: [folder] })
  await app.page.locator('[role="row"][data-position="0"]').waitFor()
})

afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

describe('The window that is really made', () => {
  it('is the only one, sandboxed and isolated, with nothing of Node in it', async () => {
    const preferences = await app.evaluateInMain(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => {
        const { getLastWebPreferences } = webContents as unknown as { getLastWebPreferences(): object }
        return getLastWebPreferences.call(webContents)
      }),
    )
    expect(preferences).toHaveLength(1)
    expect(preferences[0]).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    })
  })

  it('belongs to an app that sandboxes every page that it may ever have', async () => {
    if (!isInBrowser) {
      expect(await app.evaluateInMain(({ app: hosted }) => hosted.commandLine.hasSwitch('enable-sandbox'))).toBe(true)
    }
    // It has an effect only before the app is ready.
    const main = await readFile(join(root, 'out/main/main.js'), 'utf8')
    expect(main.indexOf('app.enableSandbox()')).toBeGreaterThan(-1)
    expect(main.indexOf('app.enableSandbox()')).toBeLessThan(main.indexOf('app.whenReady()'))
  })

  it('gives its page the bridge of the contract and nothing else, and the page cannot change it', async () => {
    expect(await app.page.evaluate(bridgeAsSeen)).toEqual({
      names: ['on', 'pathForFile', 'requests'],
      requests: [...requestNames],
      events: [...eventNames],
      nodeNames: [],
      isChanged: false,
    })
  })

  it('gives a frame inside its page not even that', async () => {
    expect(await app.page.evaluate(namesInFrames)).toEqual([])
  })
})

describe('What the app serves', () => {
  it('has exactly these headers, whatever it is', async () => {
    const index = await app.page.evaluate(fetchInPage, 'index.html')
    const script = /src="\.?\/?(assets\/[^"]+\.js)"/.exec(index.body)?.[1] ?? ''
    const style = /href="\.?\/?(assets\/[^"]+\.css)"/.exec(index.body)?.[1] ?? ''
    const thumbnail = await app.page.evaluate(fetchInPage, 'thumbnails/0')
    const of = async (url: string): Promise<Readonly<Record<string, string>>> =>
      ownHeaders((await app.page.evaluate(fetchInPage, url)).headers)
    const always = { 'content-security-policy': policy, 'x-content-type-options': 'nosniff' }
    const kept = 'public, max-age=31536000, immutable'
    expect(ownHeaders(index.headers)).toEqual({
      ...always,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    })
    expect(await of(script)).toEqual({
      ...always,
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': kept,
    })
    expect(await of(style)).toEqual({ ...always, 'content-type': 'text/css; charset=utf-8', 'cache-control': kept })
    expect(ownHeaders(thumbnail.headers)).toEqual({
      ...always,
      'content-type': 'image/webp',
      'cache-control': 'private, max-age=300',
    })
    expect(thumbnail.body.slice(8, 12)).toBe('WEBP')
    const missing = await app.page.evaluate(fetchInPage, 'assets/missing.js')
    expect(missing).toMatchObject({ status: 404, body: '' })
    expect(ownHeaders(missing.headers)).toEqual({ ...always, 'cache-control': 'no-store' })
  })

  it.runIf(isInBrowser)('is embedded, framed and read by no other site under the browser host', async () => {
    const { headers } = await app.page.evaluate(fetchInPage, 'index.html')
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    })
  })
})

/** Files that are there, next to what is served, and of a kind that is served. */
const main = 'main/main.js'
const passwd = 'etc/passwd'
const paths = [
  `/../${main}`,
  `/%2e%2e/${main}`,
  `/%2e%2e%2f${main}`,
  `/.%2e/${main}`,
  `/%252e%252e%252f${main}`,
  `/..%5c${main}`,
  `/%c0%ae%c0%ae/${main}`,
  `/\uff0e\uff0e/${main}`,
  `/assets/..%2f..%2f${main}`,
  `/${join(root, 'out', main)}`,
  `//${passwd}`,
  `/%2f${passwd}`,
  `/${encodeURIComponent(join(root, 'out', main))}`,
  '/index.html%00.js',
  '/%2e%2e/main/main.js%00.png',
  `/previews/..%2f..%2f${main}`,
  `/thumbnails/..%2f..%2f${main}`,
  `/file:///${passwd}`,
]
const urls = [
  `file:///${passwd}`,
  `file://localhost/${passwd}`,
  `app://elsewhere/index.html`,
  `app://bundle@elsewhere/index.html`,
  'https://example.com/',
  'http://localhost:1/',
  'chrome://version/',
]

describe('A path that leads out of what is served', () => {
  it.each(paths)('is refused to the page: %s', async (path) => {
    const { status, body } = await app.page.evaluate(fetchInPage, path)
    expect([null, 400, 403, 404]).toContain(status)
    expect(body).toBe('')
  })

  it.each(urls)('is refused to the page, being no path of ours: %s', async (url) => {
    expect(await app.page.evaluate(fetchInPage, url)).toMatchObject({ status: null, body: '' })
  })

  it.runIf(isInBrowser).each(paths)('is refused where no browser has tidied it up: %s', async (path) => {
    const reply = await askRaw(Buffer.from(path).toString('latin1'))
    expect(reply).toMatch(/^HTTP\/1\.1 40[034] /)
    expect(reply).not.toContain('root:')
    expect(reply).not.toContain('enableSandbox')
  })

  it.runIf(isInBrowser).each(urls)('is refused where the whole URL is asked for: %s', async (url) => {
    expect(await askRaw(url)).toMatch(/^HTTP\/1\.1 40[03] /)
  })
})

describe('The page', () => {
  const asked: string[] = []
  let elsewhere: Server
  let elsewhereUrl = ''

  beforeAll(async () => {
    elsewhere = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Elsewhere</title>')
    })
    await new Promise<void>((settle) => elsewhere.listen(0, '127.0.0.1', settle))
    elsewhereUrl = `http://127.0.0.1:${String((elsewhere.address() as AddressInfo).port)}`
  })

  afterAll(() => {
    elsewhere.closeAllConnections()
    elsewhere.close()
  })

  it('opens no window', async () => {
    const before = app.page.context().pages().length
    expect(await app.page.evaluate(openWindows, elsewhereUrl)).toEqual([false, false, false])
    expect(app.page.context().pages()).toHaveLength(before)
    expect(await app.evaluateInMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  it.each(waysOut)('leads nowhere by %s', async (way) => {
    const { page } = app
    const url = page.url()
    await page.evaluate(() => Object.assign(window, { isStillHere: true }))
    await page.evaluate(leaveBy, { way, url: `${elsewhereUrl}/${encodeURIComponent(way)}` })
    // Nothing tells that nothing happens; a navigation that is let through has begun long before.
    await sleep(300)
    expect(page.url()).toBe(url)
    expect(await page.evaluate(() => 'isStillHere' in window), 'the same document').toBe(true)
    expect(page.context().pages()).toHaveLength(1)
    expect(asked).toEqual([])
  })

  it.runIf(isInBrowser)('is not to be had by a page of another address', async () => {
    const stranger = await app.page.context().newPage()
    try {
      await stranger.goto(elsewhereUrl)
      const tried = await stranger.evaluate(reachFor, new URL(app.page.url()).host)
      expect(tried).toEqual({ opens: false, reads: false, takesBlindly: false })
    } finally {
      await stranger.close()
    }
  })

  it.runIf(isInBrowser)('is not shown inside a page of another address', async () => {
    const stranger = await app.page.context().newPage()
    try {
      await stranger.goto(elsewhereUrl)
      await stranger.evaluate(showInside, app.page.url())
      await expect.poll(() => stranger.frames().length).toBe(2)
      await expect.poll(() => stranger.frames()[1]?.url()).toMatch(/^chrome-error:/)
      expect(await app.page.evaluate(async () => (await window.batchfit.requests.describeRow({ row: 0 })).ok)).toBe(
        true,
      )
    } finally {
      await stranger.close()
    }
  })
})

describe('A thousand requests that are not what the contract says', () => {
  it('are each answered with a failure, and change nothing', async () => {
    const before = await attach()
    const random = randomNumbers(7)
    const payloads: { readonly name: RequestName; readonly input: unknown }[] = []
    while (payloads.length < 1000) {
      const name = requestNames[payloads.length % requestNames.length] ?? 'attachWindow'
      const input = illTypedInput(name, random)
      // Some of what is made up is good by chance.
      if (!requests[name].input.safeParse(input).success) payloads.push({ name, input })
    }
    const sources = payloads.map(({ name, input }) => `[${JSON.stringify(name)}, ${payloadSource(input)}]`)
    const codes = new Map<string, number>()
    for (let start = 0; start < sources.length; start += 50) {
      const answered = await app.page.evaluate<readonly string[]>(
        `Promise.all([${sources.slice(start, start + 50).join(',')}].map(async ([name, input]) => {
          try {
            const answer = await window.batchfit.requests[name](input)
            return answer.ok ? 'ok: ' + name : answer.failure.code
          } catch (error) {
            return error.message
          }
        }))`,
      )
      for (const code of answered) codes.set(code, (codes.get(code) ?? 0) + 1)
    }
    // The wire of the browser host carries no such key; in Electron it reaches main.
    const withProto = isInBrowser ? sources.filter((source) => source.includes('JSON.parse(')).length : 0
    expect(Object.fromEntries(codes)).toEqual({
      'ill-typed': 1000 - withProto,
      ...(withProto === 0 ? {} : { 'Cannot stringify objects with __proto__ keys': withProto }),
    })
    const after = await attach()
    expect(after).toEqual(before)
    expect(app.output()).not.toContain('failed:')
  })
})

describe.runIf(isInBrowser)('A channel that is not of the contract', () => {
  it.each(['batchfit:runProgram', 'ELECTRON_BROWSER_REQUIRE', 'rowsChanged', '', '__proto__', 'constructor'])(
    'is answered by nobody: %j',
    async (channel) => {
      const { host, origin } = new URL(app.page.url())
      const socket = new WebSocket(`ws://${host}/__host/socket`, {
        headers: { Cookie: await cookie(), Origin: origin },
      })
      await new Promise((settle) => socket.once('open', settle))
      const answer = new Promise<unknown>((settle) => {
        socket.on('message', (data: Buffer) => {
          const frame = decodeFrame(new Uint8Array(data)) as { readonly kind: string; readonly outcome?: unknown }
          if (frame.kind === 'answer') settle(frame.outcome)
        })
      })
      socket.send(encodeFrame({ kind: 'invoke', id: 1, channel, args: [{}] }))
      expect(await answer).toEqual({
        ok: false,
        message: `Error invoking remote method '${channel}': Error: No handler registered for '${channel}'`,
      })
      socket.terminate()
      await app.page.reload()
      await app.page.locator('[role="row"][data-position="0"]').waitFor()
    },
  )
})

/** The state of the app, and its answer to the page. */
async function attach(): Promise<AppStart> {
  const answer = await app.page.evaluate(() => window.batchfit.requests.attachWindow({}))
  if (!answer.ok) throw new Error(answer.failure.message)
  return answer.value
}

/** Without what is of the connection, or of the browser host alone. */
function ownHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const others =
    /^(?:connection|content-length|cross-origin-\w+-policy|date|keep-alive|referrer-policy|transfer-encoding|x-frame-options)$/
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !others.test(name)))
}

async function cookie(): Promise<string> {
  const cookies = await app.page.context().cookies()
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}

/** What the host answers to these very bytes, with the cookie of our page. */
async function askRaw(target: string): Promise<string> {
  const { host, hostname, port } = new URL(app.page.url())
  const socket = connect(Number(port), hostname)
  socket.setEncoding('latin1')
  let text = ''
  socket.on('data', (data: string) => {
    text += data
  })
  const lines = [`GET ${target} HTTP/1.1`, `Host: ${host}`, `Cookie: ${await cookie()}`, 'Connection: close']
  socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  await new Promise((settle) => socket.once('close', settle))
  return text
}
