import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'

/** What the page may do: run and show what came with it, and nothing else. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

const safetyHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
} as const

/** Larger files are streamed, in bytes: below, one read is quicker than the machinery of a stream. */
const streamedFrom = 1024 ** 2

/** A refusal; 204 says that there is nothing to show, and an `<img>` takes it for an error all the same. */
export function respondWithoutBody(status: 204 | 400 | 403 | 404 | 405): Response {
  return new Response(null, { status, headers: { ...safetyHeaders, 'cache-control': 'no-store' } })
}

/** The whole of a regular file; 404 when there is none, or when it cannot be read. */
export async function respondWithFile(
  path: string,
  { contentType, cacheControl }: { readonly contentType: string; readonly cacheControl: string },
  request: Pick<Request, 'method'>,
): Promise<Response> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return respondWithoutBody(404)
  let isHandedOver = false
  try {
    const stats = await file.stat()
    if (!stats.isFile()) return respondWithoutBody(404)
    const headers = {
      ...safetyHeaders,
      'content-type': contentType,
      'content-length': String(stats.size),
      'cache-control': cacheControl,
    }
    if (request.method === 'HEAD') return new Response(null, { headers })
    if (stats.size < streamedFrom) return new Response(await file.readFile(), { headers })
    isHandedOver = true
    // The stream closes the file at its end, and when the page gives up.
    return new Response(Readable.toWeb(file.createReadStream()) as ReadableStream, { headers })
  } finally {
    if (!isHandedOver) await file.close()
  }
}
