import { type BuiltInPresetId, builtInPresetIds, builtInPresets } from '../../shared/built-in-presets.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { Preset, Settings } from '../../shared/settings.ts'
import { completeRecipe } from './complete-recipe.ts'

/** Which preset: one that comes with the program, or one of the person's own. */
export type PresetKey = `built-in:${BuiltInPresetId}` | `own:${string}`

/**
 * The recipe that choosing a preset gives. A built-in one says what becomes of a picture and leaves where it goes as
 * it is; one of the person's own is a whole recipe. Null where the preset is gone.
 */
export function recipeOfPreset(recipe: Recipe, key: PresetKey, presets: Settings['presets']): Recipe | null {
  if (key.startsWith('own:')) return ownPreset(key, presets)?.recipe ?? null
  const id = builtInPresetIds.find((known) => key === `built-in:${known}`)
  if (id === undefined) return null
  const { outputs, whenNotSmaller } = completeRecipe(builtInPresets[id])
  return { ...recipe, outputs, whenNotSmaller }
}

/** The own preset of this key, where there still is one. */
export function ownPreset(key: PresetKey | null, presets: Settings['presets']): Preset | null {
  return presets.find(({ id }) => key === `own:${id}`) ?? null
}

/** The preset that the recipe is, word for word; own ones before built-in ones. Null where it is none. */
export function matchingPreset(recipe: Recipe, presets: Settings['presets']): PresetKey | null {
  const keys: readonly PresetKey[] = [
    ...presets.map(({ id }) => `own:${id}` as const),
    ...builtInPresetIds.map((id) => `built-in:${id}` as const),
  ]
  return keys.find((key) => isPreset(recipe, key, presets)) ?? null
}

/** Whether choosing the preset would change nothing. */
export function isPreset(recipe: Recipe, key: PresetKey, presets: Settings['presets']): boolean {
  const chosen = recipeOfPreset(recipe, key, presets)
  return chosen !== null && sameRecipe(chosen, recipe)
}

/** Whether two recipes say the same; the order of keys and where the schema is published say nothing. */
export function sameRecipe(one: Recipe, other: Recipe): boolean {
  return canonical({ ...one, $schema: undefined }) === canonical({ ...other, $schema: undefined })
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  )
}

/** What a preset is called; empty where it is gone. */
export function presetName(
  key: PresetKey,
  presets: Settings['presets'],
  builtIn: Readonly<Record<BuiltInPresetId, string>>,
): string {
  const id = builtInPresetIds.find((known) => key === `built-in:${known}`)
  return id === undefined ? (ownPreset(key, presets)?.name ?? '') : builtIn[id]
}
