import { describe, expect, it } from 'vitest'
import { chooseProofRows, type ProofCandidate } from '../../../src/batch/proof-rows.ts'
import { randomNumbers } from '../../support/facts.ts'

function candidate(row: number, width: number, height: number, more: Partial<ProofCandidate> = {}): ProofCandidate {
  return { row, width, height, bytes: width * height, hasAlpha: false, isAnimated: false, ...more }
}

function chosen(candidates: readonly ProofCandidate[]): Readonly<Record<string, number>> {
  return Object.fromEntries(chooseProofRows(candidates).map(({ row, reason }) => [reason, row]))
}

describe('proof rows', () => {
  it('are one of each kind', () => {
    const candidates = [
      candidate(0, 400, 300),
      candidate(1, 4000, 3000),
      candidate(2, 300, 400),
      candidate(3, 8000, 6000),
      candidate(4, 500, 400, { hasAlpha: true }),
      candidate(5, 480, 270, { isAnimated: true }),
      candidate(6, 100, 80),
      candidate(7, 640, 480),
    ]
    expect(chooseProofRows(candidates)).toEqual([
      { row: 3, reason: 'largest' },
      { row: 6, reason: 'smallest' },
      { row: 2, reason: 'portrait' },
      { row: 4, reason: 'transparent' },
      { row: 5, reason: 'animated' },
      { row: 0, reason: 'typical' },
    ])
  })

  it('are none without candidates, and none of those whose size is not known', () => {
    expect(chooseProofRows([])).toEqual([])
    expect(chooseProofRows([candidate(0, 0, 0), candidate(1, 0, 100)])).toEqual([])
  })

  it('are each chosen once, another of the kind where the first is taken', () => {
    expect(chosen([candidate(5, 300, 400, { hasAlpha: true })])).toEqual({ largest: 5 })
    const same = [0, 1, 2].map((row) => candidate(row, 300, 400))
    expect(chosen(same)).toEqual({ largest: 0, smallest: 2, portrait: 1 })
    expect(chosen([candidate(0, 30, 40), candidate(1, 300, 400), candidate(2, 60, 80)])).toEqual({
      largest: 1,
      smallest: 0,
      portrait: 2,
    })
  })

  it('take the larger file of two of one size for the largest', () => {
    expect(chosen([candidate(0, 40, 30, { bytes: 10 }), candidate(1, 40, 30, { bytes: 90 })])).toEqual({
      largest: 1,
      smallest: 0,
    })
  })

  it('are at most six, distinct, and of their kind, whatever comes', () => {
    const random = randomNumbers(7)
    for (let round = 0; round < 200; round += 1) {
      const candidates = Array.from({ length: random.below(20) }, (_, row) =>
        candidate(row, random.below(6) * 100, random.below(6) * 100, {
          hasAlpha: random.below(4) === 0,
          isAnimated: random.below(6) === 0,
        }),
      )
      const rows = chooseProofRows(candidates)
      expect(rows.length).toBeLessThanOrEqual(6)
      expect(new Set(rows.map(({ row }) => row)).size).toBe(rows.length)
      for (const { row, reason } of rows) {
        const { width = 0, height = 0, hasAlpha, isAnimated } = candidates[row] ?? {}
        expect(width * height).toBeGreaterThan(0)
        if (reason === 'portrait') expect(height).toBeGreaterThan(width)
        if (reason === 'transparent') expect(hasAlpha).toBe(true)
        if (reason === 'animated') expect(isAnimated).toBe(true)
      }
      const known = candidates.filter(({ width, height }) => width * height > 0).length
      expect(rows.length).toBeGreaterThanOrEqual(Math.min(known, 2))
    }
  })

  it('are typical by the median of pixels, among 100,000', () => {
    const random = randomNumbers(3)
    const candidates = random
      .shuffled(Array.from({ length: 100_000 }, (_, index) => 1000 + index / 50))
      .map((width, row) => candidate(row, width, width))
    const typical = chosen(candidates)['typical'] ?? -1
    const median = 2000 ** 2
    expect(Math.abs(Math.log2((candidates[typical]?.width ?? 0) ** 2 / median))).toBeLessThan(1 / 12)
  })

  it('are the same for the same candidates', () => {
    const candidates = Array.from({ length: 500 }, (_, row) => candidate(row, 100 + ((row * 37) % 900), 300))
    expect(chooseProofRows(candidates)).toEqual(chooseProofRows(candidates))
  })
})
