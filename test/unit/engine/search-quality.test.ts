import { describe, expect, it } from 'vitest'
import { searchQuality } from '../../../src/engine/search-quality.ts'

/** An encoder whose size grows with quality as a real one's does. */
function encoder(base: number, growth: number): { encode(quality: number): Promise<Buffer>; readonly tried: number[] } {
  const tried: number[] = []
  return {
    tried,
    encode: (quality) => {
      tried.push(quality)
      return Promise.resolve(Buffer.alloc(Math.round(base * Math.exp(quality * growth))))
    },
  }
}

describe('the search for a target size', () => {
  it('takes the ceiling when that fits, in one encode', async () => {
    const { encode, tried } = encoder(100, 0.01)
    expect(await searchQuality(encode, 10_000, 40, 95)).toMatchObject({ kind: 'found', trial: { quality: 95 } })
    expect(tried).toEqual([95])
  })

  it('never exceeds the target, uses nine tenths of it and needs at most six encodes', async () => {
    for (let step = 1; step < 40; step += 1) {
      const { encode, tried } = encoder(1000, 0.045)
      const target = 6_500 + step * 1_500
      const result = await searchQuality(encode, target, 40, 95)
      expect(result.kind).toBe('found')
      if (result.kind !== 'found') continue
      expect(result.trial.bytes.length).toBeLessThanOrEqual(target)
      expect(result.trial.bytes.length).toBeGreaterThan(target * 0.9)
      expect(tried.length).toBeLessThanOrEqual(6)
    }
  })

  it('says what the smallest came to when even the floor is too large', async () => {
    const { encode } = encoder(1000, 0.04)
    const result = await searchQuality(encode, 1_000, 40, 95)
    expect(result).toMatchObject({ kind: 'unreachable', smallest: { quality: 40 } })
  })

  it('ends for a curve with a step in it', async () => {
    const encode = (quality: number): Promise<Buffer> => Promise.resolve(Buffer.alloc(quality < 90 ? 500 : 50_000))
    expect(await searchQuality(encode, 1_000, 1, 100)).toMatchObject({ kind: 'found', trial: { quality: 89 } })
  })
})
