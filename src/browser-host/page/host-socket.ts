import { decodeFrame, encodeFrame } from '../wire/codec.ts'
import type { FolderListing, FromPage, Lookup, PathCheck, ToPage } from '../wire/frames.ts'

/** The page's way to the host. Frames that are sent before it is open wait. */
export interface HostSocket {
  send(frame: FromPage): void
  invoke(channel: string, args: readonly unknown[]): Promise<unknown>
  lookUp(lookup: Lookup): Promise<FolderListing | PathCheck | null>
  /** Begins; `onFrame` gets what is not an answer. */
  open(listeners: SocketListeners): void
  /** No more, and no new attempts. */
  close(): void
}

export interface SocketListeners {
  onFrame(frame: ToPage): void
  onOpen(isAgain: boolean): void
  onLost(): void
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

const retryMs = 1000

export function createHostSocket(): HostSocket {
  const waiting = new Map<number, Waiting>()
  let socket: WebSocket | null = null
  let early: Uint8Array<ArrayBuffer>[] = []
  let nextId = 1
  let isOver = false

  const sendBytes = (bytes: Uint8Array<ArrayBuffer>): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(bytes)
    else early.push(bytes)
  }
  const ask = (build: (id: number) => FromPage): Promise<unknown> => {
    const id = nextId
    nextId += 1
    const bytes = encodeFrame(build(id))
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      sendBytes(bytes)
    })
  }
  const connect = (listeners: SocketListeners, isAgain: boolean): void => {
    const opened = new WebSocket(`ws://${location.host}/__host/socket`)
    opened.binaryType = 'arraybuffer'
    socket = opened
    opened.addEventListener('open', () => {
      listeners.onOpen(isAgain)
      for (const bytes of early) opened.send(bytes)
      early = []
    })
    opened.addEventListener('message', ({ data }) => {
      const frame = decodeFrame(new Uint8Array(data as ArrayBuffer)) as ToPage
      if (!settle(waiting, frame)) listeners.onFrame(frame)
    })
    opened.addEventListener('close', () => {
      if (isOver) return
      for (const { reject } of waiting.values()) reject(new Error('The connection to the app is lost'))
      waiting.clear()
      listeners.onLost()
      setTimeout(() => {
        if (!isOver) connect(listeners, true)
      }, retryMs)
    })
  }
  return {
    send: (frame) => {
      sendBytes(encodeFrame(frame))
    },
    invoke: (channel, args) => ask((id) => ({ kind: 'invoke', id, channel, args })),
    lookUp: (lookup) => ask((id) => ({ kind: 'look-up', id, lookup })) as Promise<FolderListing | PathCheck | null>,
    open: (listeners) => {
      connect(listeners, false)
    },
    close: () => {
      isOver = true
      socket?.close()
    },
  }
}

/** Whether it was an answer. */
function settle(waiting: Map<number, Waiting>, frame: ToPage): boolean {
  if (frame.kind !== 'answer' && frame.kind !== 'looked-up') return false
  const asked = waiting.get(frame.id)
  waiting.delete(frame.id)
  if (frame.kind === 'looked-up') asked?.resolve(frame.result)
  else if (frame.outcome.ok) asked?.resolve(frame.outcome.value)
  else asked?.reject(new Error(frame.outcome.message))
  return true
}
