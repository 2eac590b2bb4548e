import * as z from 'zod'
import { defaultQuality, kernels, maxEdgePx, positions } from './recipe-choices.ts'

const whole = z.int({ error: 'a whole number' })
const Edge = whole.min(1).max(maxEdgePx)
const Quality = whole.min(1).max(100)

const resizing = {
  /** Whether a picture smaller than asked for is made larger. */
  enlarge: z.boolean().default(false),
  kernel: z.enum(kernels).default('lanczos3'),
  /** Resize in linear light instead of the gamma-encoded values: slower, truer for fine bright detail. */
  linearLight: z.boolean().default(false),
}
const box = { width: Edge, height: Edge }

/** How large the output becomes. Sizes are pixels of the upright picture. */
export const Resize = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('none') }),
  z.strictObject({ mode: z.literal('longest-side'), size: Edge, ...resizing }),
  z.strictObject({ mode: z.literal('shortest-side'), size: Edge, ...resizing }),
  z.strictObject({ mode: z.literal('fit'), ...box, ...resizing }),
  z.strictObject({ mode: z.literal('fill'), ...box, position: z.enum(positions).default('centre'), ...resizing }),
  z.strictObject({ mode: z.literal('pad'), ...box, ...resizing }),
  z.strictObject({ mode: z.literal('stretch'), ...box, ...resizing }),
  z.strictObject({ mode: z.literal('percent'), percent: z.number().min(0.01).max(10_000), ...resizing }),
  z.strictObject({ mode: z.literal('megapixels'), megapixels: z.number().min(0.000_1).max(4_000), ...resizing }),
])
export type Resize = z.output<typeof Resize>

const Effort = whole.min(0).max(9)

/** What the output is encoded as. `keep` writes the source's own format where it can be written. */
export const Format = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('keep'),
    /** For the lossy formats; without it each format's own default holds. */
    quality: Quality.optional(),
    /** For WebP and AVIF. */
    lossless: z.boolean().default(false),
  }),
  z.strictObject({
    type: z.literal('jpeg'),
    /** `defaultQuality` where nothing is said. */
    quality: Quality.optional(),
    /** `auto`: 4:4:4 from quality 90 up, else 4:2:0. */
    chroma: z.enum(['auto', '4:2:0', '4:4:4']).default('auto'),
    progressive: z.boolean().default(false),
    /** About 20 % fewer bytes for about 2.7 times the work. */
    mozjpeg: z.boolean().default(false),
  }),
  z.strictObject({
    type: z.literal('png'),
    compression: Effort.default(6),
  }),
  z.strictObject({
    type: z.literal('webp'),
    quality: Quality.optional(),
    lossless: z.boolean().default(false),
    effort: whole.min(0).max(6).default(4),
  }),
  z.strictObject({
    type: z.literal('avif'),
    quality: Quality.optional(),
    lossless: z.boolean().default(false),
    effort: Effort.default(4),
  }),
  z.strictObject({
    type: z.literal('gif'),
    colours: whole.min(2).max(256).default(256),
  }),
  z.strictObject({
    type: z.literal('tiff'),
    compression: z.enum(['deflate', 'lzw', 'none']).default('deflate'),
  }),
])
export type Format = z.output<typeof Format>

const Background = z.string().regex(/^#(?:[0-9a-f]{6}|[0-9a-f]{8})$/i, 'a colour such as #ffffff or #00000000')

/** One file to be written for every source. */
export const Output = z
  .strictObject({
    /** What `{output}` stands for in the name. */
    label: z.string().min(1).max(60).optional(),
    resize: Resize.prefault({ mode: 'longest-side', size: 1920 }),
    format: Format.prefault({ type: 'keep' }),
    /** Largest size of the file in bytes: the best quality that stays below it is searched for. */
    targetBytes: whole.min(100).optional(),
    /** The search for `targetBytes` never goes below this quality. */
    qualityFloor: Quality.default(40),
    metadata: z.enum(['keep', 'private', 'strip']).default('keep'),
    colour: z.enum(['keep', 'srgb']).default('keep'),
    /** Shown where the output cannot be transparent, and around a padded picture. `#rrggbb` or `#rrggbbaa`. */
    background: Background.default('#ffffff'),
    /** Template of the file's name; the extension follows by itself where `{ext}` is not in it. */
    name: z.string().min(1).max(200).default('{name}'),
  })
  .transform(withQuality)
export type Output = z.output<typeof Output>

/** Fills in the quality of an explicit format, so that a printed recipe shows it. */
function withQuality<Settings extends { readonly format: Format; readonly targetBytes?: number | undefined }>(
  output: Settings,
): Settings {
  const { format, targetBytes } = output
  if (format.type !== 'jpeg' && format.type !== 'webp' && format.type !== 'avif') return output
  const quality = format.quality ?? defaultQuality(format.type, targetBytes !== undefined)
  return { ...output, format: { ...format, quality } }
}

export const Destination = z.discriminatedUnion('kind', [
  /** A folder of this name beside each source. */
  z.strictObject({ kind: z.literal('subfolder'), name: z.string().min(1).max(200).default('Resized') }),
  z.strictObject({ kind: z.literal('folder'), path: z.string().min(1) }),
  /** In the source's own folder. */
  z.strictObject({ kind: z.literal('beside') }),
])
export type Destination = z.output<typeof Destination>

/** Version 1 of the recipe: what to do to a picture. The window, watch folders and the command line share it. */
export const Recipe = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1).default(1),
  outputs: z.array(Output).min(1).max(20).prefault([{}]),
  destination: Destination.prefault({ kind: 'subfolder' }),
  /** Below a destination folder: the folders of the sources again, or all files in one. */
  tree: z.enum(['mirror', 'flat']).default('mirror'),
  onExisting: z.enum(['rename', 'skip', 'overwrite']).default('rename'),
  /** For outputs that keep size and format: what happens when the new file is not smaller than the source. */
  whenNotSmaller: z.enum(['write', 'copy-original', 'skip']).default('write'),
  /** The modification time of the output: the source's, or the time of writing. */
  dates: z.enum(['keep', 'now']).default('keep'),
})
export type Recipe = z.output<typeof Recipe>
/** A recipe as a person writes it: everything that has a default may be left out. */
export type RecipeInput = z.input<typeof Recipe>
