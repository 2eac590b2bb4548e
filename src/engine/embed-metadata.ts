import type { Loss, LossCode, OutputSpec } from '../shared/child-tasks.ts'
import { assertNever } from '../shared/assert-never.ts'
import type { ImageFacts, OutputFormat } from '../shared/image-facts.ts'
import { sharp } from './load-sharp.ts'
import type { MetadataBlocks, Spliced } from './metadata/blocks.ts'
import { parseExif } from './metadata/exif-block.ts'
import { extendedXmp, resetXmp } from './metadata/reset-xmp.ts'
import { privateExif } from './metadata/private-exif.ts'
import { resetExif } from './metadata/reset-exif.ts'
import { exifOfTiff } from './metadata/tiff-exif.ts'
import { spliceJpeg } from './metadata/splice-jpeg.ts'
import { splicePng } from './metadata/splice-png.ts'
import { spliceWebp } from './metadata/splice-webp.ts'

const noBlocks: MetadataBlocks = { exif: null, xmp: null, iptc: null }

/** Reads the blocks of a source where any output wants them; costs a header read. */
export async function readMetadata(
  sourceBytes: Buffer,
  facts: ImageFacts,
  outputs: readonly OutputSpec[],
): Promise<MetadataBlocks> {
  const isWanted = outputs.some((output) => output.rendering.metadata !== 'strip')
  if (!isWanted || (!facts.hasExif && !facts.hasXmp && !facts.hasIptc)) return noBlocks
  const { exif, xmp, iptc } = await sharp(sourceBytes, { failOn: 'error' }).metadata()
  return {
    exif: facts.format === 'tiff' ? exifOfTiff(sourceBytes) : (exif ?? null),
    xmp: xmp ?? null,
    iptc: iptc ?? null,
  }
}

/** An output with its metadata in it. */
export interface Embedded {
  readonly bytes: Buffer
  readonly losses: readonly Loss[]
}

/**
 * Puts the metadata that the recipe lets through into an encoded output, which carries at most a profile so far.
 * Orientation is reset, because it is in the pixels; what the format cannot hold comes back as losses.
 */
export function embedMetadata(encoded: Buffer, source: MetadataBlocks, output: OutputSpec): Embedded {
  const { blocks, losses } = wantedBlocks(source, output)
  if (blocks.exif === null && blocks.xmp === null && blocks.iptc === null) return { bytes: encoded, losses }
  const { bytes, dropped } = splice(encoded, blocks, output.rendering.encoding.format)
  return { bytes, losses: [...losses, ...dropped.map(describeLoss)] }
}

function wantedBlocks(source: MetadataBlocks, output: OutputSpec): { blocks: MetadataBlocks; losses: readonly Loss[] } {
  const { metadata } = output.rendering
  switch (metadata) {
    case 'strip':
      return { blocks: noBlocks, losses: [] }
    case 'private':
      return { blocks: { ...noBlocks, exif: privateExif(source) }, losses: damageOf(source) }
    case 'keep': {
      const size = { width: output.width, height: output.height }
      const exif = source.exif === null ? null : resetExif(source.exif, size)
      const xmp = source.xmp === null ? null : resetXmp(source.xmp, size)
      return {
        blocks: { exif, xmp, iptc: source.iptc },
        losses: [...damageOf(source), ...extensionLoss(source)],
      }
    }
    default:
      return assertNever(metadata)
  }
}

function damageOf({ exif }: MetadataBlocks): readonly Loss[] {
  return exif !== null && parseExif(exif) === null ? [describeLoss('metadata-unreadable')] : []
}

/** XMP above 64 KB goes on in segments of its own, which decoders do not hand out. */
function extensionLoss({ xmp }: MetadataBlocks): readonly Loss[] {
  if (xmp?.includes(extendedXmp) !== true) return []
  return [{ code: 'xmp-dropped', message: 'The extended part of the XMP (edit history, depth maps) was dropped.' }]
}

function splice(encoded: Buffer, blocks: MetadataBlocks, format: OutputFormat): Spliced {
  switch (format) {
    case 'jpeg':
      return spliceJpeg(encoded, blocks)
    case 'png':
      return splicePng(encoded, blocks)
    case 'webp':
      return spliceWebp(encoded, blocks)
    case 'avif':
    case 'tiff':
    case 'gif':
      return { bytes: encoded, dropped: allOf(blocks) }
    default:
      return assertNever(format)
  }
}

function allOf(blocks: MetadataBlocks): readonly LossCode[] {
  const dropped: LossCode[] = []
  if (blocks.exif !== null) dropped.push('exif-dropped')
  if (blocks.xmp !== null) dropped.push('xmp-dropped')
  if (blocks.iptc !== null) dropped.push('iptc-dropped')
  return dropped
}

function describeLoss(code: LossCode): Loss {
  const words: Partial<Record<LossCode, string>> = {
    'exif-dropped': 'EXIF (camera, date, copyright) was dropped: the output format cannot hold it here.',
    'xmp-dropped': 'XMP was dropped: the output format cannot hold it here.',
    'iptc-dropped': 'IPTC was dropped: the output format cannot hold it.',
    'metadata-unreadable': 'EXIF of the source is damaged and was left out.',
  }
  return { code, message: words[code] ?? code }
}
