import { describe, expect, it } from 'vitest'
import { estimateTimeLeft, type Progress } from '../../../src/batch/progress-estimate.ts'

const halfway: Progress = {
  doneMegapixels: 120,
  knownMegapixels: 120,
  unknownCount: 0,
  meanMegapixels: 12,
  elapsedMs: 10_000,
  doneCount: 10,
}

function estimate(changes: Partial<Progress>): { readonly lowMs: number; readonly highMs: number } {
  const found = estimateTimeLeft({ ...halfway, ...changes })
  if (found === null) throw new Error('Expected an estimate')
  return found
}

/** The middle of the range, as ratios go. */
function likelyMs(changes: Partial<Progress>): number {
  const { lowMs, highMs } = estimate(changes)
  return Math.sqrt(lowMs * highMs)
}

describe('the time left', () => {
  it('is as long as it took so far when half is done', () => {
    expect(likelyMs({})).toBeCloseTo(10_000)
  })

  it('is weighted by pixels, not by count', () => {
    expect(likelyMs({ knownMegapixels: 1200 })).toBeCloseTo(100_000)
    expect(likelyMs({ knownMegapixels: 1.2 })).toBeCloseTo(100)
  })

  it('takes sources whose headers are unread for average ones', () => {
    expect(likelyMs({ unknownCount: 10 })).toBeCloseTo(20_000)
    expect(likelyMs({ knownMegapixels: 0, unknownCount: 20 })).toBeCloseTo(20_000)
  })

  it('is a range that narrows as more is done, down to a twentieth', () => {
    const widths = [3, 10, 100, 900, 100_000].map((doneCount) => {
      const { lowMs, highMs } = estimate({ doneCount })
      expect(lowMs).toBeLessThan(highMs)
      return highMs / lowMs
    })
    expect(widths).toEqual(widths.toSorted((one, other) => other - one))
    expect(widths[0]).toBeGreaterThan(3)
    expect(Math.sqrt(widths.at(-1) ?? 0)).toBeCloseTo(1.05)
  })

  it('is nothing when nothing is left', () => {
    expect(estimate({ knownMegapixels: 0 })).toEqual({ lowMs: 0, highMs: 0 })
  })

  it.each([
    ['fewer than three are done', { doneCount: 2 }],
    ['it has run for less than a second', { elapsedMs: 999 }],
    ['what is done had no pixels', { doneMegapixels: 0 }],
  ])('is unknown while %s', (_, changes) => {
    expect(estimateTimeLeft({ ...halfway, ...changes })).toBeNull()
  })

  it('is known from the third file and the first second on', () => {
    expect(estimateTimeLeft({ ...halfway, doneCount: 3, elapsedMs: 1000 })).not.toBeNull()
  })
})
