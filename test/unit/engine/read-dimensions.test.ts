import { describe, expect, it } from 'vitest'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { type Dimensions, type ReadAt, readDimensions } from '../../../src/engine/read-dimensions.ts'
import { seededRandom } from '../../../scripts/support/random.ts'
import { mutate } from './metadata/samples.ts'

/** Reads as a file does: fewer bytes at its end, none behind it. */
function reading(bytes: Buffer): ReadAt {
  return (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length))
}

const dimensions = (bytes: Buffer): Promise<Dimensions | null> => readDimensions(reading(bytes))
const create = (background: string, width = 41, height = 23): ReturnType<typeof sharp> =>
  sharp({ create: { width, height, channels: background.length > 4 ? 4 : 3, background } })

const files: Readonly<Record<string, Buffer>> = {
  jpeg: await create('#468').jpeg().toBuffer(),
  png: await create('#468').png().toBuffer(),
  webp: await create('#468').webp().toBuffer(),
  avif: await create('#468').avif({ effort: 0 }).toBuffer(),
  gif: await create('#468').gif().toBuffer(),
  tiff: await create('#468').tiff({ compression: 'deflate' }).toBuffer(),
}
const frames = await Promise.all(['#f00f', '#0f0f', '#00ff'].map((colour) => create(colour).png().toBuffer()))

describe('format and size from a header', () => {
  it.each(Object.keys(files))('are those of the picture: %s', async (format) => {
    expect(await dimensions(files[format] ?? Buffer.alloc(0))).toEqual({ format, width: 41, height: 23 })
  })

  it.each([
    ['progressive JPEG', 'jpeg', create('#468').jpeg({ progressive: true })],
    ['mozjpeg', 'jpeg', create('#468').jpeg({ mozjpeg: true })],
    ['grey JPEG', 'jpeg', create('#888').toColourspace('b-w').jpeg()],
    ['PNG of 16 bits', 'png', create('#468').toColourspace('rgb16').png()],
    ['lossless WebP', 'webp', create('#468').webp({ lossless: true })],
    ['lossless WebP with transparency', 'webp', create('#4688').webp({ lossless: true })],
    ['WebP with transparency', 'webp', create('#4688').webp()],
    ['WebP with a profile', 'webp', create('#468').withIccProfile('p3').webp()],
    ['AVIF with transparency', 'avif', create('#4688').avif({ effort: 0 })],
    ['lossless AVIF', 'avif', create('#468').avif({ effort: 0, lossless: true })],
    ['TIFF without compression', 'tiff', create('#468').tiff({ compression: 'none' })],
    ['TIFF with a profile', 'tiff', create('#468').withIccProfile('p3').tiff({ compression: 'lzw' })],
  ])('are those of the picture: %s', async (_, format, picture) => {
    expect(await dimensions(await picture.toBuffer())).toEqual({ format, width: 41, height: 23 })
  })

  it('are those of one frame of an animation', async () => {
    const animation = sharp(frames, { join: { animated: true } })
    expect(await dimensions(await animation.clone().gif().toBuffer())).toEqual({ format: 'gif', width: 41, height: 23 })
    expect(await dimensions(await animation.clone().webp().toBuffer())).toEqual({
      format: 'webp',
      width: 41,
      height: 23,
    })
  })

  it.each([
    [1, 1],
    [1, 5000],
    [16_383, 2],
  ])('are exact at %i by %i', async (width, height) => {
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff'] as const) {
      const bytes = await create('#468', width, height).toFormat(format, { effort: 1 }).toBuffer()
      expect(await dimensions(bytes)).toEqual({ format, width, height })
    }
  })

  it('are found behind a megabyte of metadata', async () => {
    const jpeg = files['jpeg'] ?? Buffer.alloc(0)
    const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0xff, 0xff]), Buffer.alloc(65_533, 0xc0)])
    const heavy = Buffer.concat([jpeg.subarray(0, 2), ...Array.from({ length: 17 }, () => segment), jpeg.subarray(2)])
    expect(await dimensions(heavy)).toEqual({ format: 'jpeg', width: 41, height: 23 })
  })
})

describe('what is no picture of ours', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(5000)],
    ['text', Buffer.from('a text that is long enough to be looked at')],
    ['a WAVE file', Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x44\xac\0\0\x10\xb1\x02\0', 'latin1')],
    [
      'a JPEG of segments without length',
      Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(40_000, Buffer.from([0xff, 0xe0, 0, 0]))]),
    ],
    ['a JPEG that ends before its frame header', Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(20, 0xff)])],
    ['a HEIF file without a size', Buffer.from('\0\0\0\x18ftypavif\0\0\0\0mif1miaf', 'latin1')],
    ['a TIFF whose directory is behind its end', Buffer.from('II\x2a\0\xff\xff\xff\x7f\0\0\0\0\0\0\0\0\0\0', 'latin1')],
    ['a TIFF without a size', Buffer.from('II\x2a\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1')],
  ])('has no size: %s', async (_, bytes) => {
    expect(await dimensions(bytes)).toBeNull()
  })

  it('asks for no more than it needs, and ends', async () => {
    let reads = 0
    const endless: ReadAt = (_, length) => {
      reads += 1
      return Promise.resolve(Buffer.alloc(length, Buffer.from([0xff, 0xd8])))
    }
    expect(await readDimensions(endless)).toBeNull()
    expect(reads).toBeLessThan(2000)
  })

  it.each(['jpeg', 'webp', 'avif', 'gif', 'tiff'])('is a %s that is cut off in its header', async (format) => {
    const whole = files[format] ?? Buffer.alloc(0)
    for (let length = 0; length < Math.min(whole.length, 1200); length += 1) {
      const found = await dimensions(whole.subarray(0, length))
      if (found !== null) expect(found).toEqual({ format, width: 41, height: 23 })
    }
    expect(await dimensions(whole.subarray(0, 12))).toBeNull()
  })

  it('is a png that is cut off in its header', async () => {
    const whole = files['png'] ?? Buffer.alloc(0)
    for (let length = 0; length < 24; length += 1) expect(await dimensions(whole.subarray(0, length))).toBeNull()
  })

  it.each(['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'])(
    'is at least no fault: %s with 2,000 mutations',
    async (format) => {
      const random = seededRandom(111)
      const whole = (files[format] ?? Buffer.alloc(0)).subarray(0, 700)
      let known = 0
      for (let round = 0; round < 2000; round += 1) {
        const mutated = mutate(whole, random)
        if (mutated.length < 24) continue
        const found = await dimensions(mutated)
        if (found === null) continue
        known += 1
        const isSize = Number.isSafeInteger(found.width) && Number.isSafeInteger(found.height)
        if (!isSize) expect.fail(`round ${String(round)}: ${String(found.width)} by ${String(found.height)}`)
      }
      expect(known).toBeGreaterThan(300)
    },
  )
})
