import type { Session, WebRequest } from 'electron'
import type { PageSource } from '../host.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

type Used = Pick<Session, 'setDevicePermissionHandler' | 'setPermissionCheckHandler' | 'setPermissionRequestHandler'>
type BeforeRequest = (
  details: { readonly url: string },
  callback: (response: { readonly cancel?: boolean }) => void,
) => void

/** Whether the app has said no to each kind of permission; the page script asks nobody, and refuses. */
export interface SessionStandIn extends Used {
  on(event: string, listener: (event: { preventDefault(): void }) => void): unknown
  readonly webRequest: Pick<WebRequest, 'onBeforeRequest'>
}

/** `electron.session`: requests of the page pass through the app's filter; permissions a page of ours never asks for. */
export function createSession(pages: PageSource): { readonly defaultSession: SessionStandIn } {
  const defaultSession: SessionStandIn = {
    // Of `will-download`: what a page saves, a browser saves by itself.
    on: () => defaultSession,
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
    webRequest: refuseUnknown('session.webRequest', { onBeforeRequest: createFilter(pages) }),
  }
  return refuseUnknown('session', { defaultSession: refuseUnknown('session.defaultSession', defaultSession) })
}

function createFilter(pages: PageSource): WebRequest['onBeforeRequest'] {
  return (...args: readonly unknown[]): void => {
    const listener = args.at(-1) as BeforeRequest | null
    pages.filter =
      listener === null
        ? null
        : (url) =>
            new Promise((resolve) => {
              listener({ url }, ({ cancel = false }) => {
                resolve(!cancel)
              })
            })
  }
}
