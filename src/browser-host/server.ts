import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { createGate, type Gate, isSame } from './gate.ts'
import type { PageSource, SecondLaunch, ShownPage } from './host.ts'
import type { PageLink } from './page-link.ts'
import { answerFromApp, guards, sendPlain } from './page-response.ts'
import { buildPageScript } from './page-script.ts'
import { isDropId, receiveDrop } from './receive-drop.ts'
import { join } from 'node:path'

export interface ServerOptions {
  /** 0 for any that is free. */
  readonly port: number
  readonly link: PageLink
  readonly pages: PageSource
  readonly hostPagePath: string
  readonly lockToken: string
  /** Resolves when the app's window has a page. */
  readonly shownPage: () => Promise<ShownPage>
  /** Null before the app knows its folders. */
  readonly dropFolder: () => string | null
  readonly onSecondLaunch: (launch: SecondLaunch) => void
  readonly onError: (error: unknown) => void
}

export interface HostServer {
  readonly port: number
  /** With the key. */
  readonly address: string
  close(): void
}

/** Where the host's own files and endpoints lie; nothing of the app's does. */
const hostPrefix = '/__host/'
const longestLaunchBytes = 64 * 1024 ** 2

/** Listens on 127.0.0.1 only. Rejects when the port is taken. */
export async function startServer(options: ServerOptions): Promise<HostServer> {
  const server = createServer()
  // A large drop takes as long as it takes.
  server.requestTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: options.port }, resolve)
  })
  const { port } = server.address() as AddressInfo
  const gate = createGate(port)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 256 * 1024 ** 2 })
  server.on('request', (incoming, outgoing) => {
    answer(incoming, outgoing, gate, options).catch((error: unknown) => {
      options.onError(error)
      if (outgoing.headersSent) outgoing.destroy()
      else sendPlain(outgoing, 500, 'Batchfit could not answer; see where it was started.')
    })
  })
  server.on('upgrade', (incoming, socket, head) => {
    upgrade(incoming, socket, head, gate, sockets, options.link)
  })
  const address = `http://127.0.0.1:${String(port)}/?key=${gate.key}`
  return {
    port,
    address,
    close: () => {
      server.close()
      server.closeAllConnections()
      for (const socket of sockets.clients) socket.terminate()
    },
  }
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  gate: Gate,
  options: ServerOptions,
): Promise<void> {
  const url = incoming.url ?? '/'
  if (url === `${hostPrefix}second-launch`) {
    await takeSecondLaunch(incoming, outgoing, options)
    return
  }
  const admission = gate.check({ url, headers: incoming.headers })
  if (admission.kind === 'refused') sendPlain(outgoing, 403, admission.sentence)
  else if (admission.kind === 'keyed') leadIn(outgoing, admission.cookie)
  else if (!url.startsWith('/')) sendPlain(outgoing, 400, 'Expected a path.')
  else if (url === '/favicon.ico') outgoing.writeHead(204, guards).end()
  else if (url.startsWith(hostPrefix)) await answerHost(url.slice(hostPrefix.length), incoming, outgoing, options)
  else await answerPage(url, incoming, outgoing, options)
}

/**
 * A page that leads on instead of a redirect: after a click in another site's page (a terminal in the browser) the
 * cookie would not go along with a redirect, because it is Strict.
 */
function leadIn(outgoing: ServerResponse, cookie: string): void {
  outgoing.writeHead(200, { ...guards, 'content-type': 'text/html; charset=utf-8', 'set-cookie': cookie })
  outgoing.end(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Batchfit</title>' +
      '<meta http-equiv="refresh" content="0;url=/"><p><a href="/">Batchfit</a></p></html>\n',
  )
}

async function answerHost(
  name: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  if (name === 'page.js' && incoming.method === 'GET') {
    const { preloadPath } = await options.shownPage()
    const script = await buildPageScript(options.hostPagePath, preloadPath)
    outgoing.writeHead(200, { ...guards, 'content-type': 'text/javascript; charset=utf-8' })
    outgoing.end(script)
  } else if (name.startsWith('drop/') && incoming.method === 'POST') {
    const [dropId = '', query] = name.slice('drop/'.length).split('?', 2)
    await takeDrop({ dropId, isAgain: query === 'again' }, incoming, outgoing, options.dropFolder())
  } else {
    sendPlain(outgoing, 404, 'There is nothing under this address.')
  }
}

async function takeDrop(
  { dropId, isAgain }: { readonly dropId: string; readonly isAgain: boolean },
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  folder: string | null,
): Promise<void> {
  // Origin is sent with every POST of a page; what does not send it is no page.
  if (folder === null || !isDropId(dropId) || incoming.headers.origin === undefined) {
    sendPlain(outgoing, 400, 'Expected dropped files.')
    return
  }
  try {
    const outcome = await receiveDrop(join(folder, dropId), incoming, isAgain)
    if (outcome.ok) sendPlain(outgoing, 200, String(outcome.files))
    else sendPlain(outgoing, 400, outcome.reason)
  } catch (error) {
    if (!outgoing.destroyed) sendPlain(outgoing, 507, (error as Error).message)
  } finally {
    incoming.resume()
  }
}

async function answerPage(
  path: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
    sendPlain(outgoing, 405, 'Expected GET or HEAD.')
    return
  }
  const { url } = await options.shownPage()
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? url
  await answerFromApp(incoming, outgoing, options.pages, path === '/' ? url : origin + path)
}

async function takeSecondLaunch(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  const { 'x-batchfit-lock': token } = incoming.headers
  if (incoming.method !== 'POST' || typeof token !== 'string' || !isSame(token, options.lockToken)) {
    sendPlain(outgoing, 403, 'This is not a launch of Batchfit.')
    return
  }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > longestLaunchBytes) {
      sendPlain(outgoing, 413, 'Too long.')
      return
    }
    chunks.push(chunk)
  }
  const launch = JSON.parse(Buffer.concat(chunks).toString()) as SecondLaunch
  sendPlain(outgoing, 200, 'Taken.')
  options.onSecondLaunch(launch)
}

function upgrade(
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  gate: Gate,
  sockets: WebSocketServer,
  link: PageLink,
): void {
  socket.on('error', () => undefined)
  const isOurs = incoming.url === `${hostPrefix}socket`
  if (!isOurs || gate.checkSocket({ url: incoming.url ?? '', headers: incoming.headers }).kind !== 'admitted') {
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    return
  }
  sockets.handleUpgrade(incoming, socket, head, (page) => {
    attachSocket(page, link)
  })
}

function attachSocket(page: WebSocket, link: PageLink): void {
  page.on('error', () => undefined)
  link.attach({
    send: (bytes) => {
      page.send(bytes, () => undefined)
    },
    close: () => {
      page.close()
    },
    onBytes: (listener) => {
      page.on('message', (data: Buffer) => {
        listener(data)
      })
    },
    onClose: (listener) => {
      page.on('close', listener)
    },
  })
}
