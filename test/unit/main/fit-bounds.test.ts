import { describe, expect, it } from 'vitest'
import { fitBounds, type Rectangle } from '../../../src/main/fit-bounds.ts'
import { randomNumbers } from '../../support/facts.ts'

const laptop: Rectangle = { x: 0, y: 25, width: 1440, height: 875 }
const besides: Rectangle = { x: 1440, y: 0, width: 1920, height: 1080 }
const left: Rectangle = { x: -1920, y: -200, width: 1920, height: 1080 }
const saved = { x: 100, y: 100, width: 900, height: 700, isMaximized: false }

/** Pixels of the window that some display shows, across and down, where it shows most. */
function shown(bounds: Rectangle, displays: readonly Rectangle[]): { readonly across: number; readonly down: number } {
  return displays
    .map((display) => ({
      across: Math.min(bounds.x + bounds.width, display.x + display.width) - Math.max(bounds.x, display.x),
      down: Math.min(bounds.y + bounds.height, display.y + display.height) - Math.max(bounds.y, display.y),
    }))
    .reduce((best, one) => (one.across * one.down > best.across * best.down ? one : best), { across: 0, down: 0 })
}

describe('the window', () => {
  it('opens in the middle of the first display when nothing is remembered', () => {
    expect(fitBounds(null, [laptop, besides])).toEqual({ x: 80, y: 53, width: 1280, height: 820, isMaximized: false })
  })

  it('fills a display that is smaller than it would like', () => {
    const small = { x: 0, y: 0, width: 1024, height: 600 }
    expect(fitBounds(null, [small])).toEqual({ ...small, isMaximized: false })
  })

  it('opens where it was, on whichever display that is', () => {
    for (const [x, y] of [
      [100, 100],
      [1540, 40],
      [-1500, -150],
    ] as const) {
      expect(fitBounds({ ...saved, x, y }, [laptop, besides, left])).toEqual({ ...saved, x, y })
    }
  })

  it('stays maximised', () => {
    expect(fitBounds({ ...saved, isMaximized: true }, [laptop]).isMaximized).toBe(true)
    expect(fitBounds({ ...saved, x: 9000, isMaximized: true }, [laptop]).isMaximized).toBe(true)
  })

  it('comes to the first display in its own size when the one it was on is gone', () => {
    expect(fitBounds({ ...saved, x: 2000, y: 50 }, [laptop])).toEqual({ ...saved, x: 270, y: 113 })
  })

  it('is pulled in where it hung over an edge, and shrunk where the display is smaller now', () => {
    expect(fitBounds({ ...saved, x: 1200, y: 500 }, [laptop])).toEqual({ ...saved, x: 540, y: 200 })
    expect(fitBounds({ ...saved, width: 3000, height: 2000 }, [laptop])).toEqual({ ...laptop, isMaximized: false })
  })

  it('is not left where only a sliver of it, or no title bar, would be on a display', () => {
    const middle = { ...saved, x: 270, y: 113 }
    expect(fitBounds({ ...saved, x: 1430 }, [laptop])).toEqual(middle)
    expect(fitBounds({ ...saved, x: -850 }, [laptop])).toEqual(middle)
    expect(fitBounds({ ...saved, y: 890 }, [laptop])).toEqual(middle)
    expect(fitBounds({ ...saved, y: -600 }, [laptop])).toEqual(middle)
  })

  it('opens somewhere even where the system names no display', () => {
    expect(fitBounds(saved, [])).toMatchObject({ width: 900, height: 700 })
  })

  it('is wholly on a display that is large enough, whatever was remembered', () => {
    const random = randomNumbers(11)
    for (let round = 0; round < 2000; round += 1) {
      const displays = [laptop, besides, left].slice(0, 1 + random.below(3))
      const bounds = fitBounds(
        {
          x: random.below(8000) - 4000,
          y: random.below(8000) - 4000,
          width: 1 + random.below(5000),
          height: 1 + random.below(5000),
          isMaximized: false,
        },
        displays,
      )
      expect(shown(bounds, displays)).toEqual({ across: bounds.width, down: bounds.height })
      expect(bounds.width).toBeGreaterThanOrEqual(640)
      expect(bounds.height).toBeGreaterThanOrEqual(480)
    }
  })
})
