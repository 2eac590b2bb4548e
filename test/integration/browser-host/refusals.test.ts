import { request } from 'node:http'
import { readdir } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startContractHost } from './contract-host.ts'

interface Reply {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

interface Ask {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
}

/** Nothing of the path is resolved or encoded on the way, as a browser would. */
function ask(port: number, { path, method = 'GET', headers = {}, body }: Ask): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers, setHost: headers['Host'] === undefined })
    asked.on('response', (response) => {
      let text = ''
      response.on('data', (data: Buffer) => {
        text += data.toString()
      })
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

async function cookieOf(address: string, port: number): Promise<string> {
  const { headers } = await ask(port, { path: new URL(address).pathname + new URL(address).search })
  return String(headers['set-cookie']).split(';', 1)[0] ?? ''
}

/** Resolves with the status that refused the socket, or 101. */
function openSocket(port: number, headers: Readonly<Record<string, string>>, path = '/__host/socket'): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${String(port)}${path}`, { headers })
    socket.on('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.on('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', () => undefined)
  })
}

describe('the browser host', () => {
  it('lets nobody in but the browser with the key', async () => {
    const { host } = await startContractHost()
    const { port, address } = host
    const cookie = await cookieOf(address, port)
    const own = `127.0.0.1:${String(port)}`
    const refused: readonly Ask[] = [
      { path: '/' },
      { path: '/index.html' },
      { path: '/__host/page.js' },
      { path: '/?key=wrong' },
      { path: '/?key=' },
      { path: '/', headers: { Cookie: 'batchfit=1' } },
      { path: '/', headers: { Cookie: cookie, Host: 'evil.example' } },
      { path: '/', headers: { Cookie: cookie, Host: '127.0.0.1' } },
      { path: '/', headers: { Cookie: cookie, Origin: 'http://evil.example' } },
      { path: '/', headers: { Cookie: cookie, Origin: 'null' } },
      { path: '/', headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-site' } },
      { path: '/__host/second-launch', method: 'POST', headers: { 'x-batchfit-lock': 'wrong' } },
      { path: '/__host/second-launch', method: 'POST', headers: { Cookie: cookie } },
      { path: '/__host/drop/2026-01-01-000000-00000000', method: 'POST' },
    ]
    for (const asked of refused) {
      const { status, body } = await ask(port, asked)
      expect(status, JSON.stringify(asked)).toBe(403)
      expect(body, 'one plain sentence').toMatch(/^[A-Z][^<>{}]*\.\n$/)
    }
    expect((await ask(port, { path: '/', headers: { Cookie: cookie, Host: own } })).status).toBe(200)
  })

  it('sets a cookie for the key that no script reads and no other site sends', async () => {
    const { host } = await startContractHost()
    const { headers, status } = await ask(host.port, { path: new URL(host.address).search.replace('?', '/?') })
    expect(status).toBe(200)
    expect(String(headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict$/)
  })

  it('opens a socket to its own page only', async () => {
    const { host } = await startContractHost()
    const { port, address } = host
    const Cookie = await cookieOf(address, port)
    const Origin = `http://127.0.0.1:${String(port)}`
    expect(await openSocket(port, {})).toBe(403)
    expect(await openSocket(port, { Origin })).toBe(403)
    expect(await openSocket(port, { Cookie })).toBe(403)
    expect(await openSocket(port, { Cookie, Origin: 'http://evil.example' })).toBe(403)
    expect(await openSocket(port, { Cookie, Origin, Host: 'evil.example' })).toBe(403)
    expect(await openSocket(port, { Cookie, Origin }, '/other')).toBe(403)
    expect(await openSocket(port, { Cookie, Origin })).toBe(101)
  })

  it('is not there for other machines', async () => {
    const { host } = await startContractHost()
    const outer = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
    for (const { address } of outer) {
      const code = await new Promise((resolve) => {
        const socket = connect(host.port, address)
        socket.on('connect', () => {
          socket.destroy()
          resolve('connected')
        })
        socket.on('error', (error: NodeJS.ErrnoException) => {
          resolve(error.code)
        })
      })
      expect(code, address).toBe('ECONNREFUSED')
    }
  })

  it('hands the app every path as it came, and serves nothing by itself', async () => {
    const { host, inMain } = await startContractHost()
    const Cookie = await cookieOf(host.address, host.port)
    const paths = [
      '/../../../../etc/passwd',
      '/..%2f..%2f..%2fetc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%5c..%5cetc/passwd',
      String.raw`/..\..\etc\passwd`,
      '/%252e%252e/etc/passwd',
      '//etc/passwd',
      '/index.html%00.png',
      '/./index.html/../main.mjs',
    ]
    await inMain(({ kept }) => {
      kept['requests'] = []
    })
    for (const path of paths) {
      const { status, body } = await ask(host.port, { path, headers: { Cookie } })
      expect({ path, status, body }).toEqual({ path, status: 404, body: 'not found' })
    }
    const seen = await inMain(({ kept }) => (kept['requests'] as { url: string }[]).map(({ url }) => url))
    expect(seen).toEqual(paths.map((path) => `app://bundle${path}`))
    // In the form of a proxy's request there is no path of ours at all.
    expect((await ask(host.port, { path: 'http://evil.example/', headers: { Cookie } })).status).toBe(400)
    expect((await ask(host.port, { path: '/index.html', method: 'PUT', headers: { Cookie } })).status).toBe(405)
    expect((await ask(host.port, { path: '/__host/../index.html', headers: { Cookie } })).status).toBe(404)
  })

  it('writes dropped files nowhere else', async () => {
    const { host, launchOptions } = await startContractHost()
    const Cookie = await cookieOf(host.address, host.port)
    const Origin = `http://127.0.0.1:${String(host.port)}`
    const home = launchOptions.env['CONTRACT_HOME'] ?? ''
    const before = (await readdir(home, { recursive: true })).toSorted()
    const id = '2026-01-01-000000-0a0b0c0d'
    const send = (path: string, name: string): Promise<Reply> => {
      const header = Buffer.from(JSON.stringify([{ path: name, bytes: 1, modifiedMs: 0 }]))
      const length = Buffer.alloc(4)
      length.writeUInt32LE(header.length)
      const body = Buffer.concat([length, header, Buffer.from('x')])
      return ask(host.port, { path, method: 'POST', headers: { Cookie, Origin }, body })
    }
    for (const name of ['../escape', '/tmp/escape', 'a/../../../escape', String.raw`..\escape`, '..', '']) {
      expect((await send(`/__host/drop/${id}`, name)).status, name).toBe(400)
    }
    for (const drop of ['..', '../..', '%2e%2e', `${id}/..`, `..%2f${id}`, '', 'other']) {
      expect((await send(`/__host/drop/${drop}`, 'a')).status, drop).toBe(400)
    }
    expect((await readdir(home, { recursive: true })).toSorted()).toEqual(before)
    expect((await send(`/__host/drop/${id}`, 'a')).status).toBe(200)
    expect(await readdir(join(home, 'dropped', id))).toEqual(['a'])
  })
})
