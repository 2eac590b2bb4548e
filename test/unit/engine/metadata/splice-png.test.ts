import { crc32 } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { sharp } from '../../../../src/engine/load-sharp.ts'
import { splicePng } from '../../../../src/engine/metadata/splice-png.ts'
import { seededRandom } from '../../../../scripts/support/random.ts'
import { sampleIptc, sampleXmp, talkativeExif } from './samples.ts'

interface Chunk {
  readonly type: string
  readonly content: Buffer
}

/** Every chunk to the last byte of the file; throws where a checksum is wrong. */
function chunksOf(png: Buffer): readonly Chunk[] {
  expect(png.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))
  const chunks: Chunk[] = []
  for (let offset = 8; offset < png.length;) {
    const end = offset + 8 + png.readUInt32BE(offset)
    const type = png.toString('latin1', offset + 4, offset + 8)
    if (crc32(png.subarray(offset + 4, end)) !== png.readUInt32BE(end)) throw new Error(`Wrong checksum of ${type}`)
    chunks.push({ type, content: png.subarray(offset + 8, end) })
    offset = end + 4
  }
  return chunks
}

const exif = talkativeExif('MM')
const xmp = sampleXmp('dc:rights="© mine"')
const none = { exif: null, xmp: null, iptc: null }

let plain: Buffer
beforeAll(async () => {
  plain = await sharp({ create: { width: 40, height: 30, channels: 4, background: '#4688' } })
    .withIccProfile('p3')
    .png()
    .toBuffer()
})

describe('metadata in a PNG', () => {
  it('stands right after the header, before the pixels, each chunk with its checksum', () => {
    const { bytes, dropped } = splicePng(plain, { exif, xmp, iptc: null })
    const types = chunksOf(bytes).map((chunk) => chunk.type)
    const before = chunksOf(plain).map((chunk) => chunk.type)
    expect(dropped).toEqual([])
    expect(types).toEqual(['IHDR', 'eXIf', 'iTXt', ...before.slice(1)])
    expect(types.at(-1)).toBe('IEND')
  })

  it('is EXIF without the header that only JPEG wants, and XMP under its keyword, not compressed', () => {
    const headed = Buffer.concat([Buffer.from('Exif\0\0'), exif])
    const [, first, second] = chunksOf(splicePng(plain, { exif: headed, xmp, iptc: null }).bytes)
    expect(first).toEqual({ type: 'eXIf', content: exif })
    expect(second?.content).toEqual(Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0'), xmp]))
  })

  it('is read back by a decoder as it was put in, and changes neither pixel nor profile', async () => {
    const { bytes } = splicePng(plain, { exif, xmp, iptc: null })
    const [before, after] = [await sharp(plain).metadata(), await sharp(bytes).metadata()]
    expect(after.exif?.subarray(-exif.length)).toEqual(exif)
    expect(after.xmp).toEqual(xmp)
    expect(after.icc).toEqual(before.icc)
    expect(await sharp(bytes).raw().toBuffer()).toEqual(await sharp(plain).raw().toBuffer())
  })

  it('holds what no JPEG segment could', async () => {
    const long = sampleXmp(`dc:rights="${'x'.repeat(200_000)}"`)
    const { bytes, dropped } = splicePng(plain, { ...none, xmp: long })
    expect(dropped).toEqual([])
    expect((await sharp(bytes).metadata()).xmp).toEqual(long)
  })

  it('is no IPTC: that is dropped, with a word', () => {
    const iptc = sampleIptc([[116, 'Copyright Ida']])
    expect(splicePng(plain, { ...none, iptc })).toEqual({ bytes: plain, dropped: ['iptc-dropped'] })
  })

  it('is nothing where nothing is given', () => {
    expect(splicePng(plain, none)).toEqual({ bytes: plain, dropped: [] })
  })

  it('leaves a sound file whatever is in the blocks, 2,000 times', () => {
    const random = seededRandom(91)
    const block = (): Buffer | null =>
      random() < 0.2 ? null : Buffer.alloc(Math.floor(random() ** 3 * 20_000), Math.floor(random() * 256))
    for (let round = 0; round < 2000; round += 1) {
      const blocks = { exif: block(), xmp: block(), iptc: null }
      const added = chunksOf(splicePng(plain, blocks).bytes).length - chunksOf(plain).length
      const given = Object.values(blocks).filter((content) => content !== null).length
      if (added !== given) expect.fail(`round ${String(round)}: ${String(added)} of ${String(given)} chunks`)
    }
  })
})
