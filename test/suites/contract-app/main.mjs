import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import * as electron from 'electron'

const { app, BrowserWindow, ipcMain, protocol, session } = electron

// What the app does of its own: the same steps as Batchfit, in the same order. All else the tests ask for.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
const types = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8' }
/** Things that one question leaves for a later one. */
const kept = { events: [], requests: [] }

app.enableSandbox()
if (process.env.CONTRACT_HOME !== undefined) app.setPath('userData', process.env.CONTRACT_HOME)
protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
])
const isFirst = app.requestSingleInstanceLock({ argv: process.argv.slice(2), mark: 'contract' })
if (!isFirst) app.exit(0)
else {
  app.on('second-instance', (_, argv, folder, data) =>
    kept.events.push({ name: 'second-instance', argv, folder, data }),
  )
  app.on('web-contents-created', (_, contents) => {
    kept.events.push({ name: 'web-contents-created', id: contents.id })
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => event.preventDefault())
  })
  app.on('child-process-gone', (_, details) => kept.events.push({ name: 'child-process-gone', ...details }))
  await app.whenReady()
  serve()
  listen()
  kept.window = new BrowserWindow({
    title: 'Contract',
    width: 900,
    height: 700,
    show: false,
    webPreferences: {
      preload: join(import.meta.dirname, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    },
  })
  kept.window.once('ready-to-show', () => kept.window.show())
  void kept.window.loadURL('app://bundle/index.html')
}

function serve() {
  kept.handle = async (request) => {
    const { pathname } = new URL(request.url)
    const name = /^\/(index\.html|page\.js)$/.exec(pathname)?.[1]
    if (name === undefined) return new Response('not found', { status: 404, headers: { 'x-contract': 'no' } })
    const body = await readFile(join(import.meta.dirname, name))
    return new Response(body, {
      headers: { 'content-type': types[name.split('.').at(-1)], 'content-security-policy': policy },
    })
  }
  protocol.handle('app', (request) => {
    kept.requests.push({ url: request.url, method: request.method })
    return kept.handle(request)
  })
  session.defaultSession.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: details.url.includes('forbidden') })
  })
  ipcMain.handle('echo', (_, ...args) => args)
  ipcMain.handle('sender', (event) => ({
    isMainFrame: event.senderFrame === kept.window.webContents.mainFrame,
    url: event.senderFrame.url,
  }))
  ipcMain.handle('fail', (_, message) => {
    throw new RangeError(message)
  })
}

/** Questions of the test: functions as text, run here with what this module has. */
function listen() {
  const socket = connect(Number(process.env.CONTRACT_PORT), '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8')
  socket.on('error', () => undefined)
  socket.on('data', (data) => {
    text += data
    const lines = text.split('\n')
    text = lines.pop()
    for (const line of lines) void run(socket, JSON.parse(line))
  })
}

async function run(socket, { id, source, arg }) {
  try {
    const value = await (0, eval)(`(${source})`)({ electron, kept }, arg)
    socket.write(`${JSON.stringify({ id, ok: true, value })}\n`)
  } catch (error) {
    socket.write(`${JSON.stringify({ id, ok: false, message: String(error) })}\n`)
  }
}
