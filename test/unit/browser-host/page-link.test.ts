import { describe, expect, it } from 'vitest'
import { createPageLink, type PageSocket } from '../../../src/browser-host/page-link.ts'
import { decodeFrame, encodeFrame } from '../../../src/browser-host/wire/codec.ts'
import type { FromPage, MessageQuestion, ToPage } from '../../../src/browser-host/wire/frames.ts'

interface FakePage {
  readonly socket: PageSocket
  readonly received: ToPage[]
  isClosed(): boolean
  say(frame: FromPage | Uint8Array): void
  leave(): void
}

function fakePage(): FakePage {
  const received: ToPage[] = []
  let isClosed = false
  let onBytes: (bytes: Uint8Array) => void = () => undefined
  let onClose: () => void = () => undefined
  return {
    received,
    isClosed: () => isClosed,
    say: (frame) => {
      onBytes(frame instanceof Uint8Array ? frame : encodeFrame(frame))
    },
    leave: () => {
      onClose()
    },
    socket: {
      send: (bytes) => received.push(decodeFrame(bytes) as ToPage),
      close: () => {
        isClosed = true
      },
      onBytes: (listener) => {
        onBytes = listener
      },
      onClose: (listener) => {
        onClose = listener
      },
    },
  }
}

const question: MessageQuestion = {
  kind: 'message',
  tone: 'question',
  title: null,
  message: 'Quit?',
  detail: null,
  buttons: ['Quit', 'Stay'],
  defaultIndex: 0,
  cancelIndex: 1,
}

describe('the link to the page', () => {
  it('loses what is told while there is no page, and keeps what is kept', () => {
    const link = createPageLink()
    link.tell({ kind: 'event', channel: 'lost', args: [] })
    link.keep({ kind: 'title', title: 'old' })
    link.keep({ kind: 'title', title: 'new' })
    const page = fakePage()
    link.attach(page.socket)
    expect(page.received).toEqual([{ kind: 'title', title: 'new' }])
  })

  it('lets what can wait for a page wait for one, and tells it once', () => {
    const link = createPageLink()
    const [one, other] = [fakePage(), fakePage()]
    link.tellSoon({ kind: 'path-shown', path: '/a' })
    link.attach(one.socket)
    link.tellSoon({ kind: 'path-shown', path: '/b' })
    link.attach(other.socket)
    expect(one.received.slice(0, 2)).toEqual([
      { kind: 'path-shown', path: '/a' },
      { kind: 'path-shown', path: '/b' },
    ])
    expect(other.received).toEqual([])
  })

  it('belongs to the newest page; the one before is told and let go', () => {
    const link = createPageLink()
    const [one, other] = [fakePage(), fakePage()]
    link.attach(one.socket)
    link.attach(other.socket)
    link.tell({ kind: 'focus' })
    expect(one.received).toEqual([{ kind: 'replaced' }])
    expect(one.isClosed()).toBe(true)
    expect(other.received).toEqual([{ kind: 'focus' }])
    one.leave()
    expect(link.isAttached(), 'the old one going changes nothing').toBe(true)
    other.leave()
    expect(link.isAttached()).toBe(false)
  })

  it('lets a question wait for a page', async () => {
    const link = createPageLink()
    const answer = link.ask(question)
    const page = fakePage()
    link.attach(page.socket)
    expect(page.received).toEqual([{ kind: 'ask', id: 1, question }])
    page.say({ kind: 'reply', id: 1, answer: { response: 1 } })
    expect(await answer).toEqual({ response: 1 })
  })

  it('asks the next page again when one goes without an answer, and nobody after it', async () => {
    const link = createPageLink()
    const [one, other, third] = [fakePage(), fakePage(), fakePage()]
    link.attach(one.socket)
    const answer = link.ask(question)
    one.leave()
    link.attach(other.socket)
    other.say({ kind: 'reply', id: 1, answer: { response: 0 } })
    expect(await answer).toEqual({ response: 0 })
    link.attach(third.socket)
    expect(third.received).toEqual([])
  })

  it('answers the page that asked, even when another has taken over', () => {
    const link = createPageLink()
    const [one, other] = [fakePage(), fakePage()]
    const replies: ((frame: ToPage) => void)[] = []
    link.on('invoke', (_, reply) => replies.push(reply))
    link.attach(one.socket)
    one.say({ kind: 'invoke', id: 7, channel: 'a', args: [] })
    link.attach(other.socket)
    replies[0]?.({ kind: 'answer', id: 7, outcome: { ok: true, value: 1 } })
    expect(one.received.at(-1)).toEqual({ kind: 'answer', id: 7, outcome: { ok: true, value: 1 } })
    expect(other.received).toEqual([])
  })

  it('lets a page go that says what is no frame', () => {
    const frames = [null, 1, [], {}, { kind: 1 }].map((value) => encodeFrame(value))
    for (const bytes of [...frames, new Uint8Array(), new Uint8Array([9]), Buffer.from('{"kind":"loaded"}')]) {
      const link = createPageLink()
      const page = fakePage()
      link.attach(page.socket)
      page.say(bytes)
      expect(page.isClosed(), Buffer.from(bytes).toString()).toBe(true)
    }
  })

  it('tells the last frame to those who are there and to those who come', () => {
    const link = createPageLink()
    const [one, late] = [fakePage(), fakePage()]
    link.attach(one.socket)
    link.close({ kind: 'closed' })
    link.attach(late.socket)
    for (const page of [one, late]) {
      expect(page.received).toEqual([{ kind: 'closed' }])
      expect(page.isClosed()).toBe(true)
    }
  })
})
