import { describe, expect, it } from 'vitest'
import { sharp } from '../../../../src/engine/load-sharp.ts'
import { spliceWebp } from '../../../../src/engine/metadata/splice-webp.ts'
import { seededRandom } from '../../../../scripts/support/random.ts'
import { sampleIptc, sampleXmp, talkativeExif } from './samples.ts'

interface Chunk {
  readonly type: string
  readonly content: Buffer
}

/** Every chunk to the last byte of the file; throws where sizes or padding are wrong. */
function chunksOf(webp: Buffer): readonly Chunk[] {
  expect(webp.toString('latin1', 0, 4) + webp.toString('latin1', 8, 12)).toBe('RIFFWEBP')
  expect(webp.readUInt32LE(4)).toBe(webp.length - 8)
  const chunks: Chunk[] = []
  for (let offset = 12; offset < webp.length;) {
    const end = offset + 8 + webp.readUInt32LE(offset + 4)
    if (end > webp.length) throw new Error('A chunk reaches beyond the file')
    chunks.push({ type: webp.toString('latin1', offset, offset + 4), content: webp.subarray(offset + 8, end) })
    if (end % 2 === 1) expect(webp[end]).toBe(0)
    offset = end + (end % 2)
  }
  return chunks
}

/** What the extended header says. */
function extended(webp: Buffer): object {
  const [first] = chunksOf(webp)
  if (first?.type !== 'VP8X') throw new Error('Expected an extended header')
  const { content } = first
  expect(content).toHaveLength(10)
  const flags = content.readUInt8(0)
  const on = Object.entries({ animation: 0x02, xmp: 0x04, exif: 0x08, alpha: 0x10, profile: 0x20 })
  return {
    flags: on.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name),
    reserved: flags & 0xc1,
    width: content.readUIntLE(4, 3) + 1,
    height: content.readUIntLE(7, 3) + 1,
  }
}

const exif = talkativeExif('II')
const xmp = sampleXmp('dc:rights="© mine"')
const none = { exif: null, xmp: null, iptc: null }

const create = (background: string, width = 41, height = 31): ReturnType<typeof sharp> =>
  sharp({ create: { width, height, channels: background.length > 4 ? 4 : 3, background } })
const frames = await Promise.all(['#f00f', '#0f0f'].map((colour) => create(colour).png().toBuffer()))

const lossy = await create('#468').webp().toBuffer()
const lossless = await create('#468').webp({ lossless: true }).toBuffer()
const losslessClear = await create('#4688').webp({ lossless: true }).toBuffer()
const lossyClear = await create('#4688').webp().toBuffer()
const profiled = await create('#468').withIccProfile('p3').webp().toBuffer()
const animated = await sharp(frames, { join: { animated: true } })
  .webp()
  .toBuffer()

describe('metadata in a WebP', () => {
  it.each([
    ['lossy', lossy, 'VP8 ', ['xmp', 'exif']],
    ['lossless', lossless, 'VP8L', ['xmp', 'exif']],
    ['lossless with transparency', losslessClear, 'VP8L', ['xmp', 'exif', 'alpha']],
  ])('makes an extended header where there was none: %s', (_, plain, type, flags) => {
    const { bytes, dropped } = spliceWebp(plain, { exif, xmp, iptc: null })
    expect(chunksOf(plain).map((chunk) => chunk.type)).toEqual([type])
    expect(chunksOf(bytes).map((chunk) => chunk.type)).toEqual(['VP8X', type, 'EXIF', 'XMP '])
    expect(extended(bytes)).toEqual({ flags, reserved: 0, width: 41, height: 31 })
    expect(dropped).toEqual([])
  })

  it.each([
    ['lossy with transparency', lossyClear, ['xmp', 'exif', 'alpha']],
    ['with a profile', profiled, ['xmp', 'exif', 'profile']],
    ['animated', animated, ['animation', 'xmp', 'exif']],
  ])('adds to the flags of an extended header: %s', (_, plain, flags) => {
    const { bytes } = spliceWebp(plain, { exif, xmp, iptc: null })
    const before = chunksOf(plain).map((chunk) => chunk.type)
    expect(before[0]).toBe('VP8X')
    expect(chunksOf(bytes).map((chunk) => chunk.type)).toEqual([...before, 'EXIF', 'XMP '])
    expect(extended(bytes)).toMatchObject({ flags: expect.arrayContaining(flags) as string[], width: 41, height: 31 })
  })

  it('sets only the flag of what is there', () => {
    expect(extended(spliceWebp(lossy, { ...none, exif }).bytes)).toMatchObject({ flags: ['exif'] })
    expect(extended(spliceWebp(lossy, { ...none, xmp }).bytes)).toMatchObject({ flags: ['xmp'] })
  })

  it('knows the size of every simple file, from one pixel up', async () => {
    for (const [width, height] of [
      [1, 1],
      [257, 3],
      [2, 4000],
      [16_383, 1],
    ] as const) {
      for (const isLossless of [true, false]) {
        const plain = await create('#468', width, height).webp({ lossless: isLossless, effort: 0 }).toBuffer()
        expect(extended(spliceWebp(plain, { ...none, exif }).bytes)).toMatchObject({ width, height })
      }
    }
  })

  it.each([
    ['lossy', lossy],
    ['lossless with transparency', losslessClear],
    ['lossy with transparency', lossyClear],
    ['with a profile', profiled],
    ['animated', animated],
  ])('is read back by a decoder as it was put in, and changes no pixel: %s', async (_, plain) => {
    const { bytes } = spliceWebp(plain, { exif, xmp, iptc: null })
    const [before, after] = [await sharp(plain).metadata(), await sharp(bytes).metadata()]
    expect(after.exif?.subarray(-exif.length)).toEqual(exif)
    expect(after.xmp).toEqual(xmp)
    expect(after).toMatchObject({ hasAlpha: before.hasAlpha, hasProfile: before.hasProfile })
    expect(after.pages).toBe(before.pages)
    const pixels = (file: Buffer): Promise<Buffer> => sharp(file, { animated: true }).raw().toBuffer()
    expect(await pixels(bytes)).toEqual(await pixels(plain))
  })

  it('comes without the header that only JPEG wants', () => {
    const headed = Buffer.concat([Buffer.from('Exif\0\0'), exif])
    expect(spliceWebp(lossy, { ...none, exif: headed }).bytes).toEqual(spliceWebp(lossy, { ...none, exif }).bytes)
  })

  it('is no IPTC: that is dropped, with a word', () => {
    const iptc = sampleIptc([[116, 'Copyright Ida']])
    expect(spliceWebp(lossy, { ...none, iptc })).toEqual({ bytes: lossy, dropped: ['iptc-dropped'] })
  })

  it('is nothing where nothing is given', () => {
    for (const plain of [lossy, lossyClear, animated])
      expect(spliceWebp(plain, none)).toEqual({ bytes: plain, dropped: [] })
  })

  it('leaves a sound file whatever is in the blocks, 2,000 times', () => {
    const random = seededRandom(101)
    const block = (): Buffer | null =>
      random() < 0.2 ? null : Buffer.alloc(Math.floor(random() ** 3 * 20_000), Math.floor(random() * 256))
    for (let round = 0; round < 2000; round += 1) {
      const blocks = { exif: block(), xmp: block(), iptc: null }
      const types = chunksOf(spliceWebp(lossyClear, blocks).bytes).map((chunk) => chunk.type)
      const hasAll =
        types.includes('EXIF') === (blocks.exif !== null) && types.includes('XMP ') === (blocks.xmp !== null)
      if (!hasAll) expect.fail(`round ${String(round)}: ${types.join()}`)
    }
  })
})
