import { type OutputFormat, type SourceFormat, sourceFormats } from '../shared/image-facts.ts'
import type { LearnedSpeed } from './learned-speed.ts'

/** Sources of one format, in number and in millions of pixels. */
interface Sum {
  count: number
  megapixels: number
}

/** One source as far as its work goes; null while its header has not been read. */
export type Work = { readonly format: SourceFormat; readonly megapixels: number } | null

/**
 * How much of a batch's work there is and how much is done, by pixels and by what formats cost. Kept as sums by format:
 * asking costs the same for ten sources as for 100,000, and what is learned on the way holds for all of them at once.
 */
export class WorkShare {
  readonly #speed: LearnedSpeed
  readonly #outputFormats: (format: SourceFormat) => readonly OutputFormat[]
  readonly #all = sums()
  readonly #done = sums()
  #unknown = 0

  constructor(speed: LearnedSpeed, outputFormats: (format: SourceFormat) => readonly OutputFormat[]) {
    this.#speed = speed
    this.#outputFormats = outputFormats
  }

  add(work: Work): void {
    if (work === null) this.#unknown += 1
    else change(this.#all, work, 1)
  }

  /** Nothing will be done for it, or something else than was thought. */
  drop(work: Work): void {
    if (work === null) this.#unknown -= 1
    else change(this.#all, work, -1)
  }

  finish(work: NonNullable<Work>): void {
    change(this.#done, work, 1)
  }

  /** In milliseconds of one child, or where nothing is known of this machine, in a unit that only compares. */
  costOf(work: Work): number {
    if (work === null) return 0
    const { format, megapixels } = work
    const learnedMs = this.#speed.expectedMs(format, this.#outputFormats(format), megapixels)
    return learnedMs > 0 ? learnedMs : unlearnedCost(megapixels)
  }

  /** Cost of what is done, of what is known to be left, of a mean source, and how many are left of unknown cost. */
  totals(): { readonly done: number; readonly left: number; readonly mean: number; readonly unknown: number } {
    let done = 0
    let all = 0
    let count = 0
    for (const format of sourceFormats) {
      const known = this.#all[format]
      if (known.count === 0) continue
      // What a source costs grows in a straight line with its pixels, so the mean stands for all of them.
      done += this.#done[format].count * this.#meanCost(format, this.#done[format])
      all += known.count * this.#meanCost(format, known)
      count += known.count
    }
    return { done, left: Math.max(0, all - done), mean: count === 0 ? 0 : all / count, unknown: this.#unknown }
  }

  #meanCost(format: SourceFormat, { count, megapixels }: Sum): number {
    return count === 0 ? 0 : this.costOf({ format, megapixels: megapixels / count })
  }
}

function unlearnedCost(megapixels: number): number {
  return 0.2 + megapixels
}

function sums(): Readonly<Record<SourceFormat, Sum>> {
  const none = (): Sum => ({ count: 0, megapixels: 0 })
  return { jpeg: none(), png: none(), webp: none(), gif: none(), tiff: none(), svg: none(), avif: none() }
}

function change(
  into: Readonly<Record<SourceFormat, Sum>>,
  { format, megapixels }: NonNullable<Work>,
  sign: 1 | -1,
): void {
  into[format].count += sign
  into[format].megapixels += sign * megapixels
}
