import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AppProtocolOptions, createAppProtocol } from '../../../src/main/app-protocol.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { writeFiles } from '../../support/folder-with.ts'

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
const secret = 'nobody may read this'

/** A built window with a file beside it that must never be served. */
async function setUp(changes: Partial<AppProtocolOptions> = {}) {
  const folder = await tempFolder()
  await writeFiles(folder, {
    'secret.html': secret,
    'renderer-other/index.html': secret,
    'renderer/index.html': '<!doctype html>',
    'renderer/assets/index-a1b2.js': 'start()',
    'renderer/assets/index-a1b2.css': 'body {}',
    'renderer/assets/letter-c3.woff2': 'wOF2',
    'renderer/assets/notes.txt': secret,
    'renderer/two words.html': 'spaced',
    'thumbnail.webp': 'RIFF',
  })
  const handle = createAppProtocol({
    rendererFolder: join(folder, 'renderer'),
    sourcePath: () => null,
    thumbnailFor: () => Promise.resolve(null),
    previewFile: () => null,
    ...changes,
  })
  const get = (url: string, init?: RequestInit): Promise<Response> => handle(new Request(url, init))
  return { folder, get, handle }
}

describe('the files of the window', () => {
  it.each([
    ['', 'text/html; charset=utf-8', '<!doctype html>', 'no-store'],
    ['index.html?x=1#y', 'text/html; charset=utf-8', '<!doctype html>', 'no-store'],
    ['two%20words.html', 'text/html; charset=utf-8', 'spaced', 'no-store'],
    ['assets/index-a1b2.js', 'text/javascript; charset=utf-8', 'start()', 'public, max-age=31536000, immutable'],
    ['assets/index-a1b2.css', 'text/css; charset=utf-8', 'body {}', 'public, max-age=31536000, immutable'],
    ['assets/letter-c3.woff2', 'font/woff2', 'wOF2', 'public, max-age=31536000, immutable'],
  ])('are served: app://bundle/%s', async (path, type, body, cache) => {
    const { get } = await setUp()
    const response = await get(`app://bundle/${path}`)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'content-type': type,
      'content-length': String(body.length),
      'cache-control': cache,
    })
    expect(await response.text()).toBe(body)
  })

  it('are told of without their contents when only the head is asked for', async () => {
    const { get } = await setUp()
    const response = await get('app://bundle/index.html', { method: 'HEAD' })
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '15'])
    expect(await response.text()).toBe('')
  })

  it('are never written to', async () => {
    const { get } = await setUp()
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await get('app://bundle/index.html', { method })).status, method).toBe(405)
    }
  })

  it('come whole when they are large, as a stream', async () => {
    const { folder, get } = await setUp()
    const bytes = Buffer.alloc(3 * 1024 ** 2, 'batchfit ')
    await writeFile(join(folder, 'renderer/assets/large.js'), bytes)
    const response = await get('app://bundle/assets/large.js')
    expect(response.headers.get('content-length')).toBe(String(bytes.length))
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
  })
})

const escapes: readonly (readonly [string, string])[] = [
  ['dots', 'app://bundle/../secret.html'],
  ['dots with an encoded slash', 'app://bundle/..%2fsecret.html'],
  ['encoded dots', 'app://bundle/%2e%2e/secret.html'],
  ['encoded dots and slash', 'app://bundle/%2e%2e%2fsecret.html'],
  ['half-encoded dots', 'app://bundle/.%2e/secret.html'],
  ['dots encoded twice', 'app://bundle/%252e%252e%252fsecret.html'],
  ['dots in too many bytes', 'app://bundle/%c0%ae%c0%ae/secret.html'],
  ['full-width dots', 'app://bundle/\uff0e\uff0e/secret.html'],
  ['dots from within', 'app://bundle/assets/..%2f..%2fsecret.html'],
  ['a backslash', 'app://bundle/..\\secret.html'],
  ['an encoded backslash', 'app://bundle/..%5csecret.html'],
  ['an absolute path', 'app://bundle//etc/passwd'],
  ['an encoded absolute path', 'app://bundle/%2fetc%2fpasswd'],
  ['a drive', 'app://bundle/C:/Windows/win.ini'],
  ['an encoded drive', 'app://bundle/C%3a%5cWindows%5cwin.ini'],
  ['a stream of a file', 'app://bundle/index.html%3a%3a$DATA'],
  ['a NUL', 'app://bundle/secret.html%00.js'],
  ['a broken encoding', 'app://bundle/%e0%a4%a'],
  ['a folder', 'app://bundle/assets'],
  ['a folder with its slash', 'app://bundle/assets/'],
  ['the folder beside', 'app://bundle/..%2frenderer-other/index.html'],
  ['a kind of file that the build does not write', 'app://bundle/assets/notes.txt'],
  ['a file that is not there', 'app://bundle/assets/index-0000.js'],
  ['another host', 'app://elsewhere/index.html'],
  ['another host that begins like ours', 'app://bundle.example/index.html'],
  ['our host as a user', 'app://bundle@elsewhere/index.html'],
  ['a port', 'app://bundle:8080/index.html'],
  ['a link out of the folder', 'app://bundle/assets/link.html'],
  ['a linked folder', 'app://bundle/assets/up/secret.html'],
]

describe('what lies outside', () => {
  it.each(escapes)('is refused: %s', async (_, url) => {
    const { folder, handle } = await setUp()
    await symlink(join(folder, 'secret.html'), join(folder, 'renderer/assets/link.html'))
    await symlink(folder, join(folder, 'renderer/assets/up'))
    // Whoever sends the request need not have parsed its URL as this does.
    const response = await handle({ url, method: 'GET', signal: new AbortController().signal })
    expect([400, 403, 404]).toContain(response.status)
    expect(await response.text()).toBe('')
    expect(response.headers.get('content-security-policy')).toBe(policy)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('is refused where no URL can be read', async () => {
    const { handle } = await setUp()
    const response = await handle({ url: 'nonsense', method: 'GET', signal: new AbortController().signal })
    expect(response.status).toBe(403)
  })

  it('is served where the whole folder is reached by a link, as it is on some systems', async () => {
    const { folder } = await setUp()
    await symlink(join(folder, 'renderer'), join(folder, 'linked'))
    const handle = createAppProtocol({
      rendererFolder: join(folder, 'linked'),
      sourcePath: () => null,
      thumbnailFor: () => Promise.resolve(null),
      previewFile: () => null,
    })
    expect((await handle(new Request('app://bundle/index.html'))).status).toBe(200)
  })
})

describe('thumbnails', () => {
  it('are found by the row, made from its source, and kept by the page for a while', async () => {
    const folder = await tempFolder()
    await writeFiles(folder, { 'made.webp': 'RIFF' })
    const asked: unknown[] = []
    const { get } = await setUp({
      sourcePath: (row) => (row === 41 ? '/pictures/one.jpg' : null),
      thumbnailFor: (path, signal) => {
        asked.push([path, signal.aborted])
        return Promise.resolve(join(folder, 'made.webp'))
      },
    })
    const response = await get('app://bundle/thumbnails/41')
    expect([response.status, await response.text()]).toEqual([200, 'RIFF'])
    expect(response.headers.get('content-type')).toBe('image/webp')
    expect(response.headers.get('cache-control')).toMatch(/^private, max-age=\d+$/)
    expect((await get('app://bundle/thumbnails/42')).status, 'a row that is gone').toBe(204)
    expect(asked).toEqual([['/pictures/one.jpg', false]])
  })

  it('are missing where a picture cannot be shown, or its file has gone meanwhile', async () => {
    const { get } = await setUp({
      sourcePath: (row) => `/pictures/${String(row)}.jpg`,
      thumbnailFor: (path) => Promise.resolve(path.endsWith('1.jpg') ? '/nowhere/made.webp' : null),
    })
    for (const row of [1, 2]) {
      const response = await get(`app://bundle/thumbnails/${String(row)}`)
      expect([response.status, response.body], 'a failure would be an error in the console').toEqual([204, null])
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
  })

  it('are given up when the page gives up', async () => {
    const { get } = await setUp({
      sourcePath: () => '/pictures/one.jpg',
      thumbnailFor: (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            resolve(null)
          })
        }),
    })
    const giveUp = new AbortController()
    const response = get('app://bundle/thumbnails/1', { signal: giveUp.signal })
    giveUp.abort()
    expect((await response).status).toBe(204)
  })

  it.each(['-1', '1e3', '12345678901', '1/2', 'x', ''])('have rows for names, not %j', async (name) => {
    const { get } = await setUp({ sourcePath: () => '/pictures/one.jpg', thumbnailFor: () => Promise.resolve(null) })
    expect((await get(`app://bundle/thumbnails/${name}`)).status).toBe(404)
  })
})

describe('previews', () => {
  it('are found by their id, and never kept', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'previews'))
    await writeFile(join(folder, 'previews/a1-before.png'), 'PNG')
    const { get } = await setUp({
      previewFile: (id) =>
        id === 'a1-before' ? { path: join(folder, 'previews/a1-before.png'), contentType: 'image/png' } : null,
    })
    const response = await get('app://bundle/previews/a1-before')
    expect([response.status, await response.text()]).toEqual([200, 'PNG'])
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect((await get('app://bundle/previews/a1-after')).status).toBe(404)
    expect((await get('app://bundle/previews/..%2f..%2fsecret.html')).status).toBe(400)
  })
})
