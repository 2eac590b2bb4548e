import type { Recipe } from '../shared/recipe.ts'
import { maxPresets, type Preset } from '../shared/settings.ts'

/** The presets after a change, or why there is none: `message` is a sentence for a person. */
export type PresetChange =
  | { readonly ok: true; readonly presets: readonly Preset[]; readonly id: string }
  | { readonly ok: false; readonly message: string }

/** Saves under a name; the preset that has it already, in whatever case, is replaced and keeps its place and id. */
export function savePreset(
  presets: readonly Preset[],
  { name, recipe }: { readonly name: string; readonly recipe: Recipe },
  randomHex: () => string,
): PresetChange {
  const same = presets.find((preset) => isSameName(preset.name, name))
  if (same !== undefined) {
    const replaced = presets.map((preset) => (preset === same ? { id: same.id, name, recipe } : preset))
    return { ok: true, presets: replaced, id: same.id }
  }
  if (presets.length >= maxPresets) {
    return { ok: false, message: `There are ${String(maxPresets)} presets already; delete one first.` }
  }
  const id = `${slug(name)}-${randomHex()}`
  return { ok: true, presets: [...presets, { id, name, recipe }], id }
}

/** Refuses a name that another preset has. */
export function renamePreset(presets: readonly Preset[], id: string, name: string): PresetChange {
  if (!presets.some((preset) => preset.id === id)) return unknownPreset
  if (presets.some((preset) => preset.id !== id && isSameName(preset.name, name))) {
    return { ok: false, message: `There is another preset named "${name}".` }
  }
  return { ok: true, presets: presets.map((preset) => (preset.id === id ? { ...preset, name } : preset)), id }
}

export function deletePreset(presets: readonly Preset[], id: string): PresetChange {
  const left = presets.filter((preset) => preset.id !== id)
  return left.length === presets.length ? unknownPreset : { ok: true, presets: left, id }
}

const unknownPreset: PresetChange = { ok: false, message: 'There is no such preset any more.' }

function isSameName(one: string, other: string): boolean {
  return fold(one) === fold(other)
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

/** The part of an id that a person recognises in the settings file. */
function slug(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return words === '' ? 'preset' : words.slice(0, 40)
}
