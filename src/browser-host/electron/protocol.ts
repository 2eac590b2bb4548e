import type { Protocol } from 'electron'
import type { PageSource } from '../host.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

type Used = Pick<Protocol, 'handle' | 'isProtocolHandled' | 'registerSchemesAsPrivileged' | 'unhandle'>

/** `electron.protocol`: the app's handlers, which the server asks for every page. */
export function createProtocol({ schemes }: PageSource): Used {
  const protocol: Used = {
    handle: (scheme, handler) => {
      if (schemes.has(scheme)) throw new Error(`The scheme ${scheme} is already being handled`)
      schemes.set(scheme, handler)
    },
    unhandle: (scheme) => {
      schemes.delete(scheme)
    },
    isProtocolHandled: (scheme) => schemes.has(scheme),
    registerSchemesAsPrivileged: () => {
      // A page of 127.0.0.1 is a secure context, and has fetch and streams.
    },
  }
  return refuseUnknown('protocol', protocol)
}
