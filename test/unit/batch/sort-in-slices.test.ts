import { describe, expect, it } from 'vitest'
import { sortInSlices } from '../../../src/batch/sort-in-slices.ts'
import { randomNumbers } from '../../support/facts.ts'

describe('sorting in slices', () => {
  it.each([0, 1, 2, 4095, 4096, 4097, 8192, 12_289, 40_000])('orders %i names as a plain sort does', async (count) => {
    const random = randomNumbers(count)
    const names = Array.from({ length: count }, () => `img_${String(random.below(count))}.jpg`)
    expect(await sortInSlices(names)).toEqual(names.toSorted())
  })

  it('goes by code unit, not by language', async () => {
    expect(await sortInSlices(['\u00e4', 'b', 'a10', 'B', 'a2', 'A', '\u732b', '_'])).toEqual([
      'A',
      'B',
      '_',
      'a10',
      'a2',
      'b',
      '\u00e4',
      '\u732b',
    ])
  })

  it.each([3, 5000])('leaves the %i names that it was given as they were', async (count) => {
    const names = Array.from({ length: count }, (_, index) => String(count - index))
    const before = [...names]
    await sortInSlices(names)
    expect(names).toEqual(before)
  })

  it('gives the loop a turn after every slice, and while it merges them', async () => {
    let turns = 0
    let isCounting = true
    const count = (): void => {
      turns += 1
      if (isCounting) setImmediate(count)
    }
    setImmediate(count)
    await sortInSlices(Array.from({ length: 40_960 }, (_, index) => String((index * 7919) % 40_961)))
    isCounting = false
    // Ten slices, then four rounds of merging.
    expect(turns).toBeGreaterThanOrEqual(13)
  })
})
