import { describe, expect, it } from 'vitest'
import { resetXmp } from '../../../../src/engine/metadata/reset-xmp.ts'
import { seededRandom } from '../../../../scripts/support/random.ts'
import { mutate, sampleXmp } from './samples.ts'

const size = { width: 1920, height: 1440 }
const reset = (xmp: Buffer): string => resetXmp(xmp, size).toString()

describe('XMP that is kept', () => {
  it('is upright and of the new size, written as attributes in either kind of quotes', () => {
    for (const quote of ['"', "'"]) {
      const attribute = (name: string, value: number): string => `${name}=${quote}${String(value)}${quote}`
      const values = (orientation: number, width: number, height: number): string =>
        [
          attribute('tiff:Orientation', orientation),
          attribute('tiff:ImageWidth', width),
          attribute('tiff:ImageLength', height),
          attribute('exif:PixelXDimension', width),
          attribute('exif:PixelYDimension', height),
        ].join('\n ')
      expect(reset(sampleXmp(values(6, 4032, 3024)))).toBe(sampleXmp(values(1, 1920, 1440)).toString())
    }
  })

  it('is upright and of the new size, written as elements', () => {
    const elements = (orientation: number, width: number, height: number): string =>
      `<tiff:Orientation>${String(orientation)}</tiff:Orientation><tiff:ImageWidth>${String(width)}</tiff:ImageWidth>` +
      `<tiff:ImageLength>${String(height)}</tiff:ImageLength><exif:PixelXDimension>${String(width)}</exif:PixelXDimension>` +
      `<exif:PixelYDimension>${String(height)}</exif:PixelYDimension>`
    expect(reset(sampleXmp('', elements(8, 4032, 3024)))).toBe(sampleXmp('', elements(1, 1920, 1440)).toString())
    expect(reset(sampleXmp('', '<tiff:Orientation>\n 8\n</tiff:Orientation>'))).toBe(
      sampleXmp('', '<tiff:Orientation>1</tiff:Orientation>').toString(),
    )
  })

  it('is upright in every description that says otherwise', () => {
    const twice = Buffer.concat([sampleXmp('tiff:Orientation="6"'), sampleXmp('tiff:Orientation="3"')])
    expect(reset(twice).match(/tiff:Orientation="\d"/g)).toEqual(['tiff:Orientation="1"', 'tiff:Orientation="1"'])
  })

  it('has no thumbnail', () => {
    const thumbnail =
      '<xmp:Thumbnails><rdf:Alt><rdf:li rdf:parseType="Resource"><xmpGImg:image>/9j/4AAQ</xmpGImg:image></rdf:li></rdf:Alt></xmp:Thumbnails>'
    const result = reset(
      sampleXmp('dc:rights="mine"', `<dc:title>before</dc:title>${thumbnail}<dc:source>after</dc:source>`),
    )
    expect(result).toBe(
      sampleXmp('dc:rights="mine"', '<dc:title>before</dc:title><dc:source>after</dc:source>').toString(),
    )
  })

  it('is otherwise the same, letter for letter', () => {
    const xmp = sampleXmp('dc:rights="© 影像" crs:ImageWidth="5" mytiff:Orientation="6" tiff:OrientationNote="6"')
    expect(resetXmp(xmp, size)).toEqual(xmp)
    expect(resetXmp(Buffer.alloc(0), size)).toEqual(Buffer.alloc(0))
  })

  it('is otherwise the same, byte for byte, where a tool wrote Latin-1', () => {
    const latin1 = Buffer.from('<x:xmpmeta dc:rights="(c) J\u00fcrgen"/>', 'latin1')
    expect(resetXmp(latin1, size)).toEqual(latin1)
  })

  it('is returned without a fault after 2,000 mutations, never longer than it was by more than its new numbers', () => {
    const random = seededRandom(51)
    const xmp = sampleXmp('tiff:Orientation="6"\n exif:PixelXDimension="9"', '<xmp:Thumbnails>x</xmp:Thumbnails>')
    let upright = 0
    for (let round = 0; round < 2000; round += 1) {
      const mutated = mutate(xmp, random)
      const result = reset(mutated)
      if (/\stiff:Orientation="[2-9]"/.test(result)) expect.fail(`round ${String(round)}: still turned`)
      if (result.length > mutated.toString().length + 20) expect.fail(`round ${String(round)}: too long`)
      if (result.includes('tiff:Orientation="1"')) upright += 1
    }
    expect(upright).toBeGreaterThan(1000)
  })

  it('is returned in no time when made to confuse', () => {
    const began = performance.now()
    for (const hostile of [
      `<tiff:Orientation>${' '.repeat(900_000)}`,
      '<tiff:Orientation>1 '.repeat(50_000),
      ' tiff:Orientation="1'.repeat(50_000),
      '<xmp:Thumbnails'.repeat(60_000),
      ' '.repeat(1_000_000),
    ]) {
      resetXmp(Buffer.from(hostile), size)
    }
    expect(performance.now() - began).toBeLessThan(5000)
  })
})
