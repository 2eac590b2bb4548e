import { describe, expect, it } from 'vitest'
import { parseFrame } from '../../../src/pool/parse-frame.ts'
import type { FromChild } from '../../../src/shared/pool-protocol.ts'

const frames: readonly FromChild[] = [
  { kind: 'ready', protocolVersion: 1 },
  { kind: 'progress', jobId: 7, payload: { stage: 'reading' } },
  { kind: 'computed', jobId: 7 },
  { kind: 'done', jobId: 7, payload: { kind: 'inspected' }, rssBytes: 1e8 },
  { kind: 'over-memory', jobId: 7, rssBytes: 1e9 },
]

describe('a frame from a child', () => {
  it.each(frames)('is understood: $kind', (frame) => {
    expect(parseFrame(structuredClone(frame))).toEqual(frame)
  })

  it.each(frames)('is refused when any field of $kind is missing', (frame) => {
    for (const name of Object.keys(frame)) {
      const rest = Object.fromEntries(Object.entries(frame).filter(([key]) => key !== name))
      expect(parseFrame(rest), `without ${name}`).toBeNull()
    }
  })

  it.each(frames)('is refused when a field of $kind has another type', (frame) => {
    for (const name of Object.keys(frame)) {
      if (name !== 'payload') expect(parseFrame({ ...frame, [name]: '7' }), name).toBeNull()
    }
  })

  it('may carry any payload, undefined too, but must carry one', () => {
    for (const payload of [undefined, null, 0, '', new Map([[1, 2]])]) {
      expect(parseFrame({ kind: 'progress', jobId: 1, payload })).toEqual({ kind: 'progress', jobId: 1, payload })
      const done = { kind: 'done', jobId: 1, payload, rssBytes: 1 }
      expect(parseFrame(done)).toEqual(done)
    }
  })

  it('loses what does not belong to it', () => {
    expect(parseFrame({ kind: 'computed', jobId: 1, extra: true })).toEqual({ kind: 'computed', jobId: 1 })
  })

  it('is refused when it is nothing of the kind', () => {
    for (const raw of [null, undefined, 1, 'done', true, [], {}, [frames[0]], { kind: 'job', jobId: 1, rssBytes: 1 }]) {
      expect(parseFrame(raw)).toBeNull()
    }
  })
})
