import { describe, expect, it } from 'vitest'
import type { FlagValues } from '../../../src/cli/flags.ts'
import { recipeFromFlags } from '../../../src/cli/recipe-from-flags.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'

/** The whole recipe, which must also be one by its schema. */
function recipe(flags: FlagValues, base: RecipeInput = {}): Recipe {
  const made = recipeFromFlags(flags, base)
  if (!made.ok) throw new Error(made.message)
  return Recipe.parse(made.recipe)
}

function problem(flags: FlagValues, base: RecipeInput = {}): string {
  const made = recipeFromFlags(flags, base)
  if (made.ok) throw new Error(`Expected a problem but got ${JSON.stringify(made.recipe)}`)
  return made.message
}

const box = { width: 800, height: 600 }
const options = { enlarge: false, kernel: 'lanczos3', linearLight: false }

describe('no flags', () => {
  it('mean the defaults', () => {
    expect(recipe({})).toEqual(Recipe.parse({}))
    expect(recipe({}).outputs).toMatchObject([
      { resize: { mode: 'longest-side', size: 1920, enlarge: false }, format: { type: 'keep' }, metadata: 'keep' },
    ])
  })

  it('mean the recipe that was given', () => {
    const base: RecipeInput = { outputs: [{ label: 'a', name: '{name}-{output}' }], tree: 'flat', dates: 'now' }
    expect(recipe({}, base)).toEqual(Recipe.parse(base))
  })

  it('do not change the recipe that was given', () => {
    const base: RecipeInput = { outputs: [{ resize: { mode: 'percent', percent: 10 } }] }
    recipe({ fit: box, quality: 5, to: 'x', enlarge: true }, base)
    expect(base).toEqual({ outputs: [{ resize: { mode: 'percent', percent: 10 } }] })
  })
})

describe('a size flag', () => {
  it.each([
    [{ 'longest-side': 800 }, { mode: 'longest-side', size: 800, ...options }],
    [{ 'shortest-side': 800 }, { mode: 'shortest-side', size: 800, ...options }],
    [{ fit: box }, { mode: 'fit', ...box, ...options }],
    [{ fill: box }, { mode: 'fill', ...box, position: 'centre', ...options }],
    [{ pad: box }, { mode: 'pad', ...box, ...options }],
    [{ stretch: box }, { mode: 'stretch', ...box, ...options }],
    [{ percent: 33.3 }, { mode: 'percent', percent: 33.3, ...options }],
    [{ megapixels: 2.5 }, { mode: 'megapixels', megapixels: 2.5, ...options }],
    [{ 'no-resize': true }, { mode: 'none' }],
  ] as const)('is its mode: %j', (flags, resize) => {
    expect(recipe(flags).outputs.map((output) => output.resize)).toEqual([resize])
  })

  it('takes the place of all of the base, its options too', () => {
    const base: RecipeInput = {
      outputs: [{ resize: { mode: 'fill', ...box, position: 'top', enlarge: true, kernel: 'cubic' } }],
    }
    expect(recipe({ fit: box }, base).outputs[0]?.resize).toEqual({ mode: 'fit', ...box, ...options })
  })

  it('goes with --enlarge and --kernel', () => {
    const { resize } = recipe({ fit: box, enlarge: true, kernel: 'mitchell' }).outputs[0] ?? {}
    expect(resize).toEqual({ mode: 'fit', ...box, enlarge: true, kernel: 'mitchell', linearLight: false })
  })
})

describe('--enlarge and --kernel', () => {
  it('change the base and keep the rest of it', () => {
    const base: RecipeInput = { outputs: [{ resize: { mode: 'fill', ...box, position: 'top', linearLight: true } }] }
    expect(recipe({ enlarge: true, kernel: 'cubic' }, base).outputs[0]?.resize).toEqual({
      mode: 'fill',
      ...box,
      position: 'top',
      enlarge: true,
      kernel: 'cubic',
      linearLight: true,
    })
  })

  it('change the default where there is no base', () => {
    expect(recipe({ enlarge: true }).outputs[0]?.resize).toMatchObject({
      mode: 'longest-side',
      size: 1920,
      enlarge: true,
    })
  })

  it('mean nothing where nothing is resized', () => {
    const base: RecipeInput = { outputs: [{ resize: { mode: 'none' } }] }
    expect(recipe({ enlarge: true, kernel: 'cubic' }, base).outputs[0]?.resize).toEqual({ mode: 'none' })
  })
})

describe('format flags', () => {
  it.each([
    [{ format: 'webp' }, { type: 'webp', quality: 80, lossless: false }],
    [
      { format: 'webp', quality: 70 },
      { type: 'webp', quality: 70 },
    ],
    [
      { format: 'avif', lossless: true },
      { type: 'avif', lossless: true },
    ],
    [
      { format: 'jpeg', quality: 90 },
      { type: 'jpeg', quality: 90, chroma: 'auto' },
    ],
    [{ quality: 70 }, { type: 'keep', quality: 70 }],
    [{ lossless: true }, { type: 'keep', lossless: true }],
    [
      { format: 'png', lossless: true },
      { type: 'png', compression: 6 },
    ],
    [
      { format: 'tiff', lossless: true },
      { type: 'tiff', compression: 'deflate' },
    ],
    [{ format: 'gif' }, { type: 'gif', colours: 256 }],
    [{ format: 'keep' }, { type: 'keep', lossless: false }],
  ] as const)('are the format: %j', (flags, format) => {
    expect(recipe(flags).outputs[0]?.format).toMatchObject(format)
  })

  it('keep the settings of the base where the format stays, and only there', () => {
    const base: RecipeInput = { outputs: [{ format: { type: 'jpeg', mozjpeg: true, quality: 60 } }] }
    expect(recipe({ quality: 75 }, base).outputs[0]?.format).toMatchObject({ type: 'jpeg', mozjpeg: true, quality: 75 })
    expect(recipe({ format: 'jpeg' }, base).outputs[0]?.format).toMatchObject({ mozjpeg: true, quality: 60 })
    expect(recipe({ format: 'webp' }, base).outputs[0]?.format).toMatchObject({ type: 'webp', quality: 80 })
  })

  it('take quality for the end of lossless', () => {
    const base: RecipeInput = { outputs: [{ format: { type: 'webp', lossless: true } }] }
    expect(recipe({ quality: 75 }, base).outputs[0]?.format).toMatchObject({ quality: 75, lossless: false })
  })

  it('are refused with the reason where they have no meaning', () => {
    expect(problem({ quality: 80, lossless: true })).toBe(
      '--lossless and --quality exclude each other; give one of them.',
    )
    for (const format of ['png', 'gif', 'tiff'] as const) {
      expect(problem({ format, quality: 80 })).toBe(
        `--quality has no meaning for ${format}, which has no such setting.`,
      )
      expect(problem({ quality: 80 }, { outputs: [{ format: { type: format } }] })).toContain(
        `no meaning for ${format}`,
      )
    }
    for (const format of ['jpeg', 'gif'] as const) {
      expect(problem({ format, lossless: true })).toBe(
        `--lossless is not possible with ${format}; choose webp, avif, png or tiff.`,
      )
    }
  })
})

describe('the other flags', () => {
  it('are the settings of the outputs', () => {
    const flags = {
      'target-size': 200_000,
      metadata: 'private',
      colour: 'srgb',
      background: '#000000',
      name: '{seq}',
    } as const
    expect(recipe(flags).outputs).toMatchObject([
      { targetBytes: 200_000, metadata: 'private', colour: 'srgb', background: '#000000', name: '{seq}' },
    ])
  })

  it('are the settings of the batch', () => {
    const flags = { to: 'web', tree: 'flat', 'on-existing': 'skip', 'when-not-smaller': 'copy' } as const
    expect(recipe(flags)).toMatchObject({
      destination: { kind: 'folder', path: 'web' },
      tree: 'flat',
      onExisting: 'skip',
      whenNotSmaller: 'copy-original',
    })
    for (const word of ['write', 'skip'] as const)
      expect(recipe({ 'when-not-smaller': word }).whenNotSmaller).toBe(word)
  })

  it('change every output of the base and nothing else of it', () => {
    const base: RecipeInput = {
      outputs: [
        { label: 'large', name: '{name}-{output}', qualityFloor: 60 },
        { label: 'small', name: '{name}-{output}', resize: { mode: 'percent', percent: 10 } },
      ],
      destination: { kind: 'beside' },
      dates: 'now',
    }
    const made = recipe({ metadata: 'strip', format: 'webp' }, base)
    expect(made.outputs).toMatchObject([
      {
        label: 'large',
        qualityFloor: 60,
        metadata: 'strip',
        format: { type: 'webp' },
        resize: { mode: 'longest-side' },
      },
      { label: 'small', metadata: 'strip', format: { type: 'webp' }, resize: { mode: 'percent', percent: 10 } },
    ])
    expect(made).toMatchObject({ destination: { kind: 'beside' }, dates: 'now' })
  })

  it('leave the recipe alone where they are about the run', () => {
    const flags = { jobs: 2, 'memory-budget': 1e9, 'time-limit': 5, json: true, quiet: true, include: ['*'] } as const
    expect(recipe(flags)).toEqual(recipe({}))
  })
})
