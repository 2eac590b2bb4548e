import type { proofReasons } from '../shared/ipc-contract.ts'

export interface ProofCandidate {
  readonly row: number
  /** Pixels, upright; what is not known yet is 0, and such a row is passed over. */
  readonly width: number
  readonly height: number
  readonly bytes: number
  readonly hasAlpha: boolean
  readonly isAnimated: boolean
}

export interface ProofRow {
  readonly row: number
  readonly reason: (typeof proofReasons)[number]
}

/**
 * At most six rows that tell whether a recipe suits the lot, each at most once. One pass, nothing sorted: 100,000 rows
 * take a few milliseconds, and the typical one is right to within a twentieth of its pixels.
 */
export function chooseProofRows(candidates: Iterable<ProofCandidate>): readonly ProofRow[] {
  const survey = new Survey()
  for (const candidate of candidates) survey.look(candidate)
  const chosen = new Map<number, ProofRow['reason']>()
  for (const reason of ['largest', 'smallest', 'portrait', 'transparent', 'animated', 'typical'] as const) {
    const row = survey.rowsFor(reason).find((candidate) => !chosen.has(candidate))
    if (row !== undefined) chosen.set(row, reason)
  }
  return [...chosen].map(([row, reason]) => ({ row, reason }))
}

/** Rows kept of each kind: with six to be chosen, one of them is always free. */
const keptRows = 6
/** Classes of size in a doubling of the pixels. */
const classesPerDoubling = 16

/** More doublings than any picture has: the sides of one are below 2 ** 32. */
const sizeClasses = 64 * classesPerDoubling

class Survey {
  #largest: Extreme | null = null
  #smallest: Extreme | null = null
  readonly #portraits: number[] = []
  readonly #transparent: number[] = []
  readonly #animated: number[] = []
  /** Candidates of each class of size, and the first rows of it. */
  readonly #classCounts = new Uint32Array(sizeClasses + 1)
  readonly #classRows: (number[] | undefined)[] = []
  #count = 0

  look({ row, width, height, bytes, hasAlpha, isAnimated }: ProofCandidate): void {
    const pixels = width * height
    if (pixels === 0) return
    this.#count += 1
    if (this.#largest === null || isMore(pixels, bytes, this.#largest)) this.#largest = { row, pixels, bytes }
    // Of equals the last, as the largest is the first of them: two rows where there are two.
    if (this.#smallest === null || !isMore(pixels, bytes, this.#smallest)) this.#smallest = { row, pixels, bytes }
    if (height > width) keep(this.#portraits, row)
    if (hasAlpha) keep(this.#transparent, row)
    if (isAnimated) keep(this.#animated, row)
    const place = Math.round(Math.log2(pixels) * classesPerDoubling)
    this.#classCounts[place] = (this.#classCounts[place] ?? 0) + 1
    keep((this.#classRows[place] ??= []), row)
  }

  /** Rows of this kind, the most telling first. */
  rowsFor(reason: ProofRow['reason']): readonly number[] {
    switch (reason) {
      case 'largest':
        return this.#largest === null ? [] : [this.#largest.row]
      case 'smallest':
        return this.#smallest === null ? [] : [this.#smallest.row]
      case 'portrait':
        return this.#portraits
      case 'transparent':
        return this.#transparent
      case 'animated':
        return this.#animated
      case 'typical':
        return this.#typical()
    }
  }

  /** From the class that holds the median, then from those around it. */
  #typical(): readonly number[] {
    let before = 0
    const middle = this.#classCounts.findIndex((count) => {
      before += count
      return before * 2 >= this.#count
    })
    return this.#classRows
      .map((rows = [], place) => ({ rows, distance: Math.abs(place - middle) }))
      .sort((one, other) => one.distance - other.distance)
      .flatMap(({ rows }) => rows)
  }
}

interface Extreme {
  readonly row: number
  readonly pixels: number
  readonly bytes: number
}

function isMore(pixels: number, bytes: number, than: Extreme): boolean {
  return pixels === than.pixels ? bytes > than.bytes : pixels > than.pixels
}

function keep(rows: number[], row: number): void {
  if (rows.length < keptRows) rows.push(row)
}
