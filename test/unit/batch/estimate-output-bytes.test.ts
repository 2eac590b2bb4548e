import { describe, expect, it } from 'vitest'
import { createDrafter } from '../../../src/batch/draft-outputs.ts'
import { estimateOutputBytes } from '../../../src/batch/estimate-output-bytes.ts'
import type { ImageFacts } from '../../../src/shared/image-facts.ts'
import type { Encoding, Geometry } from '../../../src/shared/plan.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import { makeFacts } from '../../support/facts.ts'
import { plainRendering } from '../../support/plain-rendering.ts'

const jpeg = { format: 'jpeg', quality: 82, chroma: 'auto', progressive: false, mozjpeg: false } as const
const webp = { format: 'webp', quality: 80, lossless: false, effort: 4 } as const
const avif = { format: 'avif', quality: 50, lossless: false, effort: 4 } as const
const png = { format: 'png', compression: 6 } as const

function source(format: ImageFacts['format'], width: number, height: number, bytes: number): ImageFacts {
  const facts = makeFacts({ format, width, height, profile: null })
  return { ...facts, identity: { ...facts.identity, bytes } }
}

/** 12 megapixels of a camera. */
const photo = source('jpeg', 4032, 3024, 4_500_000)
const flag = source('png', 900, 600, 4857)
const screen = source('png', 2200, 1400, 481_955)
const painted = source('jpeg', 2400, 1600, 595_906)

function half({ width, height }: ImageFacts): { readonly width: number; readonly height: number } {
  return { width: width / 2, height: height / 2 }
}

function estimate(
  facts: ImageFacts,
  encoding: Encoding,
  size: { readonly width: number; readonly height: number } = facts,
  animated = false,
): number {
  const { width, height } = size
  const isKept = width === facts.width && height === facts.height
  const geometry: Geometry = isKept ? { kind: 'keep' } : { kind: 'scale', width, height }
  return estimateOutputBytes(facts, { width, height, rendering: { ...plainRendering, geometry, encoding, animated } })
}

function draftedBytes(facts: ImageFacts, recipe: RecipeInput): number | undefined {
  const file = { path: '/pictures/a', treeFolder: '', origin: 'named' } as const
  return createDrafter(Recipe.parse(recipe), '/').draft(file, facts, 1)[0]?.output.estimatedBytes
}

describe('the size of a finished file', () => {
  // What the engine made of such pictures.
  it.each([
    ['a photograph at half its size', painted, jpeg, half(painted), 89_050],
    ['a photograph as WebP', painted, webp, half(painted), 54_638],
    ['a photograph as AVIF', painted, avif, half(painted), 38_205],
    ['a photograph as PNG', painted, png, half(painted), 2_707_796],
    ['a flag at half its size', flag, png, half(flag), 4088],
    ['a flag as WebP', flag, webp, flag, 1536],
    ['a flag as JPEG', flag, jpeg, flag, 6270],
    ['a screen at half its size', screen, png, half(screen), 268_693],
    ['a screen as JPEG', screen, jpeg, screen, 453_554],
  ] as const)('is of the right order: %s', (_, facts, encoding, size, bytes) => {
    const ratio = estimate(facts, encoding, size) / bytes
    expect(ratio).toBeGreaterThan(1 / 3)
    expect(ratio).toBeLessThan(3)
  })

  it('grows with the pixels, the frames and the quality', () => {
    expect(estimate(photo, jpeg)).toBeGreaterThan(2 * estimate(photo, jpeg, { width: 1920, height: 1440 }))
    const animation = { ...source('gif', 400, 300, 2_000_000), frames: 10, isAnimated: true }
    expect(estimate(animation, webp, animation, true)).toBeGreaterThan(9 * estimate(animation, webp))
    for (const encoding of [jpeg, webp, avif]) {
      const sizes = [20, 50, 70, 82, 95, 100].map((quality) => estimate(photo, { ...encoding, quality }))
      expect(new Set(sizes).size, encoding.format).toBe(sizes.length)
      expect(sizes, encoding.format).toEqual(sizes.toSorted((one, other) => one - other))
    }
  })

  it('grows with what a pixel takes in the source, but for a source that says nothing', () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const) {
      const [plain, busy] = [50_000, 500_000].map((bytes) => estimate(source(format, 1000, 1000, bytes), webp))
      expect(busy, format).toBeGreaterThan(2 * (plain ?? 0))
    }
    expect(estimate(source('svg', 1000, 1000, 500_000), webp)).toBe(estimate(source('svg', 1000, 1000, 500), webp))
    const raw = estimate(source('tiff', 1000, 1000, 3_000_300), jpeg)
    expect(raw).toBeGreaterThan(50_000)
    expect(raw).toBeLessThan(400_000)
  })

  it('is a finite number of whole bytes for whatever a header says', () => {
    for (const facts of [
      source('png', 1, 1, 67),
      source('jpeg', 65_500, 65_500, 1),
      source('tiff', 1, 30_000, 2 ** 40),
    ]) {
      for (const encoding of [jpeg, webp, avif, png]) {
        expect(Number.isSafeInteger(estimate(facts, encoding))).toBe(true)
        expect(estimate(facts, encoding)).toBeGreaterThan(0)
      }
    }
  })

  it('counts a profile that is carried along, and none that is not', () => {
    const profiled = { ...photo, profile: { isSrgb: false, bytes: 50_000 } }
    const bare = { ...profiled, identity: { ...photo.identity, bytes: photo.identity.bytes - 50_000 }, profile: null }
    expect(estimate(profiled, jpeg) - estimate(bare, jpeg)).toBe(50_000)
    expect(estimate({ ...profiled, colourModel: 'cmyk' }, jpeg)).toBe(estimate({ ...bare, colourModel: 'cmyk' }, jpeg))
  })

  it('is that of the source where the same pixels are packed the same way', () => {
    expect(estimate(flag, png)).toBe(flag.identity.bytes)
    expect(estimate(flag, { format: 'gif', colours: 256 })).not.toBe(flag.identity.bytes)
    expect(estimate(photo, jpeg)).not.toBe(photo.identity.bytes)
    const animation = { ...source('gif', 400, 300, 2_000_000), frames: 10, isAnimated: true }
    expect(estimate(animation, { format: 'gif', colours: 256 }, animation, true)).toBe(2_000_000)
    expect(estimate(animation, { format: 'gif', colours: 256 }), 'its first frame alone').toBeLessThan(1_000_000)
  })

  it('is exact where every pixel is stored as it is', () => {
    expect(estimate(photo, { format: 'tiff', compression: 'none' }, { width: 100, height: 50 })).toBe(
      300 + 100 * 50 * 3,
    )
  })

  it('is no more than the recipe lets it have', () => {
    expect(draftedBytes(photo, { outputs: [{ targetBytes: 100_000 }] })).toBe(100_000)
    const small = source('jpeg', 100, 100, 900)
    const compress: RecipeInput = { outputs: [{ resize: { mode: 'none' } }] }
    expect(draftedBytes(small, { ...compress, whenNotSmaller: 'write' })).toBeGreaterThan(900)
    expect(draftedBytes(small, { ...compress, whenNotSmaller: 'copy-original' })).toBe(900)
    expect(draftedBytes(small, { ...compress, whenNotSmaller: 'skip' })).toBe(900)
  })
})
