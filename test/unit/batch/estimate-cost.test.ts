import { describe, expect, it } from 'vitest'
import { estimateMemoryBytes } from '../../../src/batch/estimate-cost.ts'
import { planGeometry } from '../../../src/shared/plan-geometry.ts'
import type { ImageFacts } from '../../../src/shared/image-facts.ts'
import type { Encoding, PlannedOutput } from '../../../src/shared/plan.ts'
import { makeFacts } from '../../support/facts.ts'
import { plainRendering } from '../../support/plain-rendering.ts'

const jpeg = { format: 'jpeg', quality: 82, chroma: 'auto', progressive: false, mozjpeg: false } as const
const webp = { format: 'webp', quality: 80, lossless: false, effort: 4 } as const
const avif = { format: 'avif', quality: 50, lossless: false, effort: 4 } as const

function output(edgePx: number, encoding: Encoding = jpeg, changes: Partial<PlannedOutput> = {}): PlannedOutput {
  const source = { width: 4032, height: 3024 }
  const resize = { mode: 'longest-side', size: edgePx, enlarge: true, kernel: 'lanczos3', linearLight: false } as const
  const { geometry, width, height } = planGeometry(source, resize)
  return {
    index: 0,
    path: '/out/a',
    format: encoding.format,
    width,
    height,
    rendering: { ...plainRendering, geometry, encoding },
    action: 'write',
    overwrite: false,
    keepPath: null,
    whenNotSmaller: 'write',
    estimatedBytes: 0,
    ...changes,
  }
}

function memory(facts: Partial<ImageFacts>, ...outputs: readonly PlannedOutput[]): number {
  return estimateMemoryBytes(makeFacts(facts), outputs.length === 0 ? [output(1920)] : outputs)
}

describe('the memory that a job needs', () => {
  it('is a whole number of bytes above that of an idle child', () => {
    const bytes = memory({})
    expect(Number.isSafeInteger(bytes)).toBe(true)
    expect(bytes).toBeGreaterThan(90e6)
    expect(bytes).toBeLessThan(500e6)
  })

  it.each([
    ['a progressive JPEG', { isProgressive: true }],
    ['a picture that has to be turned by a quarter', { orientation: 6 }],
    ['an interlaced PNG', { format: 'png', isProgressive: true }],
    ['an AVIF', { format: 'avif' }],
    ['a GIF', { format: 'gif' }],
    ['a larger file', { identity: { ...makeFacts().identity, bytes: 90_000_000 } }],
  ] as const)('is more for %s than for a plain one', (_, facts) => {
    expect(memory(facts)).toBeGreaterThan(memory({}))
  })

  it('is no more for a picture that is turned by half', () => {
    expect(memory({ orientation: 3 })).toBe(memory({ orientation: 1 }))
  })

  it('grows with the depth of what is decoded whole', () => {
    const interlaced = { format: 'png', isProgressive: true } as const
    const deep = memory({ ...interlaced, bitsPerSample: 16 })
    expect(deep - memory(interlaced)).toBe(4032 * 3024 * 3)
  })

  it('grows with the size, the number and the format of what is written', () => {
    expect(memory({}, output(4032))).toBeGreaterThan(memory({}, output(800)))
    expect(memory({}, output(1920), output(800))).toBeGreaterThan(memory({}, output(1920)))
    expect(memory({}, output(1920, avif))).toBeGreaterThan(memory({}, output(1920, jpeg)))
    expect(memory({}, output(1920, { ...jpeg, mozjpeg: true }))).toBeGreaterThan(memory({}, output(1920, jpeg)))
  })

  it('counts every frame of an animation that is kept', () => {
    const animated = output(400, webp)
    const kept = output(400, webp, { rendering: { ...animated.rendering, animated: true } })
    const facts = { format: 'gif', frames: 40, isAnimated: true } as const
    expect(memory(facts, kept) - memory(facts, animated)).toBe(39 * 400 * 300 * 6)
  })

  it('leaves out what is not written', () => {
    const skipped = output(4032, avif, { action: 'skip' })
    expect(memory({}, output(800), skipped)).toBe(memory({}, output(800)))
    expect(memory({}, skipped)).toBeGreaterThan(0)
  })
})
