import type { Answer, FromPage, PageState, Question, ToPage } from './wire/frames.ts'
import { decodeFrame, encodeFrame } from './wire/codec.ts'

/** A WebSocket of an authenticated page, as far as the link needs one. */
export interface PageSocket {
  send(bytes: Uint8Array): void
  close(): void
  onBytes(listener: (bytes: Uint8Array) => void): void
  onClose(listener: () => void): void
}

type Frame<Kind extends FromPage['kind']> = Extract<FromPage, { readonly kind: Kind }>
/** `reply` goes to the page that sent the frame, even if another has taken over since. */
export type FrameListener<Kind extends FromPage['kind']> = (frame: Frame<Kind>, reply: (frame: ToPage) => void) => void

/**
 * The one page that stands for the app's window. The newest page that attaches takes over; the one before is told so.
 */
export interface PageLink {
  attach(socket: PageSocket): void
  isAttached(): boolean
  /** What the page last said of itself; null before the first. */
  state(): PageState | null
  /** To the page that is attached; lost when there is none, as an event to a window that is not loaded. */
  tell(frame: ToPage): void
  /** Tells it now, and every page that attaches later; one frame of each kind. */
  keep(frame: ToPage): void
  /** Tells it to the page that is attached, or to the next one. */
  tellSoon(frame: ToPage): void
  /** Waits for a page, and asks the next one again when a page goes without having answered. */
  ask(question: Question): Promise<Answer>
  on<Kind extends FromPage['kind']>(kind: Kind, listener: FrameListener<Kind>): void
  onAttachment(listener: (isAttached: boolean) => void): void
  /** Tells the last frame and lets no page attach any more. */
  close(last: ToPage): void
}

interface OpenQuestion {
  readonly question: Question
  readonly settle: (answer: Answer) => void
}

interface LinkState {
  socket: PageSocket | null
  page: PageState | null
  last: ToPage | null
  nextId: number
  readonly kept: Map<ToPage['kind'], ToPage>
  readonly soon: ToPage[]
  readonly questions: Map<number, OpenQuestion>
  readonly listeners: Map<FromPage['kind'], FrameListener<FromPage['kind']>[]>
  readonly attachmentListeners: ((isAttached: boolean) => void)[]
}

export function createPageLink(): PageLink {
  const link: LinkState = {
    socket: null,
    page: null,
    last: null,
    nextId: 1,
    kept: new Map(),
    soon: [],
    questions: new Map(),
    listeners: new Map(),
    attachmentListeners: [],
  }
  const tell = (frame: ToPage): void => {
    link.socket?.send(encodeFrame(frame))
  }
  return {
    attach: (socket) => {
      attach(link, socket)
    },
    isAttached: () => link.socket !== null,
    state: () => link.page,
    tell,
    keep: (frame) => {
      link.kept.set(frame.kind, frame)
      tell(frame)
    },
    tellSoon: (frame) => {
      if (link.socket === null) link.soon.push(frame)
      else tell(frame)
    },
    ask: (question) =>
      new Promise((settle) => {
        const id = link.nextId
        link.nextId += 1
        link.questions.set(id, { question, settle })
        tell({ kind: 'ask', id, question })
      }),
    on: (kind, listener) => {
      const known = link.listeners.get(kind) ?? []
      link.listeners.set(kind, [...known, listener as unknown as FrameListener<FromPage['kind']>])
    },
    onAttachment: (listener) => {
      link.attachmentListeners.push(listener)
    },
    close: (last) => {
      link.last = last
      tell(last)
      link.socket?.close()
    },
  }
}

function attach(link: LinkState, socket: PageSocket): void {
  const send = (frame: ToPage): void => {
    socket.send(encodeFrame(frame))
  }
  if (link.last !== null) {
    send(link.last)
    socket.close()
    return
  }
  const before = link.socket
  link.socket = socket
  before?.send(encodeFrame({ kind: 'replaced' } satisfies ToPage))
  before?.close()
  socket.onBytes((bytes) => {
    receive(link, socket, bytes, send)
  })
  socket.onClose(() => {
    if (link.socket !== socket) return
    link.socket = null
    announce(link, false)
  })
  for (const frame of link.kept.values()) send(frame)
  for (const frame of link.soon.splice(0)) send(frame)
  for (const [id, { question }] of link.questions) send({ kind: 'ask', id, question })
  announce(link, true)
}

function announce(link: LinkState, isAttached: boolean): void {
  for (const listener of link.attachmentListeners) listener(isAttached)
}

function receive(link: LinkState, socket: PageSocket, bytes: Uint8Array, send: (frame: ToPage) => void): void {
  const frame = readFrame(bytes)
  if (frame === null) {
    socket.close()
    return
  }
  if (frame.kind === 'hello' || frame.kind === 'changed') link.page = frame.state
  if (frame.kind === 'reply') {
    const open = link.questions.get(frame.id)
    link.questions.delete(frame.id)
    open?.settle(frame.answer)
  }
  for (const listener of link.listeners.get(frame.kind) ?? []) listener(frame, send)
}

/** The page is ours and of this build: only what is no frame at all is turned down. */
function readFrame(bytes: Uint8Array): FromPage | null {
  try {
    const frame = decodeFrame(bytes)
    const isFrame = typeof frame === 'object' && frame !== null && 'kind' in frame && typeof frame.kind === 'string'
    return isFrame ? (frame as FromPage) : null
  } catch {
    return null
  }
}
