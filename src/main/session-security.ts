import type { App, Event, Session, WebContents } from 'electron'
import type { AppPage } from './app-page.ts'

/** The events of a page by which it could leave, or take in what is not ours. */
type GuardedContents = Pick<WebContents, 'on' | 'setWindowOpenHandler'>

/** Denies a page everything that it could ask the system for, every file it would save, and every request that leaves the app. */
export function secureSession(
  session: Pick<
    Session,
    'on' | 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'webRequest'
  >,
  page: AppPage,
): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => {
    callback(false)
  })
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => {
    event.preventDefault()
  })
  session.webRequest.onBeforeRequest(({ url }, callback) => {
    callback({ cancel: !mayBeRequested(url, page) })
  })
}

const ownSchemes = new Set(['app:', 'devtools:', 'blob:', 'data:'])

/** Whether anything in the app may ask for this URL: our own schemes, or the server of `npm run dev` while it serves. */
export function mayBeRequested(url: string, page: AppPage): boolean {
  const parsed = URL.parse(url)
  if (parsed === null) return false
  if (ownSchemes.has(parsed.protocol)) return true
  // What Vite tells the page of a changed file, it tells over a WebSocket of the same host.
  return page.owns(url) || page.owns(url.replace(/^ws:/i, 'http:'))
}

/** Keeps every page, now and later, where it is: no navigation but a reload, no new window, no guest. */
export function secureContents(app: Pick<App, 'on'>, page: AppPage): void {
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents, page)
  })
}

/** As `secureContents`, for one page. */
export function guardContents(contents: GuardedContents, page: AppPage): void {
  const stayHere = (details: Event<{ readonly url: string; readonly isMainFrame: boolean }>): void => {
    if (!(details.isMainFrame && details.url === page.url)) details.preventDefault()
  }
  contents.on('will-navigate', stayHere)
  contents.on('will-frame-navigate', stayHere)
  contents.on('will-redirect', (details) => {
    details.preventDefault()
  })
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
  })
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}
