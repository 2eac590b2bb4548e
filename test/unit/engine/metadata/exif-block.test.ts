import { describe, expect, it } from 'vitest'
import {
  buildExif,
  type ExifBlock,
  type ExifDirectory,
  exifTag,
  parseDirectory,
  parseExif,
} from '../../../../src/engine/metadata/exif-block.ts'
import { seededRandom } from '../../../../scripts/support/random.ts'
import { mutate, opaque, sampleExif, short, talkativeExif, text } from './samples.ts'

const orders = ['II', 'MM'] as const

function parsed(block: Buffer): ExifBlock {
  const found = parseExif(block)
  if (found === null) throw new Error('Expected a sound block')
  return found
}

function valueOf({ bytes }: ExifBlock, directory: ExifDirectory | null, tag: number): string | undefined {
  const entry = directory?.entries.find((candidate) => candidate.tag === tag)
  return entry === undefined
    ? undefined
    : bytes.toString('latin1', entry.valueOffset, entry.valueOffset + entry.valueBytes)
}

describe.each(orders)('an EXIF block in byte order %s', (order) => {
  const sample = talkativeExif(order)

  it('is read with every entry of both directories', () => {
    const block = parsed(sample)
    expect(block.isLittleEndian).toBe(order === 'II')
    expect(block.main.entries).toHaveLength(14)
    expect(block.exif?.entries).toHaveLength(14)
    expect(valueOf(block, block.main, exifTag.make)).toBe('Acme\0')
    expect(valueOf(block, block.exif, exifTag.dateTimeOriginal)).toBe('2024:05:01 12:30:00\0')
  })

  it('reads the same with and without the header that JPEG puts before it', () => {
    const bare = parsed(sample)
    const headed = parsed(Buffer.concat([Buffer.from('Exif\0\0'), sample]))
    expect(headed).toEqual(bare)
  })

  it('keeps a value of four bytes or fewer in the entry itself', () => {
    const block = parsed(sampleExif(order, { main: [text(exifTag.make, 'abc'), short(exifTag.orientation, 8)] }))
    expect(block.main.entries.map((entry) => entry.valueOffset)).toEqual([18, 30])
    expect(valueOf(block, block.main, exifTag.make)).toBe('abc\0')
  })

  it('leaves out entries whose values lie outside, and keeps the rest', () => {
    const block = parsed(
      sampleExif(order, {
        main: [
          { ...text(exifTag.make, 'a long enough make'), count: 5000 },
          { ...text(exifTag.model, 'a long enough model'), count: 0xffff_ffff },
          { tag: 0x0131, type: 99, values: [] },
          text(exifTag.artist, 'Ann Artist'),
        ],
      }),
    )
    expect(block.main.entries.map((entry) => entry.tag)).toEqual([exifTag.artist])
  })

  it('is sound without its Exif directory when the link to that leads nowhere', () => {
    const main = [text(exifTag.make, 'Acme')]
    for (const target of [0, 7, 100_000, 0xffff_ffff]) {
      const link = { tag: exifTag.exifDirectory, type: 4, values: [target] }
      expect(parsed(sampleExif(order, { main: [...main, link] })).exif).toBeNull()
    }
  })

  it('ends when a directory links to itself', () => {
    const link = { tag: exifTag.exifDirectory, type: 4, values: [8] }
    const block = parsed(sampleExif(order, { main: [text(exifTag.make, 'Acme'), link] }))
    expect(block.exif?.entries).toEqual(block.main.entries)
  })

  it('needs no link to a next directory at its very end', () => {
    const whole = sampleExif(order, { main: [short(exifTag.orientation, 6)] })
    const { main } = parsed(whole.subarray(0, whole.length - 4))
    expect(main).toMatchObject({ entries: [{ tag: exifTag.orientation }], next: 0, nextLinkOffset: 0 })
  })

  it('is damaged when cut before the end of its main directory, and never throws when cut anywhere', () => {
    for (let length = 0; length < sample.length; length += 1) {
      const block = parseExif(sample.subarray(0, length))
      if (length < 8 + 2 + 14 * 12) expect(block, String(length)).toBeNull()
    }
  })

  it('survives 2,000 mutations: damaged, or every entry within the block', () => {
    const random = seededRandom(order === 'II' ? 11 : 12)
    let sound = 0
    for (let round = 0; round < 2000; round += 1) {
      const block = parseExif(mutate(sample, random))
      if (block === null) continue
      sound += 1
      for (const entry of [...block.main.entries, ...(block.exif?.entries ?? [])]) {
        if (entry.valueOffset + entry.valueBytes <= block.bytes.length) continue
        expect.fail(`round ${String(round)}: tag ${String(entry.tag)} reaches beyond the block`)
      }
    }
    expect(sound).toBeGreaterThan(1000)
  })

  it('is built so that it reads back, sorted, aligned and with its Exif directory', () => {
    const isLittleEndian = order === 'II'
    const value = (content: string): Buffer => Buffer.from(content)
    const built = buildExif(
      [
        { tag: exifTag.copyright, type: 2, count: 4, value: value('abc\0') },
        { tag: exifTag.make, type: 2, count: 7, value: value('odd one') },
        { tag: exifTag.model, type: 2, count: 6, value: value('a seat') },
      ],
      [{ tag: 0xa434, type: 2, count: 5, value: value('lens\0') }],
      isLittleEndian,
    )
    const block = parsed(built)
    expect(block.isLittleEndian).toBe(isLittleEndian)
    expect(block.main.next).toBe(0)
    expect(block.main.entries.map((entry) => entry.tag)).toEqual([
      exifTag.make,
      exifTag.model,
      exifTag.copyright,
      exifTag.exifDirectory,
    ])
    expect(valueOf(block, block.main, exifTag.make)).toBe('odd one')
    expect(valueOf(block, block.main, exifTag.model)).toBe('a seat')
    expect(valueOf(block, block.main, exifTag.copyright)).toBe('abc\0')
    expect(valueOf(block, block.exif, 0xa434)).toBe('lens\0')
    expect(block.main.entries.map((entry) => entry.valueOffset % 2)).toEqual([0, 0, 0, 0])
  })

  it('is built without a link when the Exif directory would be empty', () => {
    const built = buildExif(
      [{ tag: exifTag.make, type: 2, count: 5, value: Buffer.from('Acme\0') }],
      [],
      order === 'II',
    )
    expect(parsed(built)).toMatchObject({ exif: null, main: { entries: [{ tag: exifTag.make }] } })
  })
})

describe('what is no EXIF block', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(64)],
    ['another byte order mark', Buffer.concat([Buffer.from('IM'), talkativeExif('II').subarray(2)])],
    ['the magic number of BigTIFF', Buffer.concat([Buffer.from('II\x2b\0'), talkativeExif('II').subarray(4)])],
    ['a main directory within the header', Buffer.from('II\x2a\0\x04\0\0\0\x01\0\0\0\0\0\0\0', 'latin1')],
    ['a main directory behind the end', Buffer.from('II\x2a\0\xff\xff\xff\xff\0\0\0\0\0\0', 'latin1')],
    ['a main directory without entries', sampleExif('II', {})],
  ])('is damaged: %s', (_, block) => {
    expect(parseExif(block)).toBeNull()
  })

  it('is a directory with more entries than there are bytes', () => {
    const bytes = Buffer.concat([talkativeExif('MM').subarray(0, 8), Buffer.from([0xff, 0xff]), Buffer.alloc(1000)])
    expect(parseDirectory(bytes, 8, false)).toBeNull()
  })

  it('does not mind opaque values that look like a block', () => {
    const nested = sampleExif('II', { main: [opaque(0x927c, talkativeExif('MM'))] })
    expect(parsed(nested).main.entries).toMatchObject([{ tag: 0x927c, valueBytes: talkativeExif('MM').length }])
  })
})
