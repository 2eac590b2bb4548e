import { assertNever } from '../shared/assert-never.ts'
import type { Failure, FailureCode } from '../shared/failure.ts'

/**
 * Turns what libvips says into one of our failures. `phase` decides for messages that could come from either end:
 * decoding and encoding run in one pipeline.
 */
export function describeSharpError(error: unknown, phase: 'header' | 'pixels'): Failure {
  const said = error instanceof Error ? error.message : String(error)
  for (const [pattern, code, message] of known) {
    if (pattern.test(said)) return { code, message }
  }
  const line = firstLine(said)
  const detail = line === '' ? '' : ` (${line})`
  switch (phase) {
    case 'header':
      return {
        code: 'image-damaged',
        message: `The header of the picture is damaged${detail}. Export it again from its origin.`,
      }
    case 'pixels':
      return {
        code: 'image-damaged',
        message: `The picture is damaged or incomplete${detail}. Copy or export it again.`,
      }
    default:
      return assertNever(phase)
  }
}

const known: readonly (readonly [RegExp, FailureCode, string])[] = [
  [
    /exceeds pixel limit/i,
    'too-many-pixels',
    'The picture claims more than 268 million pixels, which is more than is opened. Split or shrink it with a special tool first.',
  ],
  [
    /insufficient memory|out of memory|cannot allocate|unable to allocate/i,
    'out-of-memory',
    'There was not enough memory for this picture. Run with fewer jobs (--jobs 1) or close other programs.',
  ],
  [
    /too large for the (\w+) format|processed image is too large/i,
    'output-too-large',
    'The result is larger than the format can hold. Choose a smaller size or another format.',
  ],
  [
    /unsupported image format/i,
    'format-unsupported',
    'This kind of picture is not read. Convert it to JPEG, PNG or TIFF first.',
  ],
]

function firstLine(text: string): string {
  const line = text.split('\n').find((part) => part.trim() !== '') ?? ''
  return line
    .replace(/^Input (?:buffer|file) has corrupt header:\s*/, '')
    .replace(/\s*:?\s*$/, '')
    .slice(0, 160)
}
