import { describe, expect, it } from 'vitest'
import { checkDropPath, safeDropName } from '../../../src/browser-host/wire/drop-names.ts'

describe('the name of a dropped file', () => {
  it.each(['IMG_0001.JPG', '照片 (2).png', '.hidden', 'a.b.c', 'é 😀.webp'])('stays as it is: %s', (name) => {
    expect(safeDropName(name)).toBe(name)
  })

  it.each([
    ['..', '__'],
    ['.', '_'],
    ['', '_'],
    ['../../etc/passwd', '.._.._etc_passwd'],
    [String.raw`..\..\a`, '.._.._a'],
    ['a\u0000b\n', 'a_b_'],
    ['a:b?', 'a_b_'],
    ['CON.txt', '_CON.txt'],
    ['com1', '_com1'],
    ['trailing. .', 'trailing___'],
    ['\uD800', '\uFFFD'],
  ])('becomes one that every system takes: %j', (name, safe) => {
    expect(safeDropName(name)).toBe(safe)
    expect(safeDropName(safe), 'and stays so').toBe(safe)
  })

  it.each(['汉'.repeat(200) + '.jpeg', 'a'.repeat(300), '😀'.repeat(100) + '.x', '.'.repeat(400)])(
    'is at most 255 bytes long, with its extension',
    (name) => {
      const safe = safeDropName(name)
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(255)
      expect(Buffer.byteLength(safe)).toBeGreaterThan(240)
      expect(safeDropName(safe)).toBe(safe)
      if (name.endsWith('.jpeg')) expect(safe).toMatch(/\.jpeg$/)
    },
  )
})

describe('the path of a dropped file', () => {
  it('is taken apart where each name is a safe one', () => {
    expect(checkDropPath('Holiday/2024/a b.jpg')).toEqual(['Holiday', '2024', 'a b.jpg'])
  })

  it.each([
    '',
    '/',
    '/etc/passwd',
    'a//b',
    '../a',
    'a/../b',
    './a',
    'a/',
    'C:/a',
    String.raw`a\b`,
    'a/\u0000',
    'a/.. ',
  ])('is refused where it could leave its folder: %j', (path) => {
    expect(checkDropPath(path)).toBeNull()
  })
})
