import { serveBundle } from './serve-bundle.ts'
import { respondWithFile, respondWithoutBody } from './file-response.ts'
import { appHost } from './app-page.ts'

export interface AppProtocolOptions {
  /** Absolute; what the build made of the window. Nothing outside is ever served. */
  readonly rendererFolder: string
  /** Path of the source of a row; null for a row that is gone. */
  sourcePath(row: number): string | null
  /** Path of a WebP file that shows a source; null where there is none. */
  thumbnailFor(sourcePath: string, signal: AbortSignal): Promise<string | null>
  /** One side of a comparison; null when it is not known any more. */
  previewFile(id: string): { readonly path: string; readonly contentType: string } | null
}

/** What of a request matters. */
export type AppRequest = Pick<Request, 'url' | 'method' | 'signal'>

/** Answers one request. Never rejects but for a bug. */
export type ProtocolHandler = (request: AppRequest) => Promise<Response>

/**
 * What `app://bundle/` serves: the files of the window, thumbnails by row and previews by id. The page never names a
 * path of the disk.
 */
export function createAppProtocol(options: AppProtocolOptions): ProtocolHandler {
  return async (request) => {
    const url = URL.parse(request.url)
    if (url?.host !== appHost || url.username !== '' || url.port !== '') return respondWithoutBody(403)
    if (request.method !== 'GET' && request.method !== 'HEAD') return respondWithoutBody(405)
    const path = decodePath(url.pathname)
    if (path === null) return respondWithoutBody(400)
    const thumbnail = /^\/thumbnails\/(\d{1,10})$/.exec(path)?.[1]
    if (thumbnail !== undefined) return serveThumbnail(options, Number(thumbnail), request)
    const preview = /^\/previews\/([\w-]{1,100})$/.exec(path)?.[1]
    if (preview !== undefined) return servePreview(options, preview, request)
    return serveBundle(options.rendererFolder, path, request)
  }
}

/** Decodes exactly once; null for what no page of ours would ask for. */
function decodePath(pathname: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (!path.startsWith('/') || path.includes('\\') || path.includes('\0') || path.includes(':')) return null
  return path.split('/').some((part) => part === '..' || part === '.') ? null : path
}

/** The picture of a row stays the same while its source does. */
const pictureCache = 'private, max-age=300'

async function serveThumbnail(options: AppProtocolOptions, row: number, request: AppRequest): Promise<Response> {
  const sourcePath = options.sourcePath(row)
  const path = sourcePath === null ? null : await options.thumbnailFor(sourcePath, request.signal)
  const file = { contentType: 'image/webp', cacheControl: pictureCache }
  const response = path === null ? null : await respondWithFile(path, file, request)
  // No failure: the browser would log each as an error, and a picture that cannot be shown is none of the page's.
  return response?.ok === true ? response : respondWithoutBody(204)
}

async function servePreview(options: AppProtocolOptions, id: string, request: AppRequest): Promise<Response> {
  const preview = options.previewFile(id)
  if (preview === null) return respondWithoutBody(404)
  return respondWithFile(preview.path, { contentType: preview.contentType, cacheControl: 'no-store' }, request)
}
