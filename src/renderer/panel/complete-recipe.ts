import { assertNever } from '../../shared/assert-never.ts'
import type { Format, Output, Recipe, RecipeInput, Resize } from '../../shared/recipe.ts'
import { defaultQuality } from '../../shared/recipe-choices.ts'

type OutputInput = NonNullable<RecipeInput['outputs']>[number]
type ResizeInput = NonNullable<OutputInput['resize']>
type FormatInput = NonNullable<OutputInput['format']>

/**
 * A recipe with every default filled in, as main would answer it. The window has no schema library, so the defaults
 * stand here once more; a test holds the two against each other.
 */
export function completeRecipe(input: RecipeInput): Recipe {
  const { outputs = [{}], destination = { kind: 'subfolder' }, ...rest } = input
  return {
    ...rest,
    version: 1,
    outputs: outputs.map(completeOutput),
    destination:
      destination.kind === 'subfolder' ? { kind: 'subfolder', name: destination.name ?? 'Resized' } : destination,
    tree: rest.tree ?? 'mirror',
    onExisting: rest.onExisting ?? 'rename',
    whenNotSmaller: rest.whenNotSmaller ?? 'write',
    dates: rest.dates ?? 'keep',
  }
}

function completeOutput(input: OutputInput): Output {
  return {
    ...input,
    resize: completeResize(input.resize ?? { mode: 'longest-side', size: 1920 }),
    format: completeFormat(input.format ?? { type: 'keep' }, input.targetBytes !== undefined),
    qualityFloor: input.qualityFloor ?? 40,
    metadata: input.metadata ?? 'keep',
    colour: input.colour ?? 'keep',
    background: input.background ?? '#ffffff',
    name: input.name ?? '{name}',
  }
}

/** How large, with every default. */
export function completeResize(input: ResizeInput): Resize {
  if (input.mode === 'none') return { mode: 'none' }
  const resizing = {
    enlarge: input.enlarge ?? false,
    kernel: input.kernel ?? 'lanczos3',
    linearLight: input.linearLight ?? false,
  } as const
  return input.mode === 'fill'
    ? { ...input, ...resizing, position: input.position ?? 'centre' }
    : { ...input, ...resizing }
}

/** As what, with every default; a quality is filled in for the formats that always have one. */
export function completeFormat(input: FormatInput, hasTarget: boolean): Format {
  switch (input.type) {
    case 'keep':
      return { ...input, lossless: input.lossless ?? false }
    case 'jpeg':
      return {
        ...input,
        quality: input.quality ?? defaultQuality('jpeg', hasTarget),
        chroma: input.chroma ?? 'auto',
        progressive: input.progressive ?? false,
        mozjpeg: input.mozjpeg ?? false,
      }
    case 'png':
      return { ...input, compression: input.compression ?? 6 }
    case 'webp':
    case 'avif':
      return {
        ...input,
        quality: input.quality ?? defaultQuality(input.type, hasTarget),
        lossless: input.lossless ?? false,
        effort: input.effort ?? 4,
      }
    case 'gif':
      return { ...input, colours: input.colours ?? 256 }
    case 'tiff':
      return { ...input, compression: input.compression ?? 'deflate' }
    default:
      return assertNever(input)
  }
}
