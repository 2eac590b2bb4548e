import type { Host } from './host.ts'

/**
 * The running host, for the module that stands in for `electron`. A module can only be given something by a module:
 * this is the one place where the host keeps state outside a function, because Electron's own API does.
 */
let provided: Host | null = null

/** Before the app is loaded. */
export function provideHost(host: Host): void {
  provided = host
}

/** Throws where the stand-in was loaded without a host. */
export function takeHost(): Host {
  if (provided === null) throw new Error('Expected a running browser host but found none; start it with npm start')
  return provided
}
