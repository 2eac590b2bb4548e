import { describe, expect, it } from 'vitest'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'

describe('an empty recipe', () => {
  it('means the defaults that the product promises', () => {
    expect(Recipe.parse({})).toEqual({
      version: 1,
      outputs: [
        {
          resize: { mode: 'longest-side', size: 1920, enlarge: false, kernel: 'lanczos3', linearLight: false },
          format: { type: 'keep', lossless: false },
          qualityFloor: 40,
          metadata: 'keep',
          colour: 'keep',
          background: '#ffffff',
          name: '{name}',
        },
      ],
      destination: { kind: 'subfolder', name: 'Resized' },
      tree: 'mirror',
      onExisting: 'rename',
      whenNotSmaller: 'write',
      dates: 'keep',
    })
  })

  it('means the same with every default written out', () => {
    const written = Recipe.parse({})
    expect(Recipe.parse(JSON.parse(JSON.stringify(written)))).toEqual(written)
  })
})

describe('the defaults of a format', () => {
  it.each([
    ['jpeg', { quality: 82, chroma: 'auto', progressive: false, mozjpeg: false }],
    ['png', { compression: 6 }],
    ['webp', { quality: 80, lossless: false, effort: 4 }],
    ['avif', { quality: 50, lossless: false, effort: 4 }],
    ['gif', { colours: 256 }],
    ['tiff', { compression: 'deflate' }],
  ] as const)('of %s are %j', (type, settings) => {
    expect(Recipe.parse({ outputs: [{ format: { type } }] }).outputs[0]?.format).toEqual({ type, ...settings })
  })
})

describe('the defaults of a resize', () => {
  it.each([
    { mode: 'longest-side', size: 1 },
    { mode: 'shortest-side', size: 65_535 },
    { mode: 'fit', width: 1, height: 65_535 },
    { mode: 'fill', width: 10, height: 10 },
    { mode: 'pad', width: 10, height: 10 },
    { mode: 'stretch', width: 10, height: 10 },
    { mode: 'percent', percent: 0.01 },
    { mode: 'megapixels', megapixels: 0.5 },
  ] as const)('under %j never enlarge', (resize) => {
    const [output] = Recipe.parse({ outputs: [{ resize }] }).outputs
    expect(output?.resize).toMatchObject({ ...resize, enlarge: false, kernel: 'lanczos3', linearLight: false })
  })

  it('fill from the centre', () => {
    const [output] = Recipe.parse({ outputs: [{ resize: { mode: 'fill', width: 1, height: 1 } }] }).outputs
    expect(output?.resize).toMatchObject({ position: 'centre' })
  })

  it('have nothing to say where nothing is resized', () => {
    expect(Recipe.parse({ outputs: [{ resize: { mode: 'none' } }] }).outputs[0]?.resize).toEqual({ mode: 'none' })
  })
})

describe('a recipe', () => {
  it.each<RecipeInput>([
    { $schema: './recipe.schema.json' },
    { version: 1 },
    { destination: { kind: 'beside' } },
    { destination: { kind: 'folder', path: '/out' } },
    { tree: 'flat', onExisting: 'overwrite', whenNotSmaller: 'copy-original', dates: 'now' },
    { outputs: Array.from({ length: 20 }, (_, index) => ({ label: String(index) })) },
    { outputs: [{ background: '#ABCDEF80' }] },
    { outputs: [{ targetBytes: 100, qualityFloor: 100 }] },
  ])('may say %j', (recipe) => {
    expect(Recipe.parse(recipe)).toMatchObject(recipe)
  })

  it('of another version is not read as if it were this one', () => {
    expect(Recipe.safeParse({ version: 2 }).success).toBe(false)
    expect(Recipe.safeParse({ version: '1' }).success).toBe(false)
  })
})
