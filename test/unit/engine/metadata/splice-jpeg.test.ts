import { beforeAll, describe, expect, it } from 'vitest'
import { sharp } from '../../../../src/engine/load-sharp.ts'
import { spliceJpeg } from '../../../../src/engine/metadata/splice-jpeg.ts'
import { seededRandom } from '../../../../scripts/support/random.ts'
import { sampleIptc, sampleXmp, talkativeExif } from './samples.ts'

interface Segment {
  readonly marker: number
  readonly payload: Buffer
}

/** Every segment up to the start of the scan; throws where they do not follow each other without a gap. */
function segmentsOf(jpeg: Buffer): readonly Segment[] {
  expect(jpeg.readUInt16BE(0)).toBe(0xffd8)
  const segments: Segment[] = []
  for (let offset = 2; ;) {
    const marker = jpeg.readUInt16BE(offset)
    if (marker < 0xffc0 || marker > 0xfffe) throw new Error(`No marker at ${String(offset)}`)
    const length = jpeg.readUInt16BE(offset + 2)
    segments.push({ marker: marker & 0xff, payload: jpeg.subarray(offset + 4, offset + 2 + length) })
    if (marker === 0xffda) return segments
    offset += 2 + length
  }
}

const exif = talkativeExif('II')
const xmp = sampleXmp('dc:rights="mine"')
const iptc = sampleIptc([[116, 'Copyright Ida']])
const none = { exif: null, xmp: null, iptc: null }

const jfif = Buffer.from('\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')

let bare: Buffer
let plain: Buffer
beforeAll(async () => {
  bare = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#468' } })
    .jpeg()
    .toBuffer()
  plain = Buffer.concat([bare.subarray(0, 2), jfif, bare.subarray(2)])
})

describe('metadata in a JPEG', () => {
  it('stands after the JFIF segment, in one segment each', () => {
    const { bytes, dropped } = spliceJpeg(plain, { exif, xmp, iptc })
    const added = segmentsOf(bytes).slice(1, 4)
    expect(dropped).toEqual([])
    expect(segmentsOf(bytes).map((segment) => segment.marker)).toEqual([
      0xe0,
      0xe1,
      0xe1,
      0xed,
      ...segmentsOf(plain)
        .slice(1)
        .map((segment) => segment.marker),
    ])
    expect(added.map((segment) => segment.payload)).toEqual([
      Buffer.concat([Buffer.from('Exif\0\0'), exif]),
      Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), xmp]),
      iptc,
    ])
  })

  it('stands first where there is no JFIF segment', () => {
    expect(segmentsOf(bare)[0]?.marker).not.toBe(0xe0)
    const { bytes } = spliceJpeg(bare, { ...none, exif })
    expect(segmentsOf(bytes)[0]?.marker).toBe(0xe1)
    expect(segmentsOf(bytes)).toHaveLength(segmentsOf(bare).length + 1)
  })

  it('is read back by a decoder as it was put in, and changes no pixel', async () => {
    const { bytes } = spliceJpeg(plain, { exif, xmp, iptc })
    const metadata = await sharp(bytes).metadata()
    expect(metadata.exif?.subarray(6)).toEqual(exif)
    expect(metadata.xmp).toEqual(xmp)
    expect(metadata.iptc?.includes('Copyright Ida')).toBe(true)
    expect(await sharp(bytes).raw().toBuffer()).toEqual(await sharp(plain).raw().toBuffer())
  })

  it('gets each header once, whether or not the block came with it', () => {
    const headed = { exif: Buffer.concat([Buffer.from('Exif\0\0'), exif]), xmp: null, iptc: iptc.subarray(14) }
    expect(spliceJpeg(plain, headed).bytes).toEqual(spliceJpeg(plain, { exif, xmp: null, iptc }).bytes)
  })

  it('is nothing where nothing is given', () => {
    expect(spliceJpeg(plain, none)).toEqual({ bytes: plain, dropped: [] })
  })

  it('fills a segment to the last byte, and is dropped with a word where it needs one more', () => {
    for (const [block, headerBytes, loss] of [
      ['exif', 6, 'exif-dropped'],
      ['xmp', 29, 'xmp-dropped'],
      ['iptc', 14, 'iptc-dropped'],
    ] as const) {
      const most = Buffer.alloc(65_533 - headerBytes, 1)
      const full = spliceJpeg(plain, { ...none, [block]: most })
      expect(full.dropped).toEqual([])
      expect(segmentsOf(full.bytes)[1]?.payload).toHaveLength(65_533)
      const over = spliceJpeg(plain, { ...none, [block]: Buffer.concat([most, Buffer.from([1])]) })
      expect(over).toEqual({ bytes: plain, dropped: [loss] })
    }
  })

  it('is kept where there is room although its neighbour is dropped', async () => {
    const { bytes, dropped } = spliceJpeg(plain, { exif, xmp: Buffer.alloc(70_000, 32), iptc })
    const metadata = await sharp(bytes).metadata()
    expect(dropped).toEqual(['xmp-dropped'])
    expect(metadata.exif?.subarray(6)).toEqual(exif)
    expect(metadata.iptc?.includes('Copyright Ida')).toBe(true)
  })

  it('stands before a profile in several segments, which stay together and in order', async () => {
    const chunks = [1, 2, 3].map((number) => {
      const payload = Buffer.concat([
        Buffer.from('ICC_PROFILE\0'),
        Buffer.from([number, 3]),
        Buffer.alloc(number < 3 ? 65_519 : 4000, number),
      ])
      const head = Buffer.from([0xff, 0xe2, 0, 0])
      head.writeUInt16BE(payload.length + 2, 2)
      return Buffer.concat([head, payload])
    })
    const at = 4 + plain.readUInt16BE(4)
    const profiled = Buffer.concat([plain.subarray(0, at), ...chunks, plain.subarray(at)])
    const { bytes } = spliceJpeg(profiled, { exif, xmp, iptc: null })
    const profileNumbers = segmentsOf(bytes)
      .filter((segment) => segment.marker === 0xe2)
      .map((segment) => segment.payload[12])
    expect(
      segmentsOf(bytes)
        .slice(0, 6)
        .map((segment) => segment.marker),
    ).toEqual([0xe0, 0xe1, 0xe1, 0xe2, 0xe2, 0xe2])
    expect(profileNumbers).toEqual([1, 2, 3])
    expect((await sharp(bytes).metadata()).exif?.subarray(6)).toEqual(exif)
  })

  it('leaves a sound file whatever is in the blocks, 2,000 times', () => {
    const random = seededRandom(81)
    const block = (): Buffer | null =>
      random() < 0.2 ? null : Buffer.alloc(Math.floor(random() ** 3 * 70_000), Math.floor(random() * 256))
    const tail = plain.subarray(4 + plain.readUInt16BE(4))
    for (let round = 0; round < 2000; round += 1) {
      const blocks = { exif: block(), xmp: block(), iptc: block() }
      const { bytes, dropped } = spliceJpeg(plain, blocks)
      const given = Object.values(blocks).filter((content) => content !== null).length
      const added = segmentsOf(bytes).length - segmentsOf(plain).length
      const isSound = added + dropped.length === given && bytes.subarray(-tail.length).equals(tail)
      if (!isSound) expect.fail(`round ${String(round)}`)
    }
  })
})
