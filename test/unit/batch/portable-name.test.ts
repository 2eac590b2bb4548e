import { describe, expect, it } from 'vitest'
import { portableName, shorten } from '../../../src/batch/portable-name.ts'
import { randomNumbers } from '../../support/facts.ts'

describe('a portable name', () => {
  it.each([
    'a.jpg',
    'My Photo (2).JPG',
    '\u732b \ud83d\udc31.png',
    '.hidden',
    'a..b.jpg',
    'console.jpg',
    'com10.png',
    'v1.2',
  ])('leaves %j alone', (name) => {
    expect(portableName(name)).toBe(name)
  })

  it('puts an underscore where some system allows no such character', () => {
    expect(portableName('a<b>c:d"e/f\\g|h?i*j\u0000k\u001fl\u007fm.jpg')).toBe('a_b_c_d_e_f_g_h_i_j_k_l_m.jpg')
  })

  it.each(['CON', 'con', 'PRN.txt', 'aux.jpg', 'NUL.tar.gz', 'COM1', 'com9.jpg', 'LPT1.png', 'COM\u00b9.jpg', 'lpt0'])(
    'keeps %j away from the devices of Windows',
    (name) => {
      expect(portableName(name)).toBe(`_${name}`)
    },
  )

  it.each(['con .jpg', 'NUL  .tar.gz', 'CONIN$', 'conout$.jpg'])('keeps %j away from the devices too', (name) => {
    expect(portableName(name)).toBe(`_${name}`)
  })

  it.each([
    ['a.', 'a'],
    ['a. . .', 'a'],
    ['a  ', 'a'],
    ['CON. ', '_CON'],
  ])('takes dots and spaces from the end of %j', (name, expected) => {
    expect(portableName(name)).toBe(expected)
  })

  it.each(['', '.', '..', '   ', '. .'])('is never empty nor a way up, not even for %j', (name) => {
    expect(portableName(name)).toBe('_')
  })

  it('is at most 255 bytes long and keeps its extension', () => {
    expect(portableName(`${'a'.repeat(400)}.jpeg`)).toBe(`${'a'.repeat(250)}.jpeg`)
    expect(portableName(`${'a'.repeat(251)}.jpg`)).toBe(`${'a'.repeat(251)}.jpg`)
    expect(portableName('a'.repeat(300))).toBe('a'.repeat(255))
  })

  it('does not take a long tail for an extension', () => {
    expect(portableName(`a.${'b'.repeat(300)}`)).toBe(`a.${'b'.repeat(253)}`)
  })

  it.each([
    ['\u732b', 3, 83],
    ['\u00e9', 2, 125],
    ['\ud83d\udc31', 4, 62],
    ['\ud83d\udc69\u200d\ud83d\udc67', 11, 22],
    ['e\u0301', 3, 83],
  ])('cuts %j between characters, never inside one', (character, bytes, most) => {
    expect(Buffer.byteLength(character)).toBe(bytes)
    expect(portableName(`${character.repeat(200)}.jpg`)).toBe(`${character.repeat(most)}.jpg`)
  })

  it('keeps something of a name that is one endless character', () => {
    expect(portableName(`e${'\u0301'.repeat(200)}.jpg`)).toMatch(/^e\u0301+\.jpg$/)
  })

  it('keeps something of a name that begins with more spaces than fit', () => {
    expect(portableName(`${' '.repeat(300)}a.jpg`)).not.toMatch(/^\./)
  })

  it('ends in neither dot nor space after it was cut', () => {
    expect(portableName(`${'a'.repeat(248)} . b.jpg`)).toBe(`${'a'.repeat(248)}.jpg`)
  })

  it('is the same when it is made portable again, whatever the name was', () => {
    const random = randomNumbers(7)
    const alphabet = ['a', '.', ' ', '/', ':', 'CON', 'nul', '\u732b', '\ud83d\udc31', 'e\u0301', '_', '\n', 'jpg']
    for (let round = 0; round < 2000; round += 1) {
      const name = Array.from({ length: 1 + random.below(120) }, () => random.oneOf(alphabet)).join('')
      const portable = portableName(name)
      expect(portableName(portable), name).toBe(portable)
      expect(Buffer.byteLength(portable), name).toBeLessThanOrEqual(255)
      expect(portable, name).not.toMatch(/[<>:"/\\|?*\n]|[. ]$|^(?:con|nul)(?:\.|$)/i)
      expect(portable.isWellFormed(), name).toBe(true)
    }
  })
})

describe('a shortened name', () => {
  it('has the suffix before the extension', () => {
    expect(shorten('photo.jpg', ' (2)')).toBe('photo (2).jpg')
    expect(shorten('photo', ' (2)')).toBe('photo (2)')
    expect(shorten('.hidden', ' (2)')).toBe('.hidden (2)')
  })

  it('makes room for the suffix', () => {
    const name = shorten(`${'\u732b'.repeat(83)}.jpg`, ' (1000)')
    expect(name).toBe(`${'\u732b'.repeat(81)} (1000).jpg`)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
  })
})
