import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { paintPhoto } from '../../../scripts/support/paint-photo.ts'
import {
  avif50,
  gif256,
  jpeg82,
  meanDifference,
  png6,
  render,
  runEngine,
  tiffDeflate,
  webp80,
} from '../../support/engine-run.ts'

const photo = await paintPhoto(240, 160, 7)
const painted = (): ReturnType<typeof sharp> => sharp(photo, { raw: { width: 240, height: 160, channels: 3 } })

/** Pixels as stored in the file, RGB, whatever it says about orientation or profile. */
async function storedPixels(path: string): Promise<Buffer> {
  return sharp(await readFile(path), { ignoreIcc: true })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer()
}

describe('orientation', () => {
  /** How upright pixels are stored for each EXIF orientation. */
  const store: readonly ((upright: Buffer) => ReturnType<typeof sharp>)[] = [
    (upright) => sharp(upright),
    (upright) => sharp(upright).flop(),
    (upright) => sharp(upright).rotate(180),
    (upright) => sharp(upright).flip(),
    (upright) => sharp(upright).rotate(90).flop(),
    (upright) => sharp(upright).rotate(90),
    (upright) => sharp(upright).rotate(270).flop(),
    (upright) => sharp(upright).rotate(270),
  ]
  // Stored turned one way, the picture has to be turned back the other: 6 means "turn by 90°", so it is stored at 270°.
  const storedFor = [0, 1, 2, 3, 6, 7, 4, 5].map((index) => store[index])

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('%i is baked into the pixels and the tag reset', async (orientation) => {
    const upright = await painted().png().toBuffer()
    const make = storedFor[orientation - 1]
    if (make === undefined) throw new Error('no such orientation')
    const source = await make(upright)
      .withMetadata({ orientation })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer()
    for (const geometry of [{ kind: 'keep' } as const, { kind: 'scale', width: 120, height: 80 } as const]) {
      const { path, facts } = await render(source, { encoding: png6, geometry })
      expect([facts.width, facts.height]).toEqual([240, 160])
      const reference = await sharp(upright)
        .resize(geometry.kind === 'scale' ? 120 : 240)
        .removeAlpha()
        .raw()
        .toBuffer()
      expect(meanDifference(await storedPixels(path), reference)).toBeLessThanOrEqual(1)
      const { orientation: left } = await sharp(await readFile(path)).metadata()
      expect(left ?? 1).toBe(1)
    }
  })
})

describe('colour', () => {
  it('keeps a profile byte for byte, and the pixels with it', async () => {
    const source = await painted().withIccProfile('p3').png().toBuffer()
    const before = await sharp(source).metadata()
    for (const encoding of [png6, jpeg82, webp80, avif50, tiffDeflate]) {
      const { path } = await render(source, { encoding })
      expect(
        (await sharp(await readFile(path)).metadata()).icc?.equals(before.icc ?? Buffer.alloc(0)),
        encoding.format,
      ).toBe(true)
    }
    const { path } = await render(source, { encoding: png6 })
    expect(meanDifference(await storedPixels(path), await sharp(source, { ignoreIcc: true }).raw().toBuffer())).toBe(0)
  })

  it('converts to sRGB when asked, and then carries no profile', async () => {
    const red = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#f00' } })
      .withIccProfile('p3')
      .png()
      .toBuffer()
    const { path } = await render(red, { encoding: png6, colour: 'srgb' })
    expect((await sharp(await readFile(path)).metadata()).icc).toBeUndefined()
    expect([...(await storedPixels(path)).subarray(0, 3)]).toEqual([255, 0, 0])
  })

  it('gives the same pixels on the fast path as on the slow one when the profile is sRGB', async () => {
    const source = await painted().withIccProfile('srgb').png().toBuffer()
    const { path, facts } = await render(source, { encoding: png6, colour: 'srgb' })
    expect(facts.profile).toMatchObject({ isSrgb: true })
    const slow = await sharp(source).raw().toBuffer()
    expect(meanDifference(await storedPixels(path), slow)).toBeLessThan(0.5)
  })

  it('turns CMYK into sRGB, says so, and does not keep the CMYK profile', async () => {
    const source = await painted().toColourspace('cmyk').withIccProfile('cmyk').jpeg().toBuffer()
    const { path, reply } = await render(source, {})
    const { channels, space } = await sharp(await readFile(path)).metadata()
    expect({ channels, space }).toEqual({ channels: 3, space: 'srgb' })
    expect(reply.losses.map((loss) => loss.code)).toEqual(['profile-converted'])
  })

  it('converts for a format that cannot hold the profile, and says so', async () => {
    const source = await painted().withIccProfile('p3').png().toBuffer()
    const { reply } = await render(source, { encoding: gif256 })
    expect(reply.losses.map((loss) => loss.code)).toContain('profile-converted')
  })

  it('keeps grey grey', async () => {
    const source = await painted().toColourspace('b-w').jpeg().toBuffer()
    for (const encoding of [jpeg82, png6, tiffDeflate]) {
      const { path } = await render(source, { encoding })
      expect((await sharp(await readFile(path)).metadata()).channels, encoding.format).toBe(1)
    }
  })

  it('keeps 16 bits where the format can, and says where it cannot', async () => {
    const ramp = Buffer.from(
      Uint16Array.from({ length: 64 * 64 * 3 }, (_, index) => Math.floor(index / 192) * 1000 + (index % 192)).buffer,
    )
    const source = await sharp(ramp, { raw: { width: 64, height: 64, channels: 3, depth: 'ushort' } } as never)
      .toColourspace('rgb16')
      .png()
      .toBuffer()
    for (const encoding of [png6, tiffDeflate]) {
      const { path, reply } = await render(source, { encoding })
      expect((await sharp(await readFile(path)).metadata()).depth, encoding.format).toBe('ushort')
      expect(reply.losses).toEqual([])
    }
    const { reply } = await render(source, { encoding: jpeg82 })
    expect(reply.losses.map((loss) => loss.code)).toEqual(['depth-reduced'])
  })
})

describe('transparency', () => {
  it('is kept where the format can and filled with the background where it cannot', async () => {
    const clear = await sharp({ create: { width: 20, height: 20, channels: 4, background: '#0000' } })
      .png()
      .toBuffer()
    for (const encoding of [png6, webp80, avif50, tiffDeflate, gif256]) {
      const { path } = await render(clear, { encoding })
      expect((await sharp(await readFile(path)).metadata()).hasAlpha, encoding.format).toBe(true)
    }
    const { path, reply } = await render(clear, { encoding: jpeg82, background: '#ff8000' })
    const [red = 0, green = 0, blue = 0] = await storedPixels(path)
    expect(Math.abs(red - 255) + Math.abs(green - 128) + Math.abs(blue)).toBeLessThan(8)
    expect(reply.losses.map((loss) => loss.code)).toEqual(['alpha-flattened'])
  })
})

describe('geometry', () => {
  it('crops to the box at the position asked for', async () => {
    const halves = await sharp({ create: { width: 100, height: 50, channels: 3, background: '#f00' } })
      .composite([{ input: { create: { width: 50, height: 50, channels: 3, background: '#00f' } }, left: 50, top: 0 }])
      .png()
      .toBuffer()
    for (const [position, colour] of [
      ['left', 0],
      ['right', 2],
    ] as const) {
      const { path } = await render(halves, {
        encoding: png6,
        geometry: { kind: 'cover', width: 20, height: 40, position },
      })
      const pixels = await storedPixels(path)
      expect(pixels[colour]).toBeGreaterThan(250)
    }
    for (const position of ['attention', 'entropy'] as const) {
      await render(halves, { encoding: png6, geometry: { kind: 'cover', width: 20, height: 40, position } })
    }
  })

  it('pads to exactly the canvas with the background', async () => {
    const { path } = await render(await painted().png().toBuffer(), {
      encoding: png6,
      background: '#0000ff',
      geometry: { kind: 'pad', width: 101, height: 101, innerWidth: 101, innerHeight: 67 },
    })
    expect([...(await storedPixels(path)).subarray(0, 3)]).toEqual([0, 0, 255])
    expect(await sharp(await readFile(path)).metadata()).toMatchObject({ width: 101, height: 101 })
  })

  it('resizes in linear light when asked', async () => {
    const checker = Buffer.from(
      Array.from({ length: 256 * 256 }, (_, index) => (((index & 1) ^ (index >> 8)) & 1) * 255),
    )
    const source = await sharp(checker, { raw: { width: 256, height: 256, channels: 1 } })
      .toColourspace('srgb')
      .png()
      .toBuffer()
    const geometry = { kind: 'scale', width: 64, height: 64 } as const
    const middle = async (linearLight: boolean): Promise<number> => {
      const { path } = await render(source, { encoding: png6, geometry, linearLight })
      return (await storedPixels(path))[(32 * 64 + 32) * 3] ?? 0
    }
    expect(await middle(false)).toBeLessThan(132)
    expect(await middle(true)).toBeGreaterThanOrEqual(186)
    expect(await middle(true)).toBeLessThanOrEqual(190)
  })
})

describe('animation', () => {
  const solid = ['#f00', '#0f0', '#00f'].map((background) =>
    sharp({ create: { width: 40, height: 30, channels: 4, background } })
      .png()
      .toBuffer(),
  )
  let animation: Buffer
  beforeAll(async () => {
    animation = await sharp(await Promise.all(solid), { join: { animated: true } })
      .gif({ delay: [100, 200, 300], loop: 2 })
      .toBuffer()
  })

  it('keeps frames, delays and loop where the format can', async () => {
    for (const encoding of [gif256, webp80]) {
      const geometry = { kind: 'scale', width: 20, height: 15 } as const
      const { path, reply } = await render(animation, { encoding, geometry, animated: true })
      const { pages, delay, loop } = await sharp(await readFile(path), { animated: true }).metadata()
      expect({ pages, total: delay?.reduce((sum, ms) => sum + ms, 0), loop }).toEqual({ pages: 3, total: 600, loop: 2 })
      expect(reply.losses).toEqual([])
    }
  })

  it('is reduced to its first frame where the format cannot, and says so', async () => {
    const { path, reply } = await render(animation, { encoding: jpeg82 })
    const [red = 0, green = 0] = await storedPixels(path)
    expect(red).toBeGreaterThan(240)
    expect(green).toBeLessThan(15)
    expect(reply.losses.map((loss) => loss.code)).toContain('animation-dropped')
  })

  it('is cropped by position, frame by frame', async () => {
    const geometry = { kind: 'cover', width: 15, height: 15, position: 'right' } as const
    const { path } = await render(animation, { encoding: webp80, geometry, animated: true })
    expect((await sharp(await readFile(path), { animated: true }).metadata()).pages).toBe(3)
  })
})

describe('several outputs', () => {
  it('come from one decode and look like each alone', async () => {
    const source = await sharp(await paintPhoto(1600, 1200, 3), { raw: { width: 1600, height: 1200, channels: 3 } })
      .jpeg({ quality: 95 })
      .toBuffer()
    const sizes = [700, 400, 160].map((width) => ({ kind: 'scale', width, height: Math.round(width * 0.75) }) as const)
    const together = await runEngine(
      source,
      sizes.map((geometry) => ({ rendering: { encoding: png6, geometry } })),
    )
    expect(together.reply.outputs.map((output) => output.kind)).toEqual(['written', 'written', 'written'])
    for (const [index, geometry] of sizes.entries()) {
      const alone = await render(source, { encoding: png6, geometry })
      const difference = meanDifference(await storedPixels(together.paths[index] ?? ''), await storedPixels(alone.path))
      expect(difference).toBeLessThan(2)
    }
  })

  it('fail one by one: what can be written is', async () => {
    const geometry = { kind: 'scale', width: 120, height: 80 } as const
    const { reply } = await runEngine(await painted().png().toBuffer(), [
      { rendering: { encoding: jpeg82, geometry, target: { bytes: 120, qualityFloor: 40 } } },
      { rendering: { encoding: webp80, geometry } },
    ])
    expect(reply.outputs).toMatchObject([
      { kind: 'failed', failure: { code: 'target-unreachable' } },
      { kind: 'written' },
    ])
  })
})

describe('a target size', () => {
  it('is never exceeded and well used', async () => {
    const source = await sharp(await paintPhoto(1200, 900, 5), { raw: { width: 1200, height: 900, channels: 3 } })
      .png()
      .toBuffer()
    for (const encoding of [
      { ...jpeg82, quality: 95 },
      { ...webp80, quality: 95 },
    ]) {
      const { path } = await render(source, { encoding, target: { bytes: 60_000, qualityFloor: 20 } })
      const { length } = await readFile(path)
      expect(length).toBeLessThanOrEqual(60_000)
      expect(length).toBeGreaterThan(54_000)
    }
  })

  it('that cannot be reached fails with the smallest size found, and writes nothing', async () => {
    const { reply } = await runEngine(await painted().png().toBuffer(), [
      { rendering: { target: { bytes: 500, qualityFloor: 60 } } },
    ])
    expect(reply.outputs).toMatchObject([{ kind: 'failed', failure: { code: 'target-unreachable' } }])
    const [output] = reply.outputs
    expect(output?.kind === 'failed' && output.failure.message).toMatch(/smallest result has \d+, at quality 60/)
  })
})

describe('a result that is not smaller', () => {
  it('is written, replaced by the original, or skipped, as the recipe says', async () => {
    const tight = await painted().jpeg({ quality: 30 }).toBuffer()
    const rendering = { encoding: { ...jpeg82, quality: 98 } }
    const written = await runEngine(tight, [{ rendering, whenNotSmaller: 'write' }])
    expect(written.reply.outputs).toMatchObject([{ kind: 'written' }])
    const copied = await runEngine(tight, [{ rendering, whenNotSmaller: 'copy-original' }])
    expect(copied.reply.outputs).toMatchObject([{ kind: 'copied', bytes: tight.length }])
    expect(await readFile(copied.paths[0] ?? '')).toEqual(tight)
    const skipped = await runEngine(tight, [{ rendering, whenNotSmaller: 'skip' }])
    expect(skipped.reply.outputs).toMatchObject([{ kind: 'skipped' }])
  })

  it('is never replaced by an original that would bring back what the recipe takes away', async () => {
    const tagged = await painted()
      .jpeg({ quality: 30 })
      .withExif({ IFD0: { Copyright: 'somebody' } })
      .toBuffer()
    const rendering = { encoding: { ...jpeg82, quality: 98 }, metadata: 'strip' } as const
    const { reply } = await runEngine(tagged, [{ rendering, whenNotSmaller: 'copy-original' }])
    expect(reply.outputs).toMatchObject([{ kind: 'written' }])
  })
})

describe('damaged sources', () => {
  it('fail with a reason in words and write nothing', async () => {
    const whole = await painted().jpeg().toBuffer()
    const { reply, facts } = await runEngine(whole.subarray(0, Math.floor(whole.length / 2)), [{}])
    expect(facts.width).toBe(240)
    expect(reply.outputs).toMatchObject([{ kind: 'failed', failure: { code: 'image-damaged' } }])
  })
})

describe('a drawing', () => {
  it('is rendered at the size it is wanted in, with sharp edges', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20" height="20" fill="#fff"/><circle cx="10" cy="10" r="7"/></svg>'
    const { path } = await render(Buffer.from(svg), {
      encoding: png6,
      geometry: { kind: 'scale', width: 400, height: 400 },
    })
    const { data, info } = await sharp(await readFile(path))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([400, 400])
    const middle = [...data.subarray(200 * 400 * info.channels, 201 * 400 * info.channels)]
    const soft = middle.filter((value) => value > 10 && value < 245)
    expect(soft.length).toBeLessThanOrEqual(4 * info.channels)
  })
})
