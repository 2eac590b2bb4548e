import { assertNever } from '../shared/assert-never.ts'
import type { OutputFormat, SourceFormat } from '../shared/image-facts.ts'
import type { Encoding } from '../shared/plan.ts'
import { Format, type Output } from '../shared/recipe.ts'
import { defaultQuality } from '../shared/recipe-choices.ts'

/** The largest edge that a format can hold, in pixels. */
export const maxEdgeOf: Readonly<Record<OutputFormat, number>> = {
  jpeg: 65_535,
  png: 65_535,
  webp: 16_383,
  avif: 16_384,
  gif: 65_535,
  tiff: 65_535,
}

/** Decides every setting of an output's encoding for a source of this format. */
export function resolveEncoding(output: Output, sourceFormat: SourceFormat): Encoding {
  const { format, targetBytes } = output
  if (format.type !== 'keep') return encodingOf(format, targetBytes)
  return encodingOf(formatOf(sourceFormat === 'svg' ? 'png' : sourceFormat, format), targetBytes)
}

/** The format that the source has with its defaults, and what `keep` says about quality. */
function formatOf(type: OutputFormat, keep: Extract<Format, { type: 'keep' }>): Exclude<Format, { type: 'keep' }> {
  const format = Format.parse({ type }) as Exclude<Format, { type: 'keep' }>
  const { quality, lossless } = keep
  if (format.type === 'jpeg') return { ...format, quality }
  return format.type === 'webp' || format.type === 'avif' ? { ...format, quality, lossless } : format
}

function encodingOf(format: Exclude<Format, { type: 'keep' }>, targetBytes: number | undefined): Encoding {
  const qualityOf = (type: 'jpeg' | 'webp' | 'avif', quality: number | undefined): number =>
    quality ?? defaultQuality(type, targetBytes !== undefined)
  switch (format.type) {
    case 'jpeg': {
      const { chroma, progressive, mozjpeg } = format
      return { format: 'jpeg', quality: qualityOf('jpeg', format.quality), chroma, progressive, mozjpeg }
    }
    case 'png':
      return { format: 'png', compression: format.compression }
    case 'webp':
    case 'avif': {
      const { type, lossless, effort } = format
      return { format: type, quality: qualityOf(type, format.quality), lossless, effort }
    }
    case 'gif':
      return { format: 'gif', colours: format.colours }
    case 'tiff':
      return { format: 'tiff', compression: format.compression }
    default:
      return assertNever(format)
  }
}
