import { describe, expect, it } from 'vitest'
import { completeRecipe } from '../../../src/renderer/panel/complete-recipe.ts'
import { builtInPresetIds, builtInPresets } from '../../../src/shared/built-in-presets.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'

/** One of everything that can be left out. */
const sparse: readonly RecipeInput[] = [
  {},
  { outputs: [{}, {}] },
  { outputs: [{ resize: { mode: 'none' } }] },
  ...(['longest-side', 'shortest-side'] as const).map((mode) => ({ outputs: [{ resize: { mode, size: 7 } }] })),
  ...(['fit', 'fill', 'pad', 'stretch'] as const).map((mode) => ({
    outputs: [{ resize: { mode, width: 3, height: 4, linearLight: true } }],
  })),
  { outputs: [{ resize: { mode: 'percent', percent: 12.5, enlarge: true } }] },
  { outputs: [{ resize: { mode: 'megapixels', megapixels: 2, kernel: 'nearest' } }] },
  ...(['keep', 'jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const).flatMap((type) => [
    { outputs: [{ format: { type } }] },
    { outputs: [{ format: { type }, targetBytes: 5000 }] },
  ]),
  { outputs: [{ format: { type: 'jpeg', quality: 3, mozjpeg: true } }] },
  { outputs: [{ label: 'a', name: '{seq}', background: '#000000', colour: 'srgb', metadata: 'strip' }] },
  { destination: { kind: 'subfolder' } },
  { destination: { kind: 'subfolder', name: 'x' } },
  { destination: { kind: 'folder', path: '/x' } },
  { destination: { kind: 'beside' }, tree: 'flat', onExisting: 'skip', whenNotSmaller: 'skip', dates: 'now' },
]

describe('a recipe that is filled in without a schema', () => {
  it.each(sparse)('is what the schema makes of it: %j', (recipe) => {
    expect(completeRecipe(recipe)).toEqual(Recipe.parse(recipe))
  })

  it.each(builtInPresetIds)('is what the schema makes of the preset %s', (id) => {
    expect(completeRecipe(builtInPresets[id])).toEqual(Recipe.parse(builtInPresets[id]))
  })
})
