import { describe, expect, it } from 'vitest'
import { sniffFormat } from '../../../src/engine/sniff-format.ts'

const bytes = (latin1: string): Buffer => Buffer.from(latin1, 'latin1')
const box = (brand: string, compatible: string): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, 24]), bytes(`ftyp${brand}\0\0\0\0${compatible}`), Buffer.alloc(8)])

describe('the format of a file', () => {
  it.each([
    ['jpeg', bytes('\xff\xd8\xff\xe0\0\x10JFIF')],
    ['png', bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
    ['gif', bytes('GIF89a\x01\0\x01\0')],
    ['webp', bytes('RIFF\x10\0\0\0WEBPVP8 ')],
    ['tiff', bytes('II\x2a\0\x08\0\0\0')],
    ['tiff', bytes('MM\0\x2a\0\0\0\x08')],
    ['avif', box('avif', 'mif1miaf')],
    ['avif', box('mif1', 'avifmiaf')],
    ['svg', bytes('<svg xmlns="http://www.w3.org/2000/svg">')],
    ['svg', bytes('\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a < b -->\n<!DOCTYPE svg PUBLIC "x" "y">\n<svg:svg>')],
  ])('is %s by its first bytes', (format, head) => {
    expect(sniffFormat(head)).toEqual({ kind: 'readable', format })
  })

  it.each([
    ['HEIC', box('heic', 'mif1heic')],
    ['BMP', bytes(`BM\x36\0${'\0'.repeat(10)}\x28\0\0\0`)],
    ['Photoshop (PSD)', bytes('8BPS\0\x01')],
    ['JPEG XL', bytes('\xff\x0a\xfa')],
    ['PNM', bytes('P6\n12 12')],
  ])('is known but not read: %s', (name, head) => {
    expect(sniffFormat(head)).toEqual({ kind: 'unsupported', name })
  })

  it('is unknown for text, pages and nothing', () => {
    const texts = ['BMW prices of the year', 'P2 parking list', 'P5 ', 'BM']
    for (const head of [...texts, '', 'hello', '<html><body><svg></svg>', '# Readme\n<svg>', 'RIFF\x10\0\0\0WAVE']) {
      expect(sniffFormat(bytes(head))).toEqual({ kind: 'unknown' })
    }
  })

  it('does not hang on a head made to confuse', () => {
    for (const confusing of [
      '<!---->'.repeat(9000) + 'x',
      '<!-- '.repeat(9000),
      ' '.repeat(65_000),
      '<?x ?>'.repeat(9000),
    ]) {
      expect(sniffFormat(bytes(confusing))).toEqual({ kind: 'unknown' })
    }
  })
})
