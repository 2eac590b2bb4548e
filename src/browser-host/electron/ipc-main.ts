import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import type { Host } from '../host.ts'
import { refuseUnknown } from '../refuse-unknown.ts'
import type { Outcome } from '../wire/frames.ts'
import type { WebContentsStandIn } from './web-contents.ts'
import type { WindowSlot } from './window-slot.ts'

type Used = Pick<IpcMain, 'handle' | 'removeHandler'>
type Handler = Parameters<IpcMain['handle']>[1]

/** `electron.ipcMain`: requests of the page, each answered by the app's handler of that channel. */
export function createIpcMain(host: Host, slot: WindowSlot): Used {
  const handlers = new Map<string, Handler>()
  host.link.on('invoke', ({ id, channel, args }, reply) => {
    const contents = slot.current?.webContents
    // In Electron a page goes with its window: nobody is left who could hear an answer.
    if (contents === undefined) return
    void answer(handlers.get(channel), channel, args, contents).then((outcome) => {
      try {
        reply({ kind: 'answer', id, outcome })
      } catch {
        reply({ kind: 'answer', id, outcome: failed(channel, new Error('An object could not be cloned.')) })
      }
    })
  })
  const ipcMain: Used = {
    handle: (channel, handler) => {
      if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
      handlers.set(channel, handler)
    },
    removeHandler: (channel) => {
      handlers.delete(channel)
    },
  }
  return refuseUnknown('ipcMain', ipcMain)
}

async function answer(
  handler: Handler | undefined,
  channel: string,
  args: readonly unknown[],
  contents: WebContentsStandIn,
): Promise<Outcome> {
  if (handler === undefined) return failed(channel, new Error(`No handler registered for '${channel}'`))
  const event = refuseUnknown('IpcMainInvokeEvent', {
    type: 'frame',
    sender: contents,
    senderFrame: contents.mainFrame,
  } as const)
  try {
    const value: unknown = await handler(event as unknown as IpcMainInvokeEvent, ...(args as unknown[]))
    return { ok: true, value }
  } catch (error) {
    return failed(channel, error)
  }
}

/** Electron keeps an error's text alone. */
function failed(channel: string, error: unknown): Outcome {
  return { ok: false, message: `Error invoking remote method '${channel}': ${String(error)}` }
}
