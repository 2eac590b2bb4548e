import { describe, expect, it } from 'vitest'
import {
  type ExifDirectory,
  exifTag,
  parseExif,
  readUint16,
  readUint32,
} from '../../../../src/engine/metadata/exif-block.ts'
import { resetExif } from '../../../../src/engine/metadata/reset-exif.ts'
import { seededRandom } from '../../../../scripts/support/random.ts'
import { long, mutate, sampleExif, short, talkativeExif, text } from './samples.ts'

const size = { width: 1920, height: 1440 }

function reset(block: Buffer, to = size): Buffer {
  const result = resetExif(block, to)
  if (result === null) throw new Error('Expected a sound block')
  return result
}

/** Numbers by tag, of main and Exif directory together. */
function numbersOf(exif: Buffer): ReadonlyMap<number, number> {
  const block = parseExif(exif)
  if (block === null) throw new Error('Expected a sound block')
  const found = new Map<number, number>()
  const collect = (directory: ExifDirectory | null): void => {
    for (const { tag, type, valueOffset } of directory?.entries ?? []) {
      if (type === 3) found.set(tag, readUint16(block.bytes, valueOffset, block.isLittleEndian))
      if (type === 4) found.set(tag, readUint32(block.bytes, valueOffset, block.isLittleEndian))
    }
  }
  collect(block.main)
  collect(block.exif)
  return found
}

/** Every orientation that a reader may find in the main directory. */
function orientationsOf(exif: Buffer): readonly number[] {
  const block = parseExif(exif)
  const entries = block?.main.entries.filter(({ tag, type, count }) => tag === 0x0112 && type === 3 && count === 1)
  return entries?.map(({ valueOffset }) => readUint16(exif, valueOffset, block?.isLittleEndian ?? true)) ?? []
}

describe.each(['II', 'MM'] as const)('EXIF that is kept, in byte order %s', (order) => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is upright after orientation %i', (orientation) => {
    for (const tag of [short(exifTag.orientation, orientation), long(exifTag.orientation, orientation)]) {
      const result = reset(sampleExif(order, { main: [text(exifTag.make, 'Acme'), tag] }))
      expect(numbersOf(result).get(exifTag.orientation)).toBe(1)
    }
  })

  it('has the new size wherever it had the old one, as short and as long', () => {
    for (const number of [short, long]) {
      const stale = sampleExif(order, {
        main: [number(exifTag.imageWidth, 4032), number(exifTag.imageLength, 3024)],
        exif: [number(exifTag.pixelXDimension, 4032), number(exifTag.pixelYDimension, 3024)],
      })
      const found = numbersOf(reset(stale))
      expect(found.get(exifTag.imageWidth)).toBe(1920)
      expect(found.get(exifTag.imageLength)).toBe(1440)
      expect(found.get(exifTag.pixelXDimension)).toBe(1920)
      expect(found.get(exifTag.pixelYDimension)).toBe(1440)
    }
  })

  it('gets no size and no orientation that it had not', () => {
    const result = reset(sampleExif(order, { main: [text(exifTag.make, 'Acme')] }))
    expect(result).toEqual(sampleExif(order, { main: [text(exifTag.make, 'Acme')] }))
  })

  it('does not overflow a short with a size it cannot hold', () => {
    const stale = sampleExif(order, { main: [short(exifTag.imageWidth, 10), short(exifTag.imageLength, 10)] })
    const found = numbersOf(reset(stale, { width: 70_000, height: 65_535 }))
    expect([found.get(exifTag.imageWidth), found.get(exifTag.imageLength)]).toEqual([65_535, 65_535])
  })

  it('has neither a link to the thumbnail nor a byte of it', () => {
    const source = talkativeExif(order)
    expect(source.includes('secret thumbnail')).toBe(true)
    const result = reset(source)
    expect(parseExif(result)?.main.next).toBe(0)
    expect(result.includes('secret thumbnail')).toBe(false)
    expect(result.subarray(-20).every((byte) => byte === 0)).toBe(true)
  })

  it('is otherwise the same, byte for byte and at the same offsets', () => {
    const source = talkativeExif(order)
    const result = reset(source)
    const changed = [...source.keys()].filter((index) => source[index] !== result[index])
    const block = parseExif(source)
    const offsetOf = (tag: number): number =>
      [...(block?.main.entries ?? []), ...(block?.exif?.entries ?? [])].find((entry) => entry.tag === tag)
        ?.valueOffset ?? 0
    const allowed = [
      ...[exifTag.orientation, exifTag.pixelXDimension, exifTag.pixelYDimension].map(offsetOf),
      block?.main.nextLinkOffset ?? 0,
    ]
    const strange = changed.filter(
      (index) => index < source.length - 20 && !allowed.some((offset) => index >= offset && index < offset + 4),
    )
    expect(result).toHaveLength(source.length)
    expect(changed.length).toBeGreaterThan(10)
    expect(strange).toEqual([])
  })

  it('leaves the block it was given alone', () => {
    const source = talkativeExif(order)
    reset(source)
    expect(source).toEqual(talkativeExif(order))
  })

  it('comes without the header that JPEG puts before it', () => {
    const headed = Buffer.concat([Buffer.from('Exif\0\0'), talkativeExif(order)])
    expect(reset(headed)).toEqual(reset(talkativeExif(order)))
  })

  it('is left alone where the second directory shows no JPEG', () => {
    const result = reset(
      sampleExif(order, { main: [text(exifTag.make, 'Acme')], thumbnail: Buffer.from('no picture') }),
    )
    expect(parseExif(result)?.main.next).toBe(0)
    expect(result.includes('no picture')).toBe(true)
  })

  it('survives 2,000 mutations: a reported loss, or a sound block that is upright and without a thumbnail', () => {
    const random = seededRandom(order === 'II' ? 21 : 22)
    let kept = 0
    for (let round = 0; round < 2000; round += 1) {
      const mutated = mutate(talkativeExif(order), random)
      const result = resetExif(mutated, size)
      if (result === null) {
        expect(parseExif(mutated), `round ${String(round)}`).toBeNull()
        continue
      }
      kept += 1
      const block = parseExif(result)
      const isWhole = result.length === mutated.length && block?.main.next === 0
      const isUpright = orientationsOf(result).every((orientation) => orientation === 1)
      if (!isWhole || !isUpright)
        expect.fail(`round ${String(round)}: whole ${String(isWhole)}, upright ${String(isUpright)}`)
    }
    expect(kept).toBeGreaterThan(1000)
  })
})

describe('a damaged block', () => {
  it.each([
    ['empty', Buffer.alloc(0)],
    ['cut in the header', talkativeExif('II').subarray(0, 10)],
    ['cut in the main directory', talkativeExif('MM').subarray(0, 40)],
    ['something else', Buffer.from('not EXIF at all, only text')],
  ])('is not kept: %s', (_, block) => {
    expect(resetExif(block, size)).toBeNull()
  })

  it('cannot make the thumbnail out to be the directories themselves', () => {
    const source = sampleExif('II', {
      main: [text(exifTag.copyright, 'Ann Artist')],
      exif: [text(exifTag.dateTimeOriginal, '2024:05:01 12:30:00')],
      thumbnail: Buffer.from('\xff\xd8\xff\xd9', 'latin1'),
    })
    const copyright = parseExif(source)?.main.entries.find((entry) => entry.tag === exifTag.copyright)?.valueOffset ?? 0
    source.write('\xff\xd8', copyright, 'latin1')
    const links = source.length - 4 - 12 - 4 - 12
    source.writeUInt32LE(copyright, links + 8)
    source.writeUInt32LE(source.length - copyright, links + 20)
    const block = parseExif(reset(source))
    expect(block?.exif?.entries.map((entry) => entry.tag)).toEqual([exifTag.dateTimeOriginal])
  })
})
