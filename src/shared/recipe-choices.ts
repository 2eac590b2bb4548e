/** Largest edge that any output may have, in pixels: the limit of JPEG, and beyond it nothing opens the file. */
export const maxEdgePx = 65_535

export const kernels = ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3', 'mks2013', 'mks2021'] as const

export const positions = [
  'centre',
  'top',
  'right top',
  'right',
  'right bottom',
  'bottom',
  'left bottom',
  'left',
  'left top',
  'attention',
  'entropy',
] as const

/** What a name can be put together from. */
export const nameTokens = ['name', 'ext', 'w', 'h', 'parent', 'date', 'seq', 'output'] as const
export type NameToken = (typeof nameTokens)[number]

/** The quality where a recipe names none; with a target size it is where the search for the best that fits begins. */
export function defaultQuality(type: 'jpeg' | 'webp' | 'avif', hasTarget: boolean): number {
  if (hasTarget) return 95
  return { jpeg: 82, webp: 80, avif: 50 }[type]
}
