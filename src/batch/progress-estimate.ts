export interface Progress {
  /** Pixels of finished sources, in millions. */
  readonly doneMegapixels: number
  /** Pixels that are known to be left, running ones included. */
  readonly knownMegapixels: number
  /** Sources left whose headers have not been read yet. */
  readonly unknownCount: number
  /** Mean of the known sources, in millions. */
  readonly meanMegapixels: number
  readonly elapsedMs: number
  readonly doneCount: number
}

/**
 * Time left in milliseconds, as a range, weighted by pixels: a 50 MP scan is not one of a hundred thumbnails. Null until
 * there is something to go by; the range narrows as more is done.
 */
export function estimateTimeLeft(progress: Progress): { readonly lowMs: number; readonly highMs: number } | null {
  const { doneMegapixels, knownMegapixels, unknownCount, meanMegapixels, elapsedMs, doneCount } = progress
  if (doneCount < 3 || elapsedMs < 1000 || doneMegapixels <= 0) return null
  const leftMegapixels = knownMegapixels + unknownCount * meanMegapixels
  const likelyMs = (leftMegapixels / doneMegapixels) * elapsedMs
  const doubt = Math.max(1.05, 1 + 1.5 / Math.sqrt(doneCount))
  return { lowMs: likelyMs / doubt, highMs: likelyMs * doubt }
}
