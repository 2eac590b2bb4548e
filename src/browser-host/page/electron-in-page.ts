import type { ContextBridge, IpcRenderer, IpcRendererEvent, WebUtils } from 'electron'
import type { Drops } from './drops.ts'
import type { HostSocket } from './host-socket.ts'

type EventListenerOfApp = Parameters<IpcRenderer['on']>[1]

/** What `require('electron')` gives a preload. */
export interface ElectronInPage {
  readonly contextBridge: Pick<ContextBridge, 'exposeInMainWorld'>
  readonly ipcRenderer: Pick<IpcRenderer, 'invoke'> & {
    on(channel: string, listener: EventListenerOfApp): unknown
    off(channel: string, listener: EventListenerOfApp): unknown
  }
  readonly webUtils: Pick<WebUtils, 'getPathForFile'>
}

export interface ElectronOfPage {
  readonly electron: ElectronInPage
  /** An event of the app for the listeners of its channel. */
  deliver(channel: string, args: readonly unknown[]): void
}

export function createElectronInPage(socket: HostSocket, drops: Drops): ElectronOfPage {
  const listeners = new Map<string, EventListenerOfApp[]>()
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, api: unknown) => {
        // Neither changed nor replaced by what runs in the page, as in Electron.
        Object.defineProperty(window, name, { value: freeze(api), enumerable: true })
      },
    },
    ipcRenderer: {
      invoke: async (channel: string, ...args: unknown[]) => {
        // What Electron could not clone must not get through here either.
        const copy = structuredClone(args)
        await drops.whenArrived(copy)
        return socket.invoke(channel, copy)
      },
      on: (channel: string, listener: EventListenerOfApp) => {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      },
      off: (channel: string, listener: EventListenerOfApp) => {
        listeners.set(
          channel,
          (listeners.get(channel) ?? []).filter((known) => known !== listener),
        )
      },
    },
    webUtils: { getPathForFile: (file: File) => drops.pathOf(file) },
  } satisfies ElectronInPage
  return {
    electron: refuseUnknownParts(electron),
    deliver: (channel, args) => {
      for (const listener of listeners.get(channel) ?? []) {
        try {
          listener({} as IpcRendererEvent, ...(args as unknown[]))
        } catch (error) {
          // One listener that throws keeps no other from its event.
          reportError(error)
        }
      }
    },
  }
}

function freeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Object.freeze(value.map(freeze))
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, freeze(part)])))
}

function refuseUnknownParts(electron: ElectronInPage): ElectronInPage {
  const guard = <Thing extends object>(name: string, thing: Thing): Thing =>
    new Proxy(thing, {
      get: (target, key, receiver) => {
        if (typeof key === 'symbol' || key in target) return Reflect.get(target, key, receiver) as unknown
        throw new Error(`not available in the browser host: ${name}${key}`)
      },
    })
  return guard('', {
    contextBridge: guard('contextBridge.', electron.contextBridge),
    ipcRenderer: guard('ipcRenderer.', electron.ipcRenderer),
    webUtils: guard('webUtils.', electron.webUtils),
  })
}
