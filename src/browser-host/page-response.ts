import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PageSource } from './host.ts'

/** What is about the connection, or of the host alone, and nothing of the app's. */
const notPassedOn: ReadonlySet<string> = new Set([
  'connection',
  'cookie',
  'host',
  'keep-alive',
  'origin',
  'referer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Answers for a page or a part of it as the app's own handler does, streamed. The path reaches the handler exactly as it
 * came, so that what it refuses here it would refuse in Electron. A document gets the host's script first.
 */
export async function answerFromApp(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  pages: PageSource,
  url: string,
): Promise<void> {
  const handler = pages.schemes.get(url.slice(0, url.indexOf(':')))
  if (handler === undefined) throw new Error(`Expected a handler of the app for ${url} but found none`)
  if (pages.filter !== null && !(await pages.filter(url))) {
    sendPlain(outgoing, 403, 'The app does not let this request through.')
    return
  }
  const abort = new AbortController()
  outgoing.on('close', () => {
    abort.abort()
  })
  const response = await handler(requestFor(incoming, url, abort.signal))
  copyHead(response, outgoing)
  if (isDocument(response)) await sendDocument(response, outgoing, incoming.method === 'HEAD')
  else await sendBody(response, outgoing, incoming.method === 'HEAD')
}

/** One plain sentence. */
export function sendPlain(outgoing: ServerResponse, status: number, sentence: string): void {
  outgoing.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...guards })
  outgoing.end(`${sentence}\n`)
}

/** On everything that the host serves: nobody else may embed, frame, keep or be told it. */
export const guards: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

function requestFor(incoming: IncomingMessage, url: string, signal: AbortSignal): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (!notPassedOn.has(name) && value !== undefined) headers.set(name, [value].flat().join(', '))
  }
  const request = new Request(url, { method: incoming.method ?? 'GET', headers, signal })
  // The constructor has resolved `..`; the handler is to see what really came.
  Object.defineProperty(request, 'url', { value: url })
  return request
}

function copyHead(response: Response, outgoing: ServerResponse): void {
  outgoing.statusCode = response.status
  for (const [name, value] of Object.entries(guards)) outgoing.setHeader(name, value)
  for (const [name, value] of response.headers) outgoing.setHeader(name, value)
}

function isDocument(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').startsWith('text/html')
}

async function sendDocument(response: Response, outgoing: ServerResponse, isHead: boolean): Promise<void> {
  const text = await response.text()
  const body = Buffer.from(withHostScript(text))
  outgoing.setHeader('content-length', body.length)
  outgoing.end(isHead ? undefined : body)
}

/** First in the head, before any script of the page: the preload runs there in Electron as well. */
export function withHostScript(html: string): string {
  const script = '<script src="/__host/page.js"></script>'
  const head = /<head[^>]*>/i.exec(html)
  if (head === null) return script + html
  const at = head.index + head[0].length
  return html.slice(0, at) + script + html.slice(at)
}

async function sendBody(response: Response, outgoing: ServerResponse, isHead: boolean): Promise<void> {
  if (isHead || response.body === null) {
    await response.body?.cancel()
    outgoing.end()
    return
  }
  try {
    await pipeline(Readable.fromWeb(response.body), outgoing)
  } catch (error) {
    // A page that gives up is no failure; a body that breaks off is one, and the browser sees the connection end.
    if (!outgoing.destroyed) throw error
  }
}
