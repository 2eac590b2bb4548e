import { realpath } from 'node:fs/promises'
import { extname, isAbsolute, relative, resolve, sep } from 'node:path'
import { respondWithFile, respondWithoutBody } from './file-response.ts'

/** What the build writes; anything else is not served. */
const contentTypes: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.webp', 'image/webp'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
])

/** A file of the built window. `path` is decoded and begins with a slash; the folder itself means its index. */
export async function serveBundle(folder: string, path: string, request: Pick<Request, 'method'>): Promise<Response> {
  const file = resolve(folder, `.${path === '/' ? '/index.html' : path}`)
  const contentType = contentTypes.get(extname(file).toLowerCase())
  if (contentType === undefined || !isBelow(folder, file)) return respondWithoutBody(404)
  // A link inside the folder could still lead out of it.
  const [realFolder, realFile] = await Promise.all([
    realpath(folder).catch(() => null),
    realpath(file).catch(() => null),
  ])
  if (realFolder === null || realFile === null || !isBelow(realFolder, realFile)) return respondWithoutBody(404)
  // The names of assets hold a hash of what is in them.
  const isHashed = relative(folder, file).startsWith(`assets${sep}`)
  const cacheControl = isHashed ? 'public, max-age=31536000, immutable' : 'no-store'
  return respondWithFile(realFile, { contentType, cacheControl }, request)
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`)
}
