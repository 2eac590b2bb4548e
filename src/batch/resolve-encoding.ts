import { assertNever } from '../shared/assert-never.ts'
import type { OutputFormat, SourceFormat } from '../shared/image-facts.ts'
import type { Encoding } from '../shared/plan.ts'
import { Format, type Output } from '../shared/recipe.ts'

/** Quality where the search for a target size begins, unless the recipe names one. */
const targetCeiling = 95

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
  const { format } = output
  switch (format.type) {
    case 'keep':
      return keepEncoding(format, sourceFormat === 'svg' ? 'png' : sourceFormat, output.targetBytes !== undefined)
    case 'jpeg': {
      const { quality, chroma, progressive, mozjpeg } = format
      return { format: 'jpeg', quality, chroma, progressive, mozjpeg }
    }
    case 'png':
      return { format: 'png', compression: format.compression }
    case 'webp':
    case 'avif':
      return { format: format.type, quality: format.quality, lossless: format.lossless, effort: format.effort }
    case 'gif':
      return { format: 'gif', colours: format.colours }
    case 'tiff':
      return { format: 'tiff', compression: format.compression }
    default:
      return assertNever(format)
  }
}

/** The defaults of the format that the source has, with what `keep` says about quality. */
function keepEncoding(
  keep: Extract<Output['format'], { type: 'keep' }>,
  type: OutputFormat,
  hasTarget: boolean,
): Encoding {
  const { type: format, ...settings } = Format.parse({ type })
  const encoding = { format, ...settings } as Encoding
  if (!('quality' in encoding)) return encoding
  const quality = keep.quality ?? (hasTarget ? targetCeiling : encoding.quality)
  return 'lossless' in encoding ? { ...encoding, quality, lossless: keep.lossless } : { ...encoding, quality }
}
