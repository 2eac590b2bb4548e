import { describe, expect, it } from 'vitest'
import {
  firstPosition,
  positionOfSlot,
  scrollTopFor,
  slotCount,
  type Viewport,
} from '../../../src/renderer/table/visible-rows.ts'

const viewport: Viewport = { scrollTopPx: 0, heightPx: 640, rowHeightPx: 32, rowCount: 100_000 }

function positions(at: Viewport): readonly number[] {
  const slots = slotCount(at)
  return Array.from({ length: slots }, (_, slot) => positionOfSlot(slot, slots, firstPosition(at)))
}

describe('what is in sight', () => {
  it.each([0, 1, 31, 32, 5000, 1_600_017, 3_199_360])('has a slot at scroll position %i', (scrollTopPx) => {
    const shown = new Set(positions({ ...viewport, scrollTopPx }))
    const first = Math.floor(scrollTopPx / 32)
    const last = Math.min(99_999, Math.floor((scrollTopPx + 639) / 32))
    for (let position = first; position <= last; position++) expect(shown.has(position)).toBe(true)
    expect(Math.max(...shown)).toBeLessThan(100_000)
    expect(Math.min(...shown)).toBeGreaterThanOrEqual(0)
  })

  it('needs no more slots than there is room for, or than there are rows', () => {
    expect(slotCount(viewport)).toBe(27)
    expect(slotCount({ ...viewport, rowCount: 5 })).toBe(5)
    expect(slotCount({ ...viewport, rowCount: 0 })).toBe(0)
  })

  it('moves one slot per row that is scrolled', () => {
    const before = positions({ ...viewport, scrollTopPx: 3200 })
    const after = positions({ ...viewport, scrollTopPx: 3232 })
    expect(after.filter((position, slot) => position !== before[slot])).toHaveLength(1)
  })
})

describe('bringing a row into sight', () => {
  it('moves as little as there can be', () => {
    const at = { ...viewport, scrollTopPx: 3200 }
    expect(scrollTopFor(100, at)).toBe(3200)
    expect(scrollTopFor(99, at)).toBe(3168)
    expect(scrollTopFor(119, at)).toBe(3200)
    expect(scrollTopFor(120, at)).toBe(3232)
  })
})
