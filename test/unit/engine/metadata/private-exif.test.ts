import { describe, expect, it } from 'vitest'
import { type ExifDirectory, exifTag, parseDirectory, parseExif } from '../../../../src/engine/metadata/exif-block.ts'
import { privateExif } from '../../../../src/engine/metadata/private-exif.ts'
import { seededRandom } from '../../../../scripts/support/random.ts'
import { mutate, opaque, rational, sampleExif, sampleIptc, sampleXmp, short, talkativeExif, text } from './samples.ts'

const none = { exif: null, xmp: null, iptc: null }

/** Texts by tag, of main and Exif directory together. */
function textsOf(exif: Buffer | null): ReadonlyMap<number, string> {
  const block = exif === null ? null : parseExif(exif)
  if (block === null) throw new Error('Expected a sound block')
  const found = new Map<number, string>()
  const collect = (directory: ExifDirectory | null): void => {
    for (const { tag, type, valueOffset, valueBytes } of directory?.entries ?? []) {
      const value = block.bytes.toString('utf8', valueOffset, valueOffset + valueBytes)
      if (type === 2) found.set(tag, value.replace(/\0$/, ''))
    }
  }
  collect(block.main)
  collect(block.exif)
  return found
}

const mayStay = new Set([
  ...[0x010f, 0x0110, 0x011a, 0x011b, 0x0128, 0x0132, 0x013b, 0x8298, 0x8769, 0x829a, 0x829d, 0x8822, 0x8827, 0x8830],
  ...[0x8832, 0x9000, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9201, 0x9202, 0x9203, 0x9204, 0x9205, 0x9207, 0x9208],
  ...[0x9209, 0x920a, 0x9290, 0x9291, 0x9292, 0xa001, 0xa402, 0xa403, 0xa405, 0xa406, 0xa408, 0xa409, 0xa40a, 0xa432],
  ...[0xa433, 0xa434],
])

/** What is wrong with a block that was built anew; null for nothing. */
function problemOf(exif: Buffer): string | null {
  const block = parseExif(exif)
  if (block === null) return 'damaged'
  if (block.main.next !== 0) return 'a second directory'
  if (block.exif !== null && block.exif.next !== 0) return 'a directory after the Exif directory'
  for (const directory of [block.main, block.exif]) {
    if (directory === null) continue
    const written = block.isLittleEndian
      ? exif.readUInt16LE(directory === block.main ? 8 : exifOffset(exif))
      : exif.readUInt16BE(directory === block.main ? 8 : exifOffset(exif))
    if (written !== directory.entries.length) return 'an entry that lies outside'
    const tags = directory.entries.map((entry) => entry.tag)
    if (tags.some((tag, index) => index > 0 && tag <= (tags[index - 1] ?? 0))) return 'entries out of order'
    const strange = tags.find((tag) => !mayStay.has(tag))
    if (strange !== undefined) return `tag 0x${strange.toString(16)}`
  }
  return null
}

function exifOffset(exif: Buffer): number {
  const block = parseExif(exif)
  const link = block?.main.entries.find((entry) => entry.tag === exifTag.exifDirectory)
  return block?.isLittleEndian === true ? exif.readUInt32LE(link?.valueOffset) : exif.readUInt32BE(link?.valueOffset)
}

describe.each(['II', 'MM'] as const)('private EXIF from a source in byte order %s', (order) => {
  const source = talkativeExif(order)
  const result = privateExif({ ...none, exif: source })

  it('has nothing that tells where, whose device, or what the thumbnail shows', () => {
    expect(source.includes('secret')).toBe(true)
    expect(result?.includes('secret')).toBe(false)
    expect(result === null ? 'nothing' : problemOf(result)).toBeNull()
    expect(parseDirectory(result ?? Buffer.alloc(0), 8, order === 'II')?.next).toBe(0)
  })

  it('has who, when and with what', () => {
    expect(Object.fromEntries(textsOf(result))).toEqual({
      0x010f: 'Acme',
      0x0110: 'Acme One',
      0x0132: '2024:05:02 10:00:00',
      0x013b: 'Ann Artist',
      0x8298: '(c) 2024 Ann Artist',
      0x9003: '2024:05:01 12:30:00',
      0x9011: '+02:00',
      0xa434: 'Acme 50mm F1.8',
    })
  })

  it('has no orientation and no size: the pixels say both', () => {
    const block = parseExif(result ?? Buffer.alloc(0))
    const tags = [...(block?.main.entries ?? []), ...(block?.exif?.entries ?? [])].map((entry) => entry.tag)
    expect(tags).not.toContain(exifTag.orientation)
    expect(tags).not.toContain(exifTag.pixelXDimension)
    expect(tags).toContain(0x829a)
  })

  it('stays in the byte order of the source, with its numbers', () => {
    const block = parseExif(result ?? Buffer.alloc(0))
    const speed = block?.exif?.entries.find((entry) => entry.tag === 0x8827)
    const exposure = block?.exif?.entries.find((entry) => entry.tag === 0x829a)
    const bytes = result ?? Buffer.alloc(0)
    expect(block?.isLittleEndian).toBe(order === 'II')
    const at = exposure?.valueOffset ?? 0
    if (order === 'II') expect([bytes.readUInt16LE(speed?.valueOffset), bytes.readUInt32LE(at + 4)]).toEqual([400, 250])
    else expect([bytes.readUInt16BE(speed?.valueOffset), bytes.readUInt32BE(at + 4)]).toEqual([400, 250])
  })

  it('survives 2,000 mutations: nothing, or a sound block of what may stay', () => {
    const random = seededRandom(order === 'II' ? 31 : 32)
    let kept = 0
    for (let round = 0; round < 2000; round += 1) {
      const mutated = privateExif({ ...none, exif: mutate(source, random) })
      if (mutated === null) continue
      kept += 1
      const problem = problemOf(mutated)
      if (problem !== null) expect.fail(`round ${String(round)}: ${problem}`)
    }
    expect(kept).toBeGreaterThan(1000)
  })
})

describe('a value under an allowed tag', () => {
  const main = [text(exifTag.make, 'Acme')]

  it('does not stay when it is of another type or far too long: it is no such value', () => {
    const exif = sampleExif('II', {
      main: [
        ...main,
        opaque(exifTag.model, 'secret model'),
        { tag: exifTag.copyright, type: 1, values: [...Buffer.from('secret bytes')] },
        text(exifTag.dateTime, '2024:05:01 12:30:00 secret'),
        text(exifTag.artist, `secret ${'x'.repeat(3000)}`),
      ],
      exif: [rational(0x829a, 1, 2, 3, 4), short(0x9207, ...Buffer.from('secret')), opaque(0x9000, 'secret version')],
    })
    const result = privateExif({ ...none, exif })
    expect([...textsOf(result)]).toEqual([[exifTag.make, 'Acme']])
    expect(parseExif(result ?? Buffer.alloc(0))?.exif).toBeNull()
  })

  it('does not stay when it is blank', () => {
    const exif = sampleExif('II', {
      main: [...main, text(exifTag.artist, '      '), text(exifTag.copyright, '\0\0\0')],
    })
    expect([...textsOf(privateExif({ ...none, exif })).keys()]).toEqual([exifTag.make])
  })

  it('stays once when it is there twice, and as the first says', () => {
    const exif = sampleExif('MM', { main: [...main, text(exifTag.artist, 'first'), text(exifTag.artist, 'other')] })
    expect(textsOf(privateExif({ ...none, exif })).get(exifTag.artist)).toBe('first')
  })
})

describe('rights and dates outside EXIF', () => {
  const xmp = sampleXmp(
    'photoshop:DateCreated="2023-11-05T08:09:10+01:00"',
    '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Xavier</rdf:li></rdf:Alt></dc:rights>' +
      '<dc:creator><rdf:Seq><rdf:li>Xavier</rdf:li><rdf:li>Yvonne</rdf:li></rdf:Seq></dc:creator>',
  )
  const iptc = sampleIptc([
    [116, 'Copyright Ida'],
    [80, 'Ida'],
    [55, '20221224'],
  ])

  it('are carried over from XMP', () => {
    expect(Object.fromEntries(textsOf(privateExif({ ...none, xmp })))).toEqual({
      [exifTag.copyright]: '© Xavier',
      [exifTag.artist]: 'Xavier; Yvonne',
      [exifTag.dateTimeOriginal]: '2023:11:05 08:09:10',
    })
  })

  it('are carried over from IPTC where XMP is silent', () => {
    expect(Object.fromEntries(textsOf(privateExif({ ...none, xmp: sampleXmp(''), iptc })))).toEqual({
      [exifTag.copyright]: 'Copyright Ida',
      [exifTag.artist]: 'Ida',
      [exifTag.dateTimeOriginal]: '2022:12:24 00:00:00',
    })
  })

  it('do not win over what EXIF says', () => {
    const texts = textsOf(privateExif({ exif: talkativeExif('MM'), xmp, iptc }))
    expect(texts.get(exifTag.copyright)).toBe('(c) 2024 Ann Artist')
    expect(texts.get(exifTag.artist)).toBe('Ann Artist')
    expect(texts.get(exifTag.dateTimeOriginal)).toBe('2024:05:01 12:30:00')
  })

  it('survive an EXIF block that is damaged', () => {
    const texts = textsOf(privateExif({ exif: Buffer.from('damaged'), xmp, iptc: null }))
    expect(texts.get(exifTag.copyright)).toBe('© Xavier')
  })

  it.each([
    ['2024-05-01', '2024:05:01 00:00:00'],
    ['2024-05-01T12:30', '2024:05:01 12:30:00'],
    ['2024-05-01T12:30:59.25Z', '2024:05:01 12:30:59'],
    ['20240501', '2024:05:01 00:00:00'],
  ])('give the date %s as %s', (written, expected) => {
    const texts = textsOf(privateExif({ ...none, xmp: sampleXmp(`exif:DateTimeOriginal="${written}"`) }))
    expect(texts.get(exifTag.dateTimeOriginal)).toBe(expected)
  })

  it('bring nothing else along', () => {
    const located = sampleXmp('exif:GPSLatitude="48,51.5N" aux:SerialNumber="secret" dc:rights="Xavier"')
    const result = privateExif({ ...none, xmp: located })
    expect([...textsOf(result)]).toEqual([[exifTag.copyright, 'Xavier']])
  })
})

describe('nothing', () => {
  it('remains of nothing, of damaged EXIF and of EXIF that only tells secrets', () => {
    expect(privateExif(none)).toBeNull()
    expect(privateExif({ ...none, exif: Buffer.from('damaged') })).toBeNull()
    const secrets = sampleExif('II', { main: [text(0x0131, 'secret')], exif: [text(0xa431, 'secret')] })
    expect(privateExif({ ...none, exif: secrets })).toBeNull()
  })
})
