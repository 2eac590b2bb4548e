import { describe, expect, it } from 'vitest'
import {
  contentHeightPx,
  firstPosition,
  positionOfSlot,
  scrollTopFor,
  slotCount,
  topOfPosition,
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

describe('a list that is too high for a browser', () => {
  const million: Viewport = { scrollTopPx: 0, heightPx: 640, rowHeightPx: 68, rowCount: 1_000_000 }
  const highest = contentHeightPx(million) - million.heightPx

  /** Where the upper edge of a row is on the screen, below that of the list. */
  const edgeOf = (position: number, at: Viewport): number => topOfPosition(position, at) - at.scrollTopPx

  it('is drawn no higher than browsers can, and others as high as they are', () => {
    expect(contentHeightPx(million)).toBeLessThan(16_700_000)
    expect(contentHeightPx({ ...million, rowCount: 200_000 })).toBe(200_000 * 68)
    expect(topOfPosition(999, { ...million, rowCount: 200_000, scrollTopPx: 4000 })).toBe(999 * 68)
  })

  it('begins with its first row and ends with its last', () => {
    expect(edgeOf(0, million)).toBe(0)
    const end = { ...million, scrollTopPx: highest }
    expect(edgeOf(999_999, end)).toBe(640 - 68)
    expect(positions(end)).toContain(999_999)
  })

  it.each([0, 1, 77, 1234, 5_000_000.5, 9_999_999, 15_999_000])('has no gap at scroll position %d', (scrollTopPx) => {
    const at = { ...million, scrollTopPx }
    const shown = positions(at).toSorted((one, other) => one - other)
    const edges = shown.map((position) => edgeOf(position, at))
    expect(edges.slice(1).every((edge, place) => Math.abs(edge - (edges[place] ?? 0) - 68) <= 1)).toBe(true)
    expect(edges[0]).toBeLessThanOrEqual(0)
    expect((edges.at(-1) ?? 0) + 68).toBeGreaterThanOrEqual(640)
  })

  it.each([0, 5, 499_999, 500_000, 999_998, 999_999])('brings row %i into sight as a whole', (position) => {
    for (const scrollTopPx of [0, 8_000_000, highest]) {
      const at = { ...million, scrollTopPx: scrollTopFor(position, { ...million, scrollTopPx }) }
      expect(edgeOf(position, at)).toBeGreaterThanOrEqual(0)
      expect(edgeOf(position, at) + 68).toBeLessThanOrEqual(640)
    }
  })
})
