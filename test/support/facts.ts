import { seededRandom } from '../../scripts/support/random.ts'
import type { ImageFacts } from '../../src/shared/image-facts.ts'

/** What the header of a plain 4032×3024 JPEG from a camera says, except where told otherwise. */
export function makeFacts(overrides: Partial<ImageFacts> = {}): ImageFacts {
  return {
    format: 'jpeg',
    width: 4032,
    height: 3024,
    orientation: 1,
    channels: 3,
    bitsPerSample: 8,
    hasAlpha: false,
    colourModel: 'rgb',
    profile: null,
    frames: 1,
    isAnimated: false,
    isProgressive: false,
    hasExif: true,
    hasXmp: false,
    hasIptc: false,
    hasGainMap: false,
    takenOn: '2024-05-17',
    identity: { device: 1n, inode: 1n, bytes: 3_000_000, modifiedNs: 1_700_000_000_000_000_000n },
    ...overrides,
  }
}

export interface RandomNumbers {
  /** From 0 up to, but not including, 1. */
  next(): number
  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number
  oneOf<Value>(values: readonly Value[]): Value
  shuffled<Value>(values: readonly Value[]): readonly Value[]
}

/** The same numbers for the same seed. */
export function randomNumbers(seed: number): RandomNumbers {
  const next = seededRandom(seed)
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    oneOf: (values) => {
      const index = below(values.length)
      if (values.length === 0) throw new Error('Expected something to choose from.')
      return values[index] as (typeof values)[number]
    },
    shuffled: (values) => {
      const result = [...values]
      for (let index = result.length - 1; index > 0; index -= 1) {
        const other = below(index + 1)
        const [one, two] = [result[index], result[other]] as [(typeof result)[number], (typeof result)[number]]
        result[index] = two
        result[other] = one
      }
      return result
    },
  }
}
