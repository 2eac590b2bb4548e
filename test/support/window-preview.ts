import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build, type InlineConfig } from 'vite'

/** The built window around a made-up main, on a loopback port. */
export interface WindowPreview {
  /** Of the page; takes the query of `test/renderer/support/fake-page.ts`. */
  readonly url: string
  close(): Promise<void>
}

/** As strict as the app's own. */
export const previewCsp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'"

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Builds the window anew and serves it; about ten seconds. */
export async function startWindowPreview(): Promise<WindowPreview> {
  const folder = await mkdtemp(join(tmpdir(), 'batchfit-preview-'))
  await build(pageBuild(folder))
  await build(fakeBuild(folder))
  const server = createServer((request, response) => {
    void answer(folder, request.url ?? '/').then(
      ({ body, type }) => {
        response.writeHead(200, { 'content-type': type, 'content-security-policy': previewCsp })
        response.end(body)
      },
      () => {
        response.writeHead(404).end()
      },
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function pageBuild(folder: string): InlineConfig {
  return {
    configFile: false,
    logLevel: 'warn',
    root: root('src/renderer'),
    base: './',
    plugins: [svelte({ configFile: root('svelte.config.js') })],
    build: { outDir: folder, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  }
}

function fakeBuild(folder: string): InlineConfig {
  return {
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: false,
      lib: {
        entry: root('test/renderer/support/fake-page.ts'),
        formats: ['iife'],
        name: 'fakePage',
        fileName: () => 'fake-page.js',
      },
    },
  }
}

async function answer(folder: string, url: string): Promise<{ readonly body: string | Buffer; readonly type: string }> {
  const path = normalize(new URL(url, 'http://localhost').pathname)
  const picture = /^\/(?:thumbnails|previews)\/(\d+)/.exec(path)
  if (picture !== null) return { body: madeUpPicture(Number(picture[1])), type: 'image/svg+xml' }
  const name = path === '/' ? 'index.html' : path.slice(1)
  const body = await readFile(join(folder, name))
  const type = types[extname(name)] ?? 'application/octet-stream'
  if (name !== 'index.html') return { body, type }
  return { body: String(body).replace('<script', '<script src="./fake-page.js"></script><script'), type }
}

/** Hills below a sky, in colours of the row's own. */
function madeUpPicture(row: number): string {
  const hue = (row * 47) % 360
  const isTall = row % 5 === 0
  const [width, height] = isTall ? [72, 96] : [96, 72]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 72" preserveAspectRatio="xMidYMid slice" width="${String(width)}" height="${String(height)}">
<rect width="96" height="72" fill="hsl(${String(hue)} 45% 78%)"/><circle cx="${String(20 + (row % 50))}" cy="22" r="9" fill="hsl(${String(hue + 40)} 80% 90%)"/>
<path d="M0 50 Q24 ${String(28 + (row % 14))} 48 46 T96 40 V72 H0z" fill="hsl(${String(hue + 90)} 32% 44%)"/><path d="M0 62 Q30 48 60 58 T96 54 V72 H0z" fill="hsl(${String(hue + 100)} 36% 28%)"/></svg>`
}
