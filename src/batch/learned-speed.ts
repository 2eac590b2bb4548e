import type { OutputFormat, SourceFormat } from '../shared/image-facts.ts'

/** What this machine has shown of how long a source takes, by its format and the formats that it becomes. */
export interface LearnedSpeed {
  /** A source is done: with `megapixels` of its own it took `elapsedMs` from start to end. */
  learn(sourceFormat: SourceFormat, outputFormats: readonly OutputFormat[], megapixels: number, elapsedMs: number): void
  /** Milliseconds that a source will probably take; 0 while nothing at all has been learned. */
  expectedMs(sourceFormat: SourceFormat, outputFormats: readonly OutputFormat[], megapixels: number): number
}

/** A memory without anything in it. */
export function createLearnedSpeed(): LearnedSpeed {
  const linesByPair = new Map<string, LearnedLine>()
  /** How this machine compares with the table, over everything that was learned. */
  const machine = new LearnedFactor()

  const expectedMs: LearnedSpeed['expectedMs'] = (sourceFormat, outputFormats, megapixels) => {
    const line = linesByPair.get(pairKey(sourceFormat, outputFormats))
    if (line !== undefined) return line.at(megapixels)
    return machine.isKnown ? costAt(tableCost(sourceFormat, outputFormats), megapixels) * machine.value : 0
  }

  return {
    expectedMs,
    learn: (sourceFormat, outputFormats, megapixels, elapsedMs) => {
      const isUsable = Number.isFinite(elapsedMs) && elapsedMs > 0 && Number.isFinite(megapixels) && megapixels > 0
      if (!isUsable || outputFormats.length === 0) return
      const cost = tableCost(sourceFormat, outputFormats)
      const key = pairKey(sourceFormat, outputFormats)
      const line = linesByPair.get(key) ?? new LearnedLine(cost)
      linesByPair.set(key, line)
      line.learn(megapixels, elapsedMs)
      machine.learn(elapsedMs / costAt(cost, megapixels))
    },
  }
}

/** Work as a part per file and a part per million pixels of the source. */
interface Cost {
  readonly fixed: number
  readonly perMegapixel: number
}

/** Milliseconds on an ordinary core: what decoding takes, the read and the commit among the fixed part. */
const decodeCosts: Readonly<Record<SourceFormat, Cost>> = {
  jpeg: { fixed: 12, perMegapixel: 7 },
  png: { fixed: 12, perMegapixel: 22 },
  webp: { fixed: 12, perMegapixel: 18 },
  gif: { fixed: 14, perMegapixel: 25 },
  tiff: { fixed: 12, perMegapixel: 14 },
  svg: { fixed: 25, perMegapixel: 30 },
  avif: { fixed: 15, perMegapixel: 40 },
}

/** What an output of an ordinary size adds. How large it is, is not known here: a line of the pair learns that. */
const encodeCosts: Readonly<Record<OutputFormat, Cost>> = {
  jpeg: { fixed: 12, perMegapixel: 3 },
  png: { fixed: 40, perMegapixel: 12 },
  webp: { fixed: 60, perMegapixel: 12 },
  avif: { fixed: 180, perMegapixel: 40 },
  gif: { fixed: 80, perMegapixel: 20 },
  tiff: { fixed: 25, perMegapixel: 8 },
}

function tableCost(sourceFormat: SourceFormat, outputFormats: readonly OutputFormat[]): Cost {
  return outputFormats
    .map((format) => encodeCosts[format])
    .reduce(
      (sum, cost) => ({ fixed: sum.fixed + cost.fixed, perMegapixel: sum.perMegapixel + cost.perMegapixel }),
      decodeCosts[sourceFormat],
    )
}

function costAt(cost: Cost, megapixels: number): number {
  return cost.fixed + cost.perMegapixel * megapixels
}

/** Several outputs cost the same in whatever order. */
function pairKey(sourceFormat: SourceFormat, outputFormats: readonly OutputFormat[]): string {
  return [sourceFormat, ...outputFormats.toSorted()].join(' ')
}

/** A sample counts this share of the one that came after it: of fifty, the oldest still counts a third. */
const fading = 0.98
/** One sample cannot claim more than this many times what is expected, nor less than its inverse. */
const mostSurprise = 4
/** Samples before anything is taken for a surprise. */
const trustedSamples = 3
/** Squared megapixels that samples must differ by before their slope weighs as much as the table's. */
const slopeDoubt = 20

/** A straight line through milliseconds by megapixels, fitted as samples come and fading with time. */
class LearnedLine {
  readonly #table: Cost
  #weight = 0
  #samples = 0
  #meanMegapixels = 0
  #meanMs = 0
  /** Weighted sums about the means. */
  #squares = 0
  #products = 0

  constructor(table: Cost) {
    this.#table = table
  }

  learn(megapixels: number, elapsedMs: number): void {
    const expected = this.at(megapixels)
    const ms = this.#samples < trustedSamples ? elapsedMs : within(elapsedMs, expected)
    this.#samples += 1
    this.#weight = this.#weight * fading + 1
    const offset = megapixels - this.#meanMegapixels
    this.#meanMegapixels += offset / this.#weight
    this.#meanMs += (ms - this.#meanMs) / this.#weight
    this.#squares = this.#squares * fading + offset * (megapixels - this.#meanMegapixels)
    this.#products = this.#products * fading + offset * (ms - this.#meanMs)
  }

  /** Goes through the mean of the samples; the slope leans on the table's until sizes differ enough to show their own. */
  at(megapixels: number): number {
    if (this.#samples === 0) return 0
    const scale = this.#meanMs / costAt(this.#table, this.#meanMegapixels)
    const slope = (this.#products + slopeDoubt * this.#table.perMegapixel * scale) / (this.#squares + slopeDoubt)
    // Neither may a larger picture take less, nor a file without pixels less than nothing.
    const likely = Math.min(this.#meanMs / this.#meanMegapixels, Math.max(0, slope))
    return this.#meanMs + likely * (megapixels - this.#meanMegapixels)
  }
}

/** A ratio, averaged as ratios are: twice and half cancel out. */
class LearnedFactor {
  #weight = 0
  #samples = 0
  #meanLog = 0

  get isKnown(): boolean {
    return this.#samples > 0
  }

  get value(): number {
    return Math.exp(this.#meanLog)
  }

  learn(ratio: number): void {
    const trusted = this.#samples < trustedSamples ? ratio : within(ratio, this.value)
    this.#samples += 1
    this.#weight = this.#weight * fading + 1
    this.#meanLog += (Math.log(trusted) - this.#meanLog) / this.#weight
  }
}

function within(value: number, expected: number): number {
  return Math.min(expected * mostSurprise, Math.max(expected / mostSurprise, value))
}
