import { describe, expect, it } from 'vitest'
import { maxEdgeOf, resolveEncoding } from '../../../src/batch/resolve-encoding.ts'
import { outputFormats, type SourceFormat } from '../../../src/shared/image-facts.ts'
import type { Encoding } from '../../../src/shared/plan.ts'
import { Output } from '../../../src/shared/recipe.ts'
import { maxEdgePx } from '../../../src/shared/recipe-choices.ts'

function encoding(output: Parameters<typeof Output.parse>[0], source: SourceFormat = 'jpeg'): Encoding {
  return resolveEncoding(Output.parse(output), source)
}

describe('an encoding', () => {
  it.each([
    ['jpeg', { format: 'jpeg', quality: 82, chroma: 'auto', progressive: false, mozjpeg: false }],
    ['png', { format: 'png', compression: 6 }],
    ['webp', { format: 'webp', quality: 80, lossless: false, effort: 4 }],
    ['avif', { format: 'avif', quality: 50, lossless: false, effort: 4 }],
    ['gif', { format: 'gif', colours: 256 }],
    ['tiff', { format: 'tiff', compression: 'deflate' }],
  ] as const)('of %s has the same defaults whether it is kept or asked for', (type, expected) => {
    expect(encoding({}, type)).toEqual(expected)
    expect(encoding({ format: { type } }, 'svg')).toEqual(expected)
  })

  it('of a kept SVG is PNG: nothing writes vectors', () => {
    expect(encoding({}, 'svg')).toEqual({ format: 'png', compression: 6 })
  })

  it.each([
    { type: 'jpeg', quality: 91, chroma: '4:2:0', progressive: true, mozjpeg: true },
    { type: 'png', compression: 9 },
    { type: 'webp', quality: 3, lossless: true, effort: 6 },
    { type: 'avif', quality: 77, lossless: true, effort: 9 },
    { type: 'gif', colours: 16 },
    { type: 'tiff', compression: 'lzw' },
  ])('carries every setting of %j', ({ type, ...settings }) => {
    expect(encoding({ format: { type, ...settings } }, 'png')).toEqual({ format: type, ...settings })
  })

  it('of a kept format takes the quality where it has one', () => {
    const format = { type: 'keep', quality: 33 }
    expect(encoding({ format }, 'jpeg')).toMatchObject({ format: 'jpeg', quality: 33 })
    expect(encoding({ format }, 'avif')).toMatchObject({ format: 'avif', quality: 33 })
    expect(encoding({ format }, 'png')).toEqual({ format: 'png', compression: 6 })
  })

  it('of a kept format is lossless where it can be', () => {
    const format = { type: 'keep', lossless: true }
    expect(encoding({ format }, 'webp')).toMatchObject({ lossless: true })
    expect(encoding({ format }, 'jpeg')).not.toHaveProperty('lossless')
  })

  it('of a kept format starts high when a size has to be reached, unless a quality is named', () => {
    expect(encoding({ targetBytes: 200_000 }, 'jpeg')).toMatchObject({ quality: 95 })
    expect(encoding({ targetBytes: 200_000, format: { type: 'keep', quality: 70 } }, 'webp')).toMatchObject({
      quality: 70,
    })
  })
})

describe('the largest edge', () => {
  it('is known for every format that is written, and never above that of a recipe', () => {
    for (const format of outputFormats) {
      expect(maxEdgeOf[format]).toBeGreaterThan(0)
      expect(maxEdgeOf[format]).toBeLessThanOrEqual(maxEdgePx)
    }
    expect(maxEdgeOf.webp).toBe(16_383)
  })
})

describe('a target size', () => {
  it('is searched from high quality down for an explicit format too, unless the recipe names a quality', () => {
    for (const type of ['jpeg', 'webp', 'avif'] as const) {
      expect(encoding({ targetBytes: 200_000, format: { type } }, 'png')).toMatchObject({ format: type, quality: 95 })
      expect(encoding({ targetBytes: 200_000, format: { type, quality: 60 } }, 'png')).toMatchObject({ quality: 60 })
    }
  })
})
