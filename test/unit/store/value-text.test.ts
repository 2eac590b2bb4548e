import { describe, expect, it } from 'vitest'
import { decodeResult, encodeResult } from '../../../src/store/thread/result-text.ts'
import { decodeValue, encodeValue } from '../../../src/store/thread/value-text.ts'
import { resultAt } from '../../support/journal-samples.ts'

describe('encodeValue', () => {
  it.each([
    [{ inode: 2n ** 64n - 1n, device: 0n, below: -(2n ** 63n) }],
    [['~', '~~', '~1', '~x', '1n', '', 'a~1']],
    [{ nested: [{ '~key': [null, true, 1.5, 'ä\u0000\ud800'] }] }],
    [null],
  ])('comes back as it was: %o', (value) => {
    expect(decodeValue(encodeValue(value))).toEqual(value)
  })

  it.each(['', '{', '{"a":"~12x"}'])('refuses to read %o', (text) => {
    expect(() => decodeValue(text)).toThrow('A value in the journal cannot be read.')
  })
})

describe('encodeResult', () => {
  it('comes back as it was, usual or not', () => {
    const unusual = resultAt(3, 2, {
      source: '/elsewhere.jpg',
      status: 'failed',
      reason: 'Because.',
      warnings: ['One.'],
      failure: { code: 'disk-full', message: 'Full.' },
    })
    for (const result of [resultAt(3), resultAt(3, 0), unusual]) {
      expect(decodeResult(encodeResult(result, '/photos/3.jpg'), result.index, '/photos/3.jpg')).toEqual(result)
    }
  })

  it('leaves out what the job knows and what is as usual', () => {
    const text = encodeResult(resultAt(3), '/photos/3.jpg')
    for (const absent of ['"source"', '"index"', '"warnings"', '"losses"', '"failure"', '"status"']) {
      expect(text).not.toContain(absent)
    }
    expect(Buffer.byteLength(text)).toBeLessThan(500)
  })
})
