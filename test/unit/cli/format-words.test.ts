import { describe, expect, it } from 'vitest'
import { bytesWords, countWords, durationWords, savingWords, visible } from '../../../src/cli/format-words.ts'

describe('a size in words', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [1499, '1.5 kB'],
    [9949, '9.9 kB'],
    [9950, '10 kB'],
    [412_300, '412 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [3_900_000, '3.9 MB'],
    [22e9, '22 GB'],
    [1.5e12, '1.5 TB'],
    [5e15, '5000 TB'],
  ])('has two or three digits: %i', (bytes, words) => {
    expect(bytesWords(bytes)).toBe(words)
  })
})

describe('a time in words', () => {
  it.each([
    [0, '0 ms'],
    [340.4, '340 ms'],
    [999, '999 ms'],
    [1000, '1.0 s'],
    [4249, '4.2 s'],
    [9949, '9.9 s'],
    [9950, '10 s'],
    [59_949, '1 min'],
    [60_000, '1 min'],
    [200_000, '3 min 20 s'],
    [3_540_000, '59 min'],
    [3_600_000, '1 h 0 min'],
    [7_500_000, '2 h 5 min'],
    [90_000_000, '25 h 0 min'],
  ])('is as exact as it needs to be: %i ms', (ms, words) => {
    expect(durationWords(ms)).toBe(words)
  })

  it('never counts sixty seconds beside minutes, at whole seconds', () => {
    for (let ms = 60_000; ms <= 600_000; ms += 1000) expect(durationWords(ms)).not.toMatch(/ 60 s$/)
  })

  it.each([
    [999.6, '1.0 s'],
    [59_960, '1 min'],
    [119_700, '2 min'],
    [3_599_600, '1 h 0 min'],
  ])('carries what is rounded up: %f ms', (ms, words) => {
    expect(durationWords(ms)).toBe(words)
  })
})

describe('a saving in words', () => {
  it.each([
    [1000, 110, '−89 %'],
    [1000, 1120, '+12 %'],
    [1000, 1000, '±0 %'],
    [1000, 999, '±0 %'],
    [1000, 1001, '±0 %'],
    [1000, 0, '−100 %'],
    [1, 1000, '+99900 %'],
    [0, 500, ''],
  ])('compares %i with %i', (before, after, words) => {
    expect(savingWords(before, after)).toBe(words)
  })
})

describe('a count in words', () => {
  it.each([
    [0, '0 pictures'],
    [1, '1 picture'],
    [2, '2 pictures'],
    [1200, '1,200 pictures'],
    [1_234_567, '1,234,567 pictures'],
  ])('goes with its noun: %i', (count, words) => {
    expect(countWords(count, 'picture', 'pictures')).toBe(words)
  })
})

describe('a name that is shown', () => {
  it('has every control character written out', () => {
    expect(visible('a\nb\tc\rd\u001b[31me\u0007\u0000')).toBe('a\\nb\\tc\\x0dd\\x1b[31me\\x07\\x00')
    expect(visible('\u007f\u0080\u009b2J\u009f')).toBe('\\x7f\\x80\\x9b2J\\x9f')
  })

  it('has nothing that turns the direction of what follows', () => {
    expect(visible('gpj.\u202eexe\u2066\u2069')).toBe('gpj.\\u202eexe\\u2066\\u2069')
    expect(visible('one\u2028two\u2029')).toBe('one\\u2028two\\u2029')
  })

  it('lets no control character through, whichever', () => {
    const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).join('')
    expect(visible(all)).not.toMatch(/\p{Cc}/u)
  })

  it('is otherwise as it is', () => {
    for (const name of ['Ferien 2024/ä.jpg', '影像.png', '👩‍👩‍👧.webp', 'a\u00a0b', 'é', "back\\slash and 'quotes'"]) {
      expect(visible(name)).toBe(name)
    }
  })
})
