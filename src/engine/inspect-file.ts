import { closeSync } from 'node:fs'
import type { Metadata } from 'sharp'
import { fail, type Outcome, succeed } from '../shared/failure.ts'
import type { FileIdentity, ImageFacts, SourceFormat } from '../shared/image-facts.ts'
import { describeSharpError } from './describe-sharp-error.ts'
import { sharp } from './load-sharp.ts'
import { isSrgbProfile } from './metadata/icc-profile.ts'
import { takenOn } from './metadata/taken-on.ts'
import { openSource, readFully } from './read-source.ts'
import { sniffBytes, sniffFormat } from './sniff-format.ts'

/** Most JPEG and PNG headers end well before this; the rest is not read to learn what a picture is. */
const headBytes = 128 * 1024

/**
 * Reads what the header of one file says, without decoding a pixel. Never throws: whatever is wrong with the file
 * is a failure in words.
 */
export async function inspectFile(path: string): Promise<Outcome<ImageFacts>> {
  const opened = openSource(path)
  if (!opened.ok) return opened
  const { file, identity } = opened.value
  try {
    const head = readFully(file, Math.min(identity.bytes, headBytes))
    const sniffed = sniffFormat(head.subarray(0, sniffBytes))
    if (sniffed.kind === 'unknown') {
      return fail('not-a-picture', 'The contents are not those of any picture format that is known here.')
    }
    if (sniffed.kind === 'unsupported') {
      return fail(
        'format-unsupported',
        `${sniffed.name} is not read by this version. Convert it to JPEG, PNG or TIFF first.`,
      )
    }
    const isWhole = head.length === identity.bytes
    if (isWhole || sniffed.format === 'jpeg' || sniffed.format === 'png') {
      const facts = await readFacts(head, sniffed.format, identity, head)
      if (facts.ok || isWhole) return facts
    }
    return await readFacts(readFully(file, identity.bytes), sniffed.format, identity, head)
  } catch (error) {
    return fail(
      'input-unreadable',
      `The file cannot be read (${(error as Error).message}). Check the drive or share it is on.`,
    )
  } finally {
    closeSync(file)
  }
}

async function readFacts(
  bytes: Buffer,
  format: SourceFormat,
  identity: FileIdentity,
  head: Buffer,
): Promise<Outcome<ImageFacts>> {
  let metadata: Metadata
  try {
    metadata = await sharp(bytes, { failOn: 'error' }).metadata()
  } catch (error) {
    return { ok: false, failure: describeSharpError(error, 'header') }
  }
  const { width, height } = metadata.autoOrient
  if (width * height > maxPixels) return { ok: false, failure: describeSharpError('exceeds pixel limit', 'header') }
  const frames = metadata.pages ?? 1
  return succeed({
    format,
    width,
    height,
    orientation: orientationOf(metadata),
    channels: metadata.channels,
    bitsPerSample: bitsPerSample(metadata),
    hasAlpha: metadata.hasAlpha,
    colourModel: colourModel(metadata.space),
    profile: metadata.icc === undefined ? null : { isSrgb: isSrgbProfile(metadata.icc), bytes: metadata.icc.length },
    frames,
    isAnimated: frames > 1 && (format === 'gif' || format === 'webp'),
    isProgressive: metadata.isProgressive,
    hasExif: metadata.exif !== undefined,
    hasXmp: metadata.xmp !== undefined,
    hasIptc: metadata.iptc !== undefined,
    hasGainMap: format === 'jpeg' && gainMapMarks.some((mark) => head.includes(mark)),
    takenOn: metadata.exif === undefined ? null : takenOn(metadata.exif),
    identity,
  })
}

/** The limit of sharp's own `limitInputPixels`, checked before anything is planned. */
const maxPixels = 0x3fff ** 2

/** Namespaces of Ultra HDR (Google and ISO 21496-1) and Apple gain maps; they stand in the header of the base image. */
const gainMapMarks = ['http://ns.adobe.com/hdr-gain-map/', 'urn:iso:std:iso:ts:21496:-1', 'HDRGainMap']

function orientationOf(metadata: Metadata): number {
  const orientation = metadata.orientation ?? 1
  return orientation >= 1 && orientation <= 8 ? orientation : 1
}

function bitsPerSample(metadata: Metadata): number {
  if (metadata.bitsPerSample !== undefined) return metadata.bitsPerSample
  switch (metadata.depth) {
    case 'uchar':
    case 'char':
      return 8
    case 'ushort':
    case 'short':
      return 16
    default:
      return 32
  }
}

function colourModel(space: string): ImageFacts['colourModel'] {
  if (space === 'b-w' || space === 'grey16') return 'grey'
  if (space === 'cmyk') return 'cmyk'
  return space.startsWith('lab') ? 'lab' : 'rgb'
}
