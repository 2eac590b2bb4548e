import type { Messages } from '../../shared/messages/catalogue.ts'

type QualityWord = keyof Messages['recipe']['format']['qualityWords']

/** From this quality on, by format: the same number looks different in each. */
const steps: Readonly<Record<'jpeg' | 'webp' | 'avif', readonly (readonly [number, QualityWord])[]>> = {
  jpeg: [
    [98, 'best'],
    [92, 'fine'],
    [85, 'high'],
    [70, 'web'],
    [50, 'small'],
  ],
  webp: [
    [97, 'best'],
    [91, 'fine'],
    [84, 'high'],
    [68, 'web'],
    [45, 'small'],
  ],
  avif: [
    [90, 'best'],
    [75, 'fine'],
    [60, 'high'],
    [42, 'web'],
    [28, 'small'],
  ],
}

/** What a quality of 1 to 100 means in this format, as the key of its words; `keep` is judged as JPEG is. */
export function qualityWord(type: 'keep' | 'jpeg' | 'webp' | 'avif', quality: number): QualityWord {
  const found = steps[type === 'keep' ? 'jpeg' : type].find(([from]) => quality >= from)
  return found?.[1] ?? 'rough'
}

/** Low, middle or high within 0 to `max`. */
export function effortWord(effort: number, max: number): 'low' | 'middle' | 'high' {
  if (effort < max / 3) return 'low'
  return effort > (max * 2) / 3 ? 'high' : 'middle'
}
