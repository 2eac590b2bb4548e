import { describe, expect, it } from 'vitest'
import { recipeWords } from '../../../src/cli/recipe-words.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'

describe('a recipe in a few words', () => {
  it.each<readonly [string, NonNullable<RecipeInput['outputs']>[number]]>([
    ['longest side 1920', {}],
    ['longest side 1600, WebP 80', { resize: { mode: 'longest-side', size: 1600 }, format: { type: 'webp' } }],
    ['longest side 1920, quality 70', { format: { type: 'keep', quality: 70 } }],
    ['fill 640×480, PNG', { resize: { mode: 'fill', width: 640, height: 480 }, format: { type: 'png' } }],
    ['same size, WebP without loss', { resize: { mode: 'none' }, format: { type: 'webp', lossless: true } }],
    ['same size, at most 200 kB', { resize: { mode: 'none' }, targetBytes: 200_000 }],
    ['same size, JPEG at most 200 kB', { resize: { mode: 'none' }, format: { type: 'jpeg' }, targetBytes: 200_000 }],
    [
      'shortest side 800, no metadata, sRGB',
      { resize: { mode: 'shortest-side', size: 800 }, metadata: 'strip', colour: 'srgb' },
    ],
    ['50 %, private', { resize: { mode: 'percent', percent: 50 }, metadata: 'private' }],
    ['2 megapixels', { resize: { mode: 'megapixels', megapixels: 2 } }],
  ])('is "%s"', (words, output) => {
    expect(recipeWords(Recipe.parse({ outputs: [output] }))).toBe(words)
  })

  it('tells of two outputs and how many more there are', () => {
    const outputs = [
      { name: '{name}-1' },
      { name: '{name}-2', resize: { mode: 'none' as const } },
      { name: '{name}-3' },
    ]
    expect(recipeWords(Recipe.parse({ outputs }))).toBe('longest side 1920; same size; and 1 more')
  })
})
