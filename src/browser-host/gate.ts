import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** The parts of a request that say who asks. */
export interface Asker {
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

/** `keyed`: the right key was in the address; the cookie is to be set, and the key to leave the address. */
export type Admission =
  | { readonly kind: 'admitted' }
  | { readonly kind: 'keyed'; readonly cookie: string }
  | { readonly kind: 'refused'; readonly sentence: string }

/**
 * Lets in only the browser of whoever started the host. Every other program of the machine can reach a loopback port, and
 * every web page can make a browser ask it: hence the key, and the checks of Host (a foreign name that was pointed at
 * 127.0.0.1) and of Origin and Sec-Fetch-Site (a page of another port, which counts as the same site).
 */
export interface Gate {
  readonly key: string
  check(asker: Asker): Admission
  /** As `check`, and it has to say that it is a page of ours. */
  checkSocket(asker: Asker): Admission
}

const keyBytes = 24

/** `port` on which the server listens. */
export function createGate(port: number): Gate {
  const key = randomBytes(keyBytes).toString('base64url')
  const pass = randomBytes(keyBytes).toString('base64url')
  // Cookies know no ports: the name keeps two hosts apart.
  const cookieName = `batchfit-${String(port)}`
  const cookie = `${cookieName}=${pass}; Path=/; HttpOnly; SameSite=Strict`
  const hosts = [`127.0.0.1:${String(port)}`, `localhost:${String(port)}`]

  const check = (asker: Asker): Admission => {
    const foreign = foreignness(asker, hosts)
    if (foreign !== null) return { kind: 'refused', sentence: foreign }
    const shown = keyOf(asker.url)
    if (shown !== null) return isSame(shown, key) ? { kind: 'keyed', cookie } : refused()
    if (!isSame(cookieOf(asker.headers.cookie, cookieName), pass)) return refused()
    // Only after the key a page of another address can lead here; all else comes from our own.
    if (!isFromUs(asker.headers['sec-fetch-site']))
      return { kind: 'refused', sentence: 'This is not a page of Batchfit.' }
    return { kind: 'admitted' }
  }
  return {
    key,
    check,
    checkSocket: (asker) => {
      const admission = check(asker)
      if (admission.kind === 'admitted' && asker.headers.origin !== undefined) return admission
      return admission.kind === 'refused' ? admission : refused()
    },
  }
}

function refused(): Admission {
  return {
    kind: 'refused',
    sentence: 'Open the whole address that Batchfit printed when it started: it carries a key.',
  }
}

function foreignness({ headers }: Asker, hosts: readonly string[]): string | null {
  if (headers.host === undefined || !hosts.includes(headers.host)) {
    return 'Batchfit answers only under the address that it printed when it started.'
  }
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) {
    return 'This is not a page of Batchfit.'
  }
  return null
}

/** Old browsers do not send it. */
function isFromUs(site: string | string[] | undefined): boolean {
  return site === undefined || site === 'same-origin' || site === 'none'
}

function keyOf(url: string): string | null {
  const match = /^\/\?key=([^&#]*)$/.exec(url)
  return match?.[1] ?? null
}

function cookieOf(header: string | undefined, name: string): string {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at !== -1 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return ''
}

/** In the same time whatever differs. */
export function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
