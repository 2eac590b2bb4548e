import { describe, expect, it } from 'vitest'
import { appPage } from '../../../src/main/app-page.ts'
import { guardContents, mayBeRequested, secureContents, secureSession } from '../../../src/main/session-security.ts'

const page = appPage(null)
const served = appPage('http://localhost:5173')

type Guarded = Parameters<typeof guardContents>[0]

/** A page that notes what was registered on it. */
function guarded() {
  const listeners = new Map<string, (details: unknown) => void>()
  let openHandler: ((details: unknown) => unknown) | null = null
  const contents = {
    on: (event: string, listener: (details: unknown) => void) => listeners.set(event, listener),
    setWindowOpenHandler: (handler: (details: unknown) => unknown) => {
      openHandler = handler
    },
  } as unknown as Guarded
  /** Whether the page is kept from it. */
  const isPrevented = (event: string, details: Readonly<Record<string, unknown>> = {}): boolean => {
    let isStopped = false
    const preventDefault = (): void => {
      isStopped = true
    }
    const listener = listeners.get(event)
    if (listener === undefined) throw new Error(`Expected a listener for ${event}.`)
    listener({ ...details, preventDefault })
    return isStopped
  }
  return { contents, isPrevented, open: (url: string) => openHandler?.({ url }) }
}

describe('a page', () => {
  it.each([
    'https://example.org/',
    'file:///etc/passwd',
    'app://elsewhere/index.html',
    'app://bundle/assets/index.js',
    'data:text/html,<script>1</script>',
    'javascript:alert(1)',
    'about:blank',
    '',
  ])('cannot go to %j', (url) => {
    const { contents, isPrevented } = guarded()
    guardContents(contents, page)
    expect(isPrevented('will-navigate', { url, isMainFrame: true })).toBe(true)
    expect(isPrevented('will-frame-navigate', { url, isMainFrame: true })).toBe(true)
  })

  it('can begin anew, in its main frame only, and is never redirected', () => {
    const { contents, isPrevented } = guarded()
    guardContents(contents, page)
    expect(isPrevented('will-navigate', { url: page.url, isMainFrame: true })).toBe(false)
    expect(isPrevented('will-frame-navigate', { url: page.url, isMainFrame: true })).toBe(false)
    expect(isPrevented('will-frame-navigate', { url: page.url, isMainFrame: false })).toBe(true)
    expect(isPrevented('will-redirect', { url: page.url, isMainFrame: true })).toBe(true)
  })

  it('begins anew also where a developer serves it, whose address lacks the slash that a browser adds', () => {
    const { contents, isPrevented } = guarded()
    guardContents(contents, served)
    expect(isPrevented('will-navigate', { url: 'http://localhost:5173/', isMainFrame: true })).toBe(false)
    expect(isPrevented('will-navigate', { url: 'http://localhost:5173/other', isMainFrame: true })).toBe(true)
  })

  it('can open no window and take in no guest', () => {
    const { contents, isPrevented, open } = guarded()
    guardContents(contents, page)
    expect(open('app://bundle/index.html')).toEqual({ action: 'deny' })
    expect(open('https://example.org/')).toEqual({ action: 'deny' })
    expect(isPrevented('will-attach-webview')).toBe(true)
  })

  it('is guarded from the moment that it is made', () => {
    const { contents, isPrevented } = guarded()
    let made: (event: unknown, contents: unknown) => void = () => undefined
    secureContents(
      {
        on: (event: string, listener: typeof made) => {
          expect(event).toBe('web-contents-created')
          made = listener
        },
      } as unknown as Parameters<typeof secureContents>[0],
      page,
    )
    made({}, contents)
    expect(isPrevented('will-navigate', { url: 'https://example.org/', isMainFrame: true })).toBe(true)
  })
})

describe('the session', () => {
  it('grants nothing, saves nothing and lets nothing leave', () => {
    const granted: unknown[] = []
    const blocked: unknown[] = []
    const saved: unknown[] = []
    secureSession(
      {
        setPermissionRequestHandler: (
          handler: (contents: unknown, name: string, done: (is: boolean) => void) => void,
        ) => {
          handler({}, 'media', (isGranted) => granted.push(isGranted))
        },
        setPermissionCheckHandler: (handler: () => boolean) => granted.push(handler()),
        setDevicePermissionHandler: (handler: () => boolean) => granted.push(handler()),
        on: (event: string, listener: (event: unknown) => void) => {
          listener({ preventDefault: () => saved.push(`no ${event}`) })
        },
        webRequest: {
          onBeforeRequest: (handler: (details: unknown, done: (response: unknown) => void) => void) => {
            for (const url of ['https://example.org/', 'app://bundle/index.html']) {
              handler({ url }, (response) => blocked.push(response))
            }
          },
        },
      } as unknown as Parameters<typeof secureSession>[0],
      page,
    )
    expect(granted).toEqual([false, false, false])
    expect(saved).toEqual(['no will-download'])
    expect(blocked).toEqual([{ cancel: true }, { cancel: false }])
  })

  it.each([
    ['app://bundle/index.html', true],
    ['devtools://devtools/bundled/index.html', true],
    ['blob:app://bundle/1-2-3', true],
    ['data:image/png;base64,AA', true],
    ['file:///etc/passwd', false],
    ['http://localhost:5173/', false],
    ['https://bundle/', false],
    ['ws://bundle/', false],
    ['ftp://bundle/', false],
    ['chrome-extension://abc/', false],
    ['nonsense', false],
  ])('asks for %s: %s', (url, isAllowed) => {
    expect(mayBeRequested(url, page)).toBe(isAllowed)
  })

  it('asks the server of a developer, and that alone, while it serves', () => {
    expect(mayBeRequested('http://localhost:5173/main.ts', served)).toBe(true)
    expect(mayBeRequested('ws://localhost:5173/?token=x', served)).toBe(true)
    expect(mayBeRequested('http://localhost:5174/', served)).toBe(false)
    expect(mayBeRequested('https://example.org/', served)).toBe(false)
  })
})
