/** One encode that was tried. */
export interface Trial {
  readonly quality: number
  readonly bytes: Buffer
}

export type SearchResult =
  | { readonly kind: 'found'; readonly trial: Trial }
  /** Even the floor is too large; `smallest` is what it came to. */
  | { readonly kind: 'unreachable'; readonly smallest: Trial }

/**
 * Finds the highest quality from `floor` to `ceiling` (both 1 to 100) whose encode has at most `targetBytes` bytes.
 * Size grows with quality nearly exponentially, so the next guess is read off a straight line through the logarithms
 * of both ends; the search ends early once a fit uses at least 95 % of the target.
 */
export async function searchQuality(
  encode: (quality: number) => Promise<Buffer>,
  targetBytes: number,
  floor: number,
  ceiling: number,
): Promise<SearchResult> {
  const attempt = async (quality: number): Promise<Trial> => ({ quality, bytes: await encode(quality) })
  const best = await attempt(ceiling)
  if (best.bytes.length <= targetBytes) return { kind: 'found', trial: best }
  if (floor >= ceiling) return { kind: 'unreachable', smallest: best }
  const least = await attempt(floor)
  if (least.bytes.length > targetBytes) return { kind: 'unreachable', smallest: smaller(least, best) }

  let fits = least
  let tooLarge = best
  for (let round = 0; tooLarge.quality - fits.quality > 1; round += 1) {
    if (fits.bytes.length >= targetBytes * goodUse) break
    const trial = await attempt(nextQuality(fits, tooLarge, targetBytes, round))
    if (trial.bytes.length <= targetBytes) fits = trial
    else tooLarge = trial
  }
  return { kind: 'found', trial: fits }
}

/** Share of the target beyond which a better quality is not worth another encode. */
const goodUse = 0.95

/** A guess strictly between the two; every third is the middle, so that an odd curve cannot make the steps tiny. */
function nextQuality(fits: Trial, tooLarge: Trial, targetBytes: number, round: number): number {
  const span = tooLarge.quality - fits.quality
  const low = Math.log(fits.bytes.length)
  const share = round % 3 === 2 ? 0.5 : (Math.log(targetBytes * 0.98) - low) / (Math.log(tooLarge.bytes.length) - low)
  const guess = Math.floor(fits.quality + span * share)
  return Math.min(tooLarge.quality - 1, Math.max(fits.quality + 1, guess))
}

function smaller(one: Trial, other: Trial): Trial {
  return one.bytes.length <= other.bytes.length ? one : other
}
