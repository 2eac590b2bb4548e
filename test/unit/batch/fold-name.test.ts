import { describe, expect, it } from 'vitest'
import { foldName } from '../../../src/batch/fold-name.ts'

describe('a folded name', () => {
  it.each([
    ['A.JPG', 'a.jpg'],
    ['\u00c9t\u00e9.jpg', 'E\u0301te\u0301.jpg'],
    ['\u00c9', 'e\u0301'],
    ['stra\u00dfe', 'STRASSE'],
    ['\u017fee', 'SEE'],
    ['\u03a3\u0391\u03a3', '\u03c3\u03b1\u03c3'],
    ['\u03c3\u03b1\u03c2', '\u03c3\u03b1\u03c3'],
    ['\uac00', '\u1100\u1161'],
    ['\u212b', '\u00e5'],
  ])('is the same for %j and %j', (one, other) => {
    expect(foldName(one)).toBe(foldName(other))
  })

  it.each([
    ['a.jpg', 'b.jpg'],
    ['a.jpg', 'a.jpeg'],
    ['a .jpg', 'a.jpg'],
    ['\u00e9.jpg', 'e.jpg'],
    ['\u732b.jpg', '\u72ac.jpg'],
  ])('keeps %j and %j apart', (one, other) => {
    expect(foldName(one)).not.toBe(foldName(other))
  })

  it('does not depend on how the letters of Latin, Cyrillic, Greek and Korean are stored', () => {
    for (const [first, last] of [
      [0x20, 0x24f],
      [0x391, 0x3af],
      [0x3b1, 0x3ce],
      [0x400, 0x52f],
      [0xac00, 0xac80],
    ] as const) {
      for (let code = first; code <= last; code += 1) {
        const letter = String.fromCodePoint(code)
        const forms = [letter, letter.toUpperCase(), letter.normalize('NFD'), letter.normalize('NFC')].map(foldName)
        expect(new Set(forms).size, letter).toBe(1)
      }
    }
  })

  it('is the same for the capital sharp s and the small one', () => {
    expect(foldName('STRA\u1e9eE.jpg')).toBe(foldName('stra\u00dfe.jpg'))
  })

  it('is composed again after the case was changed', () => {
    expect(foldName('\u0390.jpg')).toBe(foldName('\u03aa\u0301.jpg'))
  })
})
