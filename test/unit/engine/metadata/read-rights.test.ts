import { describe, expect, it } from 'vitest'
import { readRights } from '../../../../src/engine/metadata/read-rights.ts'
import { seededRandom } from '../../../../scripts/support/random.ts'
import { mutate, sampleIptc, sampleXmp } from './samples.ts'

const silent = { copyright: null, artist: null, takenAt: null }

describe('rights in XMP', () => {
  it('are read from attributes', () => {
    expect(readRights(sampleXmp('dc:rights="mine" dc:creator="me" xmp:CreateDate="2024-05-01"'), null)).toEqual({
      copyright: 'mine',
      artist: 'me',
      takenAt: '2024-05-01',
    })
  })

  it('are read from attributes in single quotes', () => {
    expect(readRights(sampleXmp("dc:rights='mine'"), null).copyright).toBe('mine')
  })

  it('are read from elements and lists', () => {
    const xmp = sampleXmp(
      '',
      '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">mine</rdf:li></rdf:Alt></dc:rights>' +
        '<dc:creator>\n <rdf:Seq>\n  <rdf:li>one</rdf:li>\n  <rdf:li> two </rdf:li>\n </rdf:Seq>\n</dc:creator>' +
        '<photoshop:DateCreated>2024-05-01</photoshop:DateCreated>',
    )
    expect(readRights(xmp, null)).toEqual({ copyright: 'mine', artist: 'one; two', takenAt: '2024-05-01' })
  })

  it('come with their entities decoded and without what C programs would stop at', () => {
    const { copyright } = readRights(sampleXmp('dc:rights="&#169; A &amp; B &lt;c&gt; &#xe9; &unknown; &#0;"'), null)
    expect(copyright).toBe('© A & B <c> é &unknown;')
  })

  it('take the date of the exposure before that of the file', () => {
    const xmp = sampleXmp(
      'xmp:CreateDate="2024-05-03" photoshop:DateCreated="2024-05-02" exif:DateTimeOriginal="2024-05-01"',
    )
    expect(readRights(xmp, null).takenAt).toBe('2024-05-01')
    expect(readRights(sampleXmp('xmp:CreateDate="2024-05-03" photoshop:DateCreated="2024-05-02"'), null).takenAt).toBe(
      '2024-05-02',
    )
  })

  it('are silent where nothing is said, or only blanks', () => {
    expect(readRights(sampleXmp(''), null)).toEqual(silent)
    expect(readRights(sampleXmp('dc:rights="  "', '<dc:creator><rdf:Seq/></dc:creator>'), null)).toEqual(silent)
    expect(readRights(Buffer.alloc(0), Buffer.alloc(0))).toEqual(silent)
    expect(readRights(null, null)).toEqual(silent)
  })

  it('are silent where an element or a list is cut off', () => {
    const whole = sampleXmp('', '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">mine</rdf:li></rdf:Alt></dc:rights>')
    const end = whole.indexOf('</dc:rights>')
    for (let length = 0; length < end; length += 1) {
      expect(readRights(whole.subarray(0, length), null), String(length)).toEqual(silent)
    }
  })

  it('are silent where an attribute is cut off', () => {
    const whole = sampleXmp('dc:rights="somebody"')
    expect(readRights(whole.subarray(0, whole.indexOf('body') + 2), null).copyright).toBeNull()
  })

  it('are read in no time from a packet made to confuse', () => {
    const began = performance.now()
    for (const hostile of [
      `<dc:rights>${'<rdf:li>'.repeat(120_000)}</dc:rights>`,
      `<dc:rights>${'<rdf:li '.repeat(120_000)}</dc:rights>`,
      `<dc:rights><rdf:li>${'&#'.repeat(400_000)}</rdf:li></dc:rights>`,
      '<dc:rights>'.repeat(90_000),
      `dc:rights="${'&'.repeat(900_000)}"`,
    ]) {
      readRights(Buffer.from(hostile), null)
    }
    expect(performance.now() - began).toBeLessThan(5000)
  })
})

describe('rights in IPTC', () => {
  it('are read wherever the records stand', () => {
    const iptc = sampleIptc([
      [5, 'a title'],
      [80, 'Ida Ümlaut'],
      [116, '© Ida'],
      [55, '20240501'],
    ])
    expect(readRights(null, iptc)).toEqual({ copyright: '© Ida', artist: 'Ida Ümlaut', takenAt: '20240501' })
    expect(readRights(null, iptc.subarray(14))).toEqual(readRights(null, iptc))
  })

  // Without a 1:90 record IPTC is Latin-1 as a rule.
  it('are read as Latin-1 where they are no UTF-8', () => {
    expect(readRights(null, sampleIptc([[116, Buffer.from('© Ida', 'latin1')]])).copyright).toBe('© Ida')
  })

  it('give way to XMP, one by one', () => {
    const iptc = sampleIptc([
      [80, 'Ida'],
      [116, 'Copyright Ida'],
    ])
    expect(readRights(sampleXmp('dc:rights="Copyright Xavier"'), iptc)).toEqual({
      copyright: 'Copyright Xavier',
      artist: 'Ida',
      takenAt: null,
    })
  })

  it('are the first of several', () => {
    const iptc = sampleIptc([
      [80, 'first'],
      [80, 'second'],
    ])
    expect(readRights(null, iptc).artist).toBe('first')
  })

  it('end where a length reaches beyond the block', () => {
    const iptc = sampleIptc([
      [80, 'Ida'],
      [116, 'Copyright Ida'],
    ])
    expect(readRights(null, iptc.subarray(0, -4))).toEqual({ copyright: null, artist: 'Ida', takenAt: null })
    expect(readRights(null, Buffer.from([0x1c, 2, 80, 0xff, 0xff, 1, 2, 3]))).toEqual(silent)
    expect(readRights(null, Buffer.from([0x1c, 2, 80, 0]))).toEqual(silent)
  })
})

describe('damaged blocks', () => {
  it('are read through 2,000 mutations without a fault, each value text without control of a reader', () => {
    const random = seededRandom(41)
    const xmp = sampleXmp(
      'dc:rights="mine" photoshop:DateCreated="2024-05-01"',
      '<dc:creator><rdf:li>me</rdf:li></dc:creator>',
    )
    const iptc = sampleIptc([
      [80, 'Ida'],
      [116, 'Copyright Ida'],
    ])
    let spoken = 0
    for (let round = 0; round < 2000; round += 1) {
      const rights = readRights(mutate(xmp, random), mutate(iptc, random))
      const values = [rights.copyright, rights.artist, rights.takenAt].filter((value) => value !== null)
      spoken += values.length
      if (values.some((value) => value === '' || value.includes('\0'))) expect.fail(`round ${String(round)}`)
    }
    expect(spoken).toBeGreaterThan(3000)
  })
})
