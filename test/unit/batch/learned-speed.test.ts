import { describe, expect, it } from 'vitest'
import { createLearnedSpeed } from '../../../src/batch/learned-speed.ts'
import { randomNumbers } from '../../support/facts.ts'

describe('a memory of speed', () => {
  it('expects nothing before anything was learned', () => {
    expect(createLearnedSpeed().expectedMs('jpeg', ['webp'], 12)).toBe(0)
  })

  it('expects what it has seen', () => {
    const speed = createLearnedSpeed()
    speed.learn('jpeg', ['jpeg'], 12, 150)
    expect(speed.expectedMs('jpeg', ['jpeg'], 12)).toBeCloseTo(150)
  })

  it('finds the part per file and the part per megapixel', () => {
    const speed = createLearnedSpeed()
    const random = randomNumbers(1)
    for (let count = 0; count < 200; count += 1) {
      const megapixels = 1 + random.next() * 23
      speed.learn('jpeg', ['webp'], megapixels, (40 + 25 * megapixels) * (0.9 + random.next() * 0.2))
    }
    for (const megapixels of [0.5, 2, 12, 24, 50]) {
      const ratio = speed.expectedMs('jpeg', ['webp'], megapixels) / (40 + 25 * megapixels)
      expect(ratio, `${String(megapixels)} MP`).toBeGreaterThan(0.7)
      expect(ratio, `${String(megapixels)} MP`).toBeLessThan(1.3)
    }
  })

  it('never expects less of a larger picture, nor less than nothing of a small one', () => {
    const random = randomNumbers(2)
    for (let round = 0; round < 50; round += 1) {
      const speed = createLearnedSpeed()
      for (let count = 0; count < 10; count += 1)
        speed.learn('png', ['avif'], 0.01 + random.next() * 30, random.next() * 900 + 1)
      const expected = [0.001, 1, 5, 30, 200].map((megapixels) => speed.expectedMs('png', ['avif'], megapixels))
      expect(expected).toEqual(expected.toSorted((one, other) => one - other))
      expect(expected[0]).toBeGreaterThanOrEqual(0)
    }
  })

  it('is not thrown off by one picture that took for ever', () => {
    const speed = createLearnedSpeed()
    for (let count = 0; count < 50; count += 1) speed.learn('jpeg', ['jpeg'], 12, 150)
    speed.learn('jpeg', ['jpeg'], 12, 300_000)
    expect(speed.expectedMs('jpeg', ['jpeg'], 12)).toBeLessThan(200)
  })

  it('follows a machine that has become slower', () => {
    const speed = createLearnedSpeed()
    for (let count = 0; count < 200; count += 1) speed.learn('jpeg', ['jpeg'], 12, 150)
    for (let count = 0; count < 150; count += 1) speed.learn('jpeg', ['jpeg'], 12, 1500)
    expect(speed.expectedMs('jpeg', ['jpeg'], 12)).toBeGreaterThan(1200)
  })

  it('judges a pair it has not seen by what the formats cost and how fast the machine was with others', () => {
    const slow = createLearnedSpeed()
    const fast = createLearnedSpeed()
    for (let count = 0; count < 5; count += 1) {
      slow.learn('jpeg', ['jpeg'], 12, 600)
      fast.learn('jpeg', ['jpeg'], 12, 100)
    }
    const avif = fast.expectedMs('jpeg', ['avif'], 12)
    expect(avif).toBeGreaterThan(2 * fast.expectedMs('jpeg', ['jpeg'], 12))
    expect(slow.expectedMs('jpeg', ['avif'], 12) / avif).toBeCloseTo(6)
  })

  it('takes several outputs as one pair, in whatever order', () => {
    const speed = createLearnedSpeed()
    speed.learn('jpeg', ['webp', 'jpeg', 'webp'], 12, 700)
    expect(speed.expectedMs('jpeg', ['jpeg', 'webp', 'webp'], 12)).toBeCloseTo(700)
    expect(speed.expectedMs('jpeg', ['jpeg', 'webp'], 12)).toBeLessThan(700)
  })

  it('learns nothing from figures that cannot be', () => {
    const speed = createLearnedSpeed()
    for (const [megapixels, elapsedMs] of [
      [0, 100],
      [12, 0],
      [12, Number.NaN],
      [Number.NaN, 100],
      [-1, 100],
    ] as const) {
      speed.learn('jpeg', ['jpeg'], megapixels, elapsedMs)
    }
    speed.learn('jpeg', [], 12, 100)
    expect(speed.expectedMs('jpeg', ['jpeg'], 12)).toBe(0)
  })
})
