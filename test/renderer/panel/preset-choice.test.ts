import { describe, expect, it } from 'vitest'
import {
  isPreset,
  matchingPreset,
  presetName,
  recipeOfPreset,
  sameRecipe,
} from '../../../src/renderer/panel/preset-choice.ts'
import { builtInPresetIds, builtInPresets } from '../../../src/shared/built-in-presets.ts'
import { recipeEn } from '../../../src/shared/messages/recipe.ts'
import { Recipe } from '../../../src/shared/recipe.ts'

const somewhere = Recipe.parse({ destination: { kind: 'folder', path: '/out' }, onExisting: 'skip', dates: 'now' })
const own = { id: 'a', name: 'For the shop', recipe: Recipe.parse({ outputs: [{ format: { type: 'png' } }] }) }

describe('choosing a preset', () => {
  it.each(builtInPresetIds)(
    'that is built in takes what becomes of a picture from %s and leaves where it goes',
    (id) => {
      const chosen = recipeOfPreset(somewhere, `built-in:${id}`, [])
      const { outputs, whenNotSmaller } = Recipe.parse(builtInPresets[id])
      expect(chosen).toEqual({ ...somewhere, outputs, whenNotSmaller })
    },
  )

  it('of one’s own takes the whole recipe', () => {
    expect(recipeOfPreset(somewhere, 'own:a', [own])).toEqual(own.recipe)
  })

  it('that is gone gives nothing', () => {
    expect(recipeOfPreset(somewhere, 'own:a', [])).toBeNull()
  })

  it('gives a recipe that is known as that preset, until it is changed', () => {
    for (const id of builtInPresetIds) {
      const chosen = recipeOfPreset(somewhere, `built-in:${id}`, [own])
      if (chosen === null) throw new Error('Expected a recipe')
      expect(matchingPreset(chosen, [own])).toBe(`built-in:${id}`)
      const [first] = chosen.outputs
      const changed = { ...chosen, outputs: [{ ...first, qualityFloor: 77 }] } as Recipe
      expect(isPreset(changed, `built-in:${id}`, [own])).toBe(false)
      expect(matchingPreset(changed, [own])).toBeNull()
    }
  })

  it('of one’s own is known before a built-in one that is the same', () => {
    const copy = { id: 'b', name: 'Mine', recipe: Recipe.parse(builtInPresets.email) }
    expect(matchingPreset(copy.recipe, [copy])).toBe('own:b')
  })
})

it('two recipes are the same whatever the order of their keys, and wherever their schema is', () => {
  const one = Recipe.parse({
    $schema: 'https://example.org/recipe.json',
    outputs: [{ resize: { mode: 'fit', width: 1, height: 2 } }],
  })
  const other = JSON.parse(JSON.stringify(one, Object.keys(flatKeys(one)).toSorted().reverse())) as Recipe
  expect(JSON.stringify(other)).not.toBe(JSON.stringify(one))
  expect(sameRecipe(one, { ...other, $schema: undefined })).toBe(true)
  expect(sameRecipe(one, { ...one, dates: 'now' })).toBe(false)
})

it('a preset has a name of its own or one in the language of the window', () => {
  expect(presetName('own:a', [own], recipeEn.presets)).toBe('For the shop')
  expect(presetName('built-in:email', [], recipeEn.presets)).toBe('Email')
})

/** Every key at any depth. */
function flatKeys(value: object): Record<string, true> {
  const keys: Record<string, true> = {}
  for (const [key, inner] of Object.entries(value)) {
    keys[key] = true
    if (inner !== null && typeof inner === 'object') Object.assign(keys, flatKeys(inner as object))
  }
  return keys
}
