import type { RecipeInput } from './recipe.ts'

/** Presets that come with the program; their names are in the message catalogue, under their ids. */
export const builtInPresetIds = [
  'web-large',
  'web-small',
  'email',
  'thumbnail',
  'social-square',
  'print',
  'compress-only',
] as const
export type BuiltInPresetId = (typeof builtInPresetIds)[number]

export const builtInPresets: Readonly<Record<BuiltInPresetId, RecipeInput>> = {
  'web-large': {
    outputs: [
      {
        resize: { mode: 'longest-side', size: 2048 },
        format: { type: 'webp', quality: 82 },
        metadata: 'private',
        colour: 'srgb',
      },
    ],
  },
  'web-small': {
    outputs: [
      {
        resize: { mode: 'longest-side', size: 1024 },
        format: { type: 'webp', quality: 78 },
        metadata: 'private',
        colour: 'srgb',
      },
    ],
  },
  email: {
    outputs: [
      {
        resize: { mode: 'longest-side', size: 1600 },
        format: { type: 'jpeg', quality: 80 },
        targetBytes: 1_000_000,
        metadata: 'private',
        colour: 'srgb',
      },
    ],
  },
  thumbnail: {
    outputs: [
      {
        resize: { mode: 'longest-side', size: 320 },
        format: { type: 'jpeg', quality: 75 },
        metadata: 'strip',
        colour: 'srgb',
        name: '{name}-thumb',
      },
    ],
  },
  'social-square': {
    outputs: [
      {
        resize: { mode: 'fill', width: 1080, height: 1080, position: 'attention' },
        format: { type: 'jpeg', quality: 85 },
        metadata: 'private',
        colour: 'srgb',
      },
    ],
  },
  print: {
    outputs: [
      {
        resize: { mode: 'longest-side', size: 4961 },
        format: { type: 'jpeg', quality: 95 },
        metadata: 'keep',
        colour: 'keep',
      },
    ],
  },
  'compress-only': {
    outputs: [{ resize: { mode: 'none' }, format: { type: 'keep' } }],
    whenNotSmaller: 'copy-original',
  },
}
