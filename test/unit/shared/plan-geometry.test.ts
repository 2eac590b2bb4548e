import { describe, expect, it } from 'vitest'
import { planGeometry, type Size } from '../../../src/shared/plan-geometry.ts'
import { Resize } from '../../../src/shared/recipe.ts'
import { randomNumbers } from '../../support/facts.ts'

type ResizeInput = Parameters<typeof Resize.parse>[0]

function plan(width: number, height: number, resize: ResizeInput): ReturnType<typeof planGeometry> {
  return planGeometry({ width, height }, Resize.parse(resize))
}

function sizeOf(width: number, height: number, resize: ResizeInput): string {
  const size = plan(width, height, resize)
  return `${String(size.width)}×${String(size.height)}`
}

describe('the size of an output', () => {
  it.each([
    [{ mode: 'none' }, '4032×3024'],
    [{ mode: 'longest-side', size: 1920 }, '1920×1440'],
    [{ mode: 'shortest-side', size: 1920 }, '2560×1920'],
    [{ mode: 'fit', width: 800, height: 800 }, '800×600'],
    [{ mode: 'fit', width: 4000, height: 300 }, '400×300'],
    [{ mode: 'fill', width: 800, height: 800 }, '800×800'],
    [{ mode: 'pad', width: 800, height: 800 }, '800×800'],
    [{ mode: 'stretch', width: 500, height: 800 }, '500×800'],
    [{ mode: 'percent', percent: 25 }, '1008×756'],
    [{ mode: 'megapixels', megapixels: 3 }, '2000×1500'],
  ])('of a 4032×3024 picture under %j is %s', (resize, expected) => {
    expect(sizeOf(4032, 3024, resize)).toBe(expected)
  })

  it('of an upright picture has its long side upright', () => {
    expect(sizeOf(3024, 4032, { mode: 'longest-side', size: 1920 })).toBe('1440×1920')
    expect(sizeOf(3024, 4032, { mode: 'shortest-side', size: 1920 })).toBe('1920×2560')
  })

  it.each([
    { mode: 'longest-side', size: 1920 },
    { mode: 'shortest-side', size: 1920 },
    { mode: 'fit', width: 1920, height: 1920 },
    { mode: 'stretch', width: 1920, height: 1920 },
    { mode: 'percent', percent: 300 },
    { mode: 'megapixels', megapixels: 12 },
  ])('stays that of a small picture under %j, and the pixels are kept', (resize) => {
    expect(plan(100, 80, resize)).toEqual({ geometry: { kind: 'keep' }, width: 100, height: 80 })
  })

  it.each([
    [{ mode: 'longest-side', size: 1000, enlarge: true }, '1000×800'],
    [{ mode: 'shortest-side', size: 1000, enlarge: true }, '1250×1000'],
    [{ mode: 'fit', width: 1000, height: 400, enlarge: true }, '500×400'],
    [{ mode: 'fill', width: 1000, height: 300, enlarge: true }, '1000×300'],
    [{ mode: 'stretch', width: 1000, height: 20, enlarge: true }, '1000×20'],
    [{ mode: 'percent', percent: 300, enlarge: true }, '300×240'],
    [{ mode: 'megapixels', megapixels: 2, enlarge: true }, '1581×1265'],
  ])('grows under %j to %s', (resize, expected) => {
    expect(sizeOf(100, 80, resize)).toBe(expected)
  })

  it('is kept as it is where it is the size asked for already', () => {
    for (const resize of [
      { mode: 'longest-side', size: 100, enlarge: true },
      { mode: 'fill', width: 100, height: 80 },
      { mode: 'pad', width: 100, height: 80 },
      { mode: 'stretch', width: 100, height: 80 },
      { mode: 'percent', percent: 100 },
    ]) {
      expect(plan(100, 80, resize).geometry, resize.mode).toEqual({ kind: 'keep' })
    }
  })

  it('is never below one pixel', () => {
    expect(sizeOf(10_000, 3, { mode: 'longest-side', size: 100 })).toBe('100×1')
    expect(sizeOf(3, 10_000, { mode: 'percent', percent: 0.01 })).toBe('1×1')
    expect(sizeOf(10, 10, { mode: 'fill', width: 10_000, height: 1 })).toBe('10×1')
  })
})

describe('filling', () => {
  it('covers the whole box and says where the cut is', () => {
    expect(plan(4032, 3024, { mode: 'fill', width: 800, height: 800, position: 'attention' }).geometry).toEqual({
      kind: 'cover',
      width: 800,
      height: 800,
      position: 'attention',
    })
  })

  it('keeps the shape of a box that the picture does not cover', () => {
    expect(sizeOf(1000, 500, { mode: 'fill', width: 2000, height: 2000 })).toBe('500×500')
    expect(sizeOf(1000, 500, { mode: 'fill', width: 500, height: 1000 })).toBe('250×500')
  })
})

describe('padding', () => {
  it('puts the whole picture on a canvas of the size asked for', () => {
    expect(plan(4032, 3024, { mode: 'pad', width: 800, height: 800 }).geometry).toEqual({
      kind: 'pad',
      width: 800,
      height: 800,
      innerWidth: 800,
      innerHeight: 600,
    })
  })

  it('leaves a small picture as it is in the middle, unless it may grow', () => {
    const box = { mode: 'pad', width: 800, height: 400 }
    expect(plan(100, 80, box).geometry).toMatchObject({ width: 800, height: 400, innerWidth: 100, innerHeight: 80 })
    expect(plan(100, 80, { ...box, enlarge: true }).geometry).toMatchObject({ innerWidth: 500, innerHeight: 400 })
  })
})

describe('any size', () => {
  const random = randomNumbers(20_240_517)
  const edge = (): number => 1 + Math.floor(2 ** (random.next() * 14))
  const rounds = Array.from({ length: 1500 }, () => ({
    source: { width: edge(), height: edge() },
    box: { width: edge(), height: edge() },
    enlarge: random.below(2) === 1,
  }))
  const modes: readonly ((box: Size) => ResizeInput)[] = [
    ({ width }) => ({ mode: 'longest-side', size: width }),
    ({ width }) => ({ mode: 'shortest-side', size: width }),
    (box) => ({ mode: 'fit', ...box }),
    (box) => ({ mode: 'fill', ...box }),
    (box) => ({ mode: 'pad', ...box }),
    (box) => ({ mode: 'stretch', ...box }),
    ({ width }) => ({ mode: 'percent', percent: width / 50 }),
    ({ width, height }) => ({ mode: 'megapixels', megapixels: Math.max(0.0001, (width * height) / 1e6) }),
  ]

  /** The part of the output that shows the picture. */
  function shown(source: Size, box: Size, mode: (box: Size) => ResizeInput, enlarge: boolean): Size & { kind: string } {
    const { geometry, width, height } = planGeometry(source, Resize.parse({ ...(mode(box) as object), enlarge }))
    return geometry.kind === 'pad'
      ? { kind: 'pad', width: geometry.innerWidth, height: geometry.innerHeight }
      : { kind: geometry.kind, width, height }
  }

  it.each(modes)('is whole pixels, at least one, and no larger than the source unless it may be', (mode) => {
    for (const { source, box, enlarge } of rounds) {
      const { width, height } = shown(source, box, mode, enlarge)
      const from = JSON.stringify({ source, box, enlarge })
      expect(Number.isSafeInteger(width) && Number.isSafeInteger(height), from).toBe(true)
      expect(Math.min(width, height), from).toBeGreaterThanOrEqual(1)
      if (enlarge) continue
      expect(width, from).toBeLessThanOrEqual(source.width)
      expect(height, from).toBeLessThanOrEqual(source.height)
    }
  })

  it.each(modes.filter((_, index) => index !== 3 && index !== 5))('keeps the shape to the pixel', (mode) => {
    for (const { source, box, enlarge } of rounds) {
      const { width, height } = shown(source, box, mode, enlarge)
      const from = JSON.stringify({ source, box, enlarge, width, height })
      // One side is exact to half a pixel, so the other is off by no more than that, carried over.
      const scales = [width / source.width, height / source.height] as const
      const tolerance = Math.max(0.5 / source.width, 0.5 / source.height) + 1e-9
      const isTiny = width === 1 || height === 1
      if (!isTiny) expect(Math.abs(scales[0] - scales[1]), from).toBeLessThanOrEqual(2 * tolerance)
      const long = source.width >= source.height ? scales[0] : scales[1]
      const short = Math.min(source.width, source.height)
      expect(Math.abs(Math.min(width, height) - Math.max(1, short * long)), from).toBeLessThanOrEqual(1)
    }
  })

  it('stays inside the box of a fit and touches one of its sides', () => {
    for (const { source, box } of rounds) {
      const { width, height } = planGeometry(source, Resize.parse({ mode: 'fit', ...box, enlarge: true }))
      const from = JSON.stringify({ source, box, width, height })
      expect(width <= box.width && height <= box.height, from).toBe(true)
      expect(width === box.width || height === box.height, from).toBe(true)
    }
  })

  it('has the asked length on the side that was asked for', () => {
    for (const { source, box } of rounds) {
      const longest = planGeometry(source, Resize.parse({ mode: 'longest-side', size: box.width, enlarge: true }))
      expect(Math.max(longest.width, longest.height)).toBe(box.width)
      const shortest = planGeometry(source, Resize.parse({ mode: 'shortest-side', size: box.width, enlarge: true }))
      expect(Math.min(shortest.width, shortest.height)).toBe(box.width)
    }
  })

  it('keeps the shape of the box that is filled', () => {
    for (const { source, box, enlarge } of rounds) {
      const { width, height } = planGeometry(source, Resize.parse({ mode: 'fill', ...box, enlarge }))
      const from = JSON.stringify({ source, box, enlarge, width, height })
      if (box.width >= box.height)
        expect(Math.abs(height - Math.max(1, (width * box.height) / box.width)), from).toBeLessThanOrEqual(1)
      else expect(Math.abs(width - Math.max(1, (height * box.width) / box.height)), from).toBeLessThanOrEqual(1)
    }
  })
})
