import type { RecipeInput } from '../shared/recipe.ts'
import type { FlagValues } from './flags.ts'

type OutputInput = NonNullable<RecipeInput['outputs']>[number]

export type RecipeFromFlags =
  | { readonly ok: true; readonly recipe: RecipeInput }
  /** Wrong usage. */
  | { readonly ok: false; readonly message: string }

/**
 * The recipe that flags mean, on top of `base` (a recipe file's contents, or nothing). A flag changes every output of
 * the base; a size flag takes the place of its whole `resize`.
 */
export function recipeFromFlags(flags: FlagValues, base: RecipeInput): RecipeFromFlags {
  const problem = formatProblem(flags)
  if (problem !== null) return { ok: false, message: problem }
  const outputs: OutputInput[] = []
  for (const output of base.outputs ?? [{}]) {
    const format = formatFrom(flags, output.format)
    if (typeof format === 'string') return { ok: false, message: format }
    outputs.push({
      ...output,
      ...outputSettings(flags),
      ...resizeFrom(flags, output.resize),
      ...(format === undefined ? {} : { format }),
    })
  }
  const recipe = { ...base, outputs, ...batchSettings(flags) }
  if (flags.tree !== undefined && recipe.destination?.kind !== 'folder') {
    return { ok: false, message: '--tree has no meaning without --to: outputs go beside their sources.' }
  }
  return { ok: true, recipe }
}

function outputSettings(flags: FlagValues): OutputInput {
  return {
    ...given('targetBytes', flags['target-size']),
    ...given('metadata', flags.metadata),
    ...given('colour', flags.colour),
    ...given('background', flags.background),
    ...given('name', flags.name),
  }
}

function batchSettings(flags: FlagValues): RecipeInput {
  const whenNotSmaller = flags['when-not-smaller']
  return {
    ...(flags.to === undefined ? {} : { destination: { kind: 'folder', path: flags.to } }),
    ...given('tree', flags.tree),
    ...given('onExisting', flags['on-existing']),
    ...given('whenNotSmaller', whenNotSmaller === 'copy' ? ('copy-original' as const) : whenNotSmaller),
  }
}

function given<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value })
}

function resizeFrom(
  flags: FlagValues,
  base: OutputInput['resize'],
): { readonly resize?: NonNullable<OutputInput['resize']> } {
  const mode = sizeMode(flags)
  const options = {
    ...given('enlarge', flags.enlarge),
    ...given('kernel', flags.kernel),
  }
  if (mode?.mode === 'none') return { resize: mode }
  if (mode !== null) return { resize: { ...mode, ...options } }
  if (Object.keys(options).length === 0) return {}
  const kept = base ?? { mode: 'longest-side' as const, size: 1920 }
  return { resize: kept.mode === 'none' ? kept : { ...kept, ...options } }
}

function sizeMode(flags: FlagValues): NonNullable<OutputInput['resize']> | null {
  for (const mode of ['longest-side', 'shortest-side'] as const) {
    const size = flags[mode]
    if (size !== undefined) return { mode, size }
  }
  for (const mode of ['fit', 'fill', 'pad', 'stretch'] as const) {
    const box = flags[mode]
    if (box !== undefined) return { mode, ...box }
  }
  if (flags.percent !== undefined) return { mode: 'percent', percent: flags.percent }
  if (flags.megapixels !== undefined) return { mode: 'megapixels', megapixels: flags.megapixels }
  return flags['no-resize'] === true ? { mode: 'none' } : null
}

const withQuality = ['keep', 'jpeg', 'webp', 'avif']
const withLossless = ['keep', 'webp', 'avif', 'png', 'tiff']

function formatProblem(flags: FlagValues): string | null {
  if (flags['no-resize'] === true && (flags.enlarge === true || flags.kernel !== undefined))
    return '--no-resize keeps the size, so --enlarge and --kernel have no meaning beside it.'
  if (flags.lossless === true && flags.quality !== undefined)
    return '--lossless and --quality exclude each other; give one of them.'
  return null
}

/** The format with quality and lossless in the right place; a sentence where it has none; undefined for no change. */
function formatFrom(flags: FlagValues, base: OutputInput['format']): OutputInput['format'] | string {
  const asked = flags.format
  if (asked === undefined && flags.quality === undefined && flags.lossless === undefined) return undefined
  const type = asked ?? base?.type ?? 'keep'
  if (flags.quality !== undefined && !withQuality.includes(type))
    return `--quality has no meaning for ${type}, which has no such setting.`
  if (flags.lossless === true && !withLossless.includes(type))
    return `--lossless is not possible with ${type}; choose webp, avif, png or tiff.`
  const isLossless = base !== undefined && 'lossless' in base && base.lossless === true
  const settings = {
    ...(flags.quality === undefined ? {} : { quality: flags.quality, ...(isLossless ? { lossless: false } : {}) }),
    // PNG and TIFF are lossless anyway.
    ...(flags.lossless === true && type !== 'png' && type !== 'tiff' ? { lossless: true } : {}),
  }
  return { ...(base?.type === type ? base : { type }), ...settings }
}
