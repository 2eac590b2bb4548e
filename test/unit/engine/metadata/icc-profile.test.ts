import { describe, expect, it } from 'vitest'
import { sharp } from '../../../../src/engine/load-sharp.ts'
import { isSrgbProfile } from '../../../../src/engine/metadata/icc-profile.ts'
import { seededRandom } from '../../../../scripts/support/random.ts'
import { mutate } from './samples.ts'

const srgb = { rXYZ: [0.4361, 0.2225, 0.0139], gXYZ: [0.3851, 0.7169, 0.0971], bXYZ: [0.1431, 0.0606, 0.7141] }
const displayP3 = { rXYZ: [0.5151, 0.2412, -0.0011], gXYZ: [0.292, 0.6922, 0.0419], bXYZ: [0.1571, 0.0666, 0.7841] }

function fixed(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 65_536), index * 4)
  return bytes
}

function parametric(kind: number, ...values: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from('para\0\0\0\0'), Buffer.from([0, kind, 0, 0]), fixed(...values)])
}

function table(length: number, curve: (value: number) => number): Buffer {
  const bytes = Buffer.alloc(12 + length * 2)
  bytes.write('curv')
  bytes.writeUInt32BE(length, 8)
  for (let index = 0; index < length; index += 1) {
    bytes.writeUInt16BE(Math.round(curve(index / (length - 1)) * 65_535), 12 + index * 2)
  }
  return bytes
}

const srgbParametric = parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
const srgbCurve = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)

/** An RGB profile of matrix and curves; `extra` tags come after those. */
function profile(
  primaries: Readonly<Record<string, readonly number[]>>,
  curve: Buffer,
  extra: Readonly<Record<string, Buffer>> = {},
): Buffer {
  const colours = Object.entries(primaries).map(
    ([name, xyz]) => [name, Buffer.concat([Buffer.from('XYZ \0\0\0\0'), fixed(...xyz)])] as const,
  )
  const curves = ['rTRC', 'gTRC', 'bTRC'].map((name) => [name, curve] as const)
  const tags = [...colours, ...curves, ...Object.entries(extra)]
  const directory = Buffer.alloc(4 + tags.length * 12)
  directory.writeUInt32BE(tags.length)
  let offset = 128 + directory.length
  for (const [index, [name, content]] of tags.entries()) {
    directory.write(name, 4 + index * 12)
    directory.writeUInt32BE(offset, 8 + index * 12)
    directory.writeUInt32BE(content.length, 12 + index * 12)
    offset += content.length
  }
  const header = Buffer.alloc(128)
  header.writeUInt32BE(offset)
  header.write('mntrRGB XYZ ', 12)
  header.write('acsp', 36)
  return Buffer.concat([header, directory, ...tags.map(([, content]) => content)])
}

async function profileOf(name: string): Promise<Buffer> {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#123' } })
  const { icc } = await sharp(await picture.withIccProfile(name).png().toBuffer()).metadata()
  if (icc === undefined) throw new Error('Expected a profile')
  return icc
}

describe('a profile that means sRGB', () => {
  it('is known by its primaries and curves, as formula and as table of any length', () => {
    expect(isSrgbProfile(profile(srgb, srgbParametric))).toBe(true)
    for (const length of [256, 1024, 4096]) expect(isSrgbProfile(profile(srgb, table(length, srgbCurve)))).toBe(true)
  })

  it('is known with primaries that are rounded another way', () => {
    const rounded = {
      rXYZ: [0.43607, 0.22249, 0.01392],
      gXYZ: [0.38515, 0.71687, 0.09708],
      bXYZ: [0.14307, 0.06061, 0.7141],
    }
    expect(isSrgbProfile(profile(rounded, srgbParametric))).toBe(true)
  })

  it('is known as sharp writes it', async () => {
    expect(isSrgbProfile(await profileOf('srgb'))).toBe(true)
  })

  it('is known beside tags that carry 100 KB of something else', () => {
    expect(isSrgbProfile(profile(srgb, srgbParametric, { desc: Buffer.alloc(100_000) }))).toBe(true)
  })
})

describe('a profile that means something else', () => {
  it('is not taken for sRGB: Display P3, by formula and as sharp writes it', async () => {
    expect(isSrgbProfile(profile(displayP3, srgbParametric))).toBe(false)
    expect(isSrgbProfile(await profileOf('p3'))).toBe(false)
  })

  it('is not taken for sRGB: CMYK', async () => {
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#123' } }).toColourspace('cmyk')
    const { icc } = await sharp(await picture.withIccProfile('cmyk').jpeg().toBuffer()).metadata()
    expect(icc?.toString('latin1', 16, 20)).toBe('CMYK')
    expect(isSrgbProfile(icc ?? Buffer.alloc(0))).toBe(false)
  })

  it.each([
    ['a plain gamma of 2.2', table(1, () => 2.2 / 256)],
    ['the identity', table(0, () => 0)],
    ['a table of a plain gamma of 2.2', table(1024, (value) => value ** 2.2)],
    ['a table of light as it is', table(1024, (value) => value)],
    ['a formula of another kind', parametric(0, 2.2)],
    ['the formula of another gamma', parametric(3, 2.2, 1, 0, 1, 0)],
    ['a table that is cut off', table(1024, srgbCurve).subarray(0, 500)],
    ['a tag too short for a curve', Buffer.from('curv')],
  ])('is not taken for sRGB: its primaries with %s', (_, curve) => {
    expect(isSrgbProfile(profile(srgb, curve))).toBe(false)
  })

  it('is not taken for sRGB when a look-up table comes before matrix and curves', () => {
    expect(isSrgbProfile(profile(srgb, srgbParametric, { A2B0: Buffer.from('mft2') }))).toBe(false)
  })

  it('is not taken for sRGB when one primary or one curve is missing', () => {
    const { rXYZ, gXYZ } = srgb
    expect(isSrgbProfile(profile({ rXYZ, gXYZ }, srgbParametric))).toBe(false)
    const whole = profile(srgb, srgbParametric)
    const renamed = Buffer.from(whole)
    renamed.write('xTRC', whole.indexOf('bTRC'))
    expect(isSrgbProfile(renamed)).toBe(false)
  })

  it('is not taken for sRGB when it is one for another kind of picture', () => {
    const grey = profile(srgb, srgbParametric)
    grey.write('GRAY', 16)
    expect(isSrgbProfile(grey)).toBe(false)
  })
})

describe('a damaged profile', () => {
  it('is not taken for sRGB, wherever it is cut before its last curve', () => {
    const whole = profile(srgb, srgbParametric)
    for (let length = 0; length < whole.length; length += 1) {
      expect(isSrgbProfile(whole.subarray(0, length)), String(length)).toBe(false)
    }
  })

  it('is not taken for sRGB when it claims four billion tags', () => {
    const claiming = Buffer.alloc(4096)
    claiming.write('RGB ', 16)
    claiming.writeUInt32BE(0xffff_ffff, 128)
    expect(isSrgbProfile(claiming)).toBe(false)
  })

  it('is judged without a fault after 2,000 mutations', () => {
    const random = seededRandom(71)
    const whole = profile(srgb, table(256, srgbCurve))
    const verdicts = new Map([
      [true, 0],
      [false, 0],
    ])
    for (let round = 0; round < 2000; round += 1) {
      const verdict = isSrgbProfile(mutate(whole, random))
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
    }
    expect(verdicts.get(true)).toBeGreaterThan(50)
    expect(verdicts.get(false)).toBeGreaterThan(500)
  })
})
