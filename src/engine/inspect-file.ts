import { closeSync } from 'node:fs'
import type { Metadata } from 'sharp'
import { assertNever } from '../shared/assert-never.ts'
import { fail, type Outcome, succeed } from '../shared/failure.ts'
import type { FileIdentity, ImageFacts, SourceFormat } from '../shared/image-facts.ts'
import { describeSharpError } from './describe-sharp-error.ts'
import { sharp } from './load-sharp.ts'
import { isSrgbProfile } from './metadata/icc-profile.ts'
import { readPngExtras, withEarlyMetadata } from './metadata/late-png-chunks.ts'
import { takenOn } from './metadata/taken-on.ts'
import { exifOfTiff, isCameraRaw } from './metadata/tiff-exif.ts'
import { type JpegHeader, readJpegHeader } from './read-jpeg-header.ts'
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
    return await inspect(head, identity, (length, offset) => readFully(file, length, offset))
  } catch (error) {
    return fail(
      'input-unreadable',
      `The file cannot be read (${(error as Error).message}). Check the drive or share it is on.`,
    )
  } finally {
    closeSync(file)
  }
}

/** The same of a file that is in memory already. */
export function inspectBytes(bytes: Buffer, identity: FileIdentity): Promise<Outcome<ImageFacts>> {
  return inspect(bytes.subarray(0, headBytes), identity, (length, offset) => bytes.subarray(offset, offset + length))
}

type Read = (length: number, offset: number) => Buffer

async function inspect(head: Buffer, identity: FileIdentity, read: Read): Promise<Outcome<ImageFacts>> {
  const sniffed = sniffFormat(head.subarray(0, sniffBytes))
  switch (sniffed.kind) {
    case 'readable':
      return readFacts(sniffed.format, head, identity, read)
    case 'unsupported':
      return unsupported(sniffed.name)
    case 'unknown':
      return fail('not-a-picture', 'The contents are not those of any picture format that is known here.')
    default:
      return assertNever(sniffed)
  }
}

async function readFacts(
  format: SourceFormat,
  head: Buffer,
  identity: FileIdentity,
  read: Read,
): Promise<Outcome<ImageFacts>> {
  const header = await readHeader(format, head, identity, read)
  if (!header.ok) return header
  const { icc, exif, frames, ...facts } = header.value
  const { width, height } = facts
  if (width * height > maxPixels) return { ok: false, failure: describeSharpError('exceeds pixel limit', 'header') }
  return succeed({
    format,
    ...facts,
    profile: icc === null ? null : { isSrgb: isSrgbProfile(icc), bytes: icc.length },
    frames,
    isAnimated: frames > 1 && (format === 'gif' || format === 'webp'),
    hasExif: exif !== null,
    hasGainMap: format === 'jpeg' && gainMapMarks.some((mark) => head.includes(mark)),
    takenOn: exif === null ? null : takenOn(exif),
    identity,
  })
}

/** What a header says, whoever read it; sizes are upright. */
type Header = Pick<
  ImageFacts,
  | 'width'
  | 'height'
  | 'orientation'
  | 'channels'
  | 'bitsPerSample'
  | 'hasAlpha'
  | 'colourModel'
  | 'isProgressive'
  | 'hasXmp'
  | 'hasIptc'
  | 'frames'
> & { readonly icc: Buffer | null; readonly exif: Buffer | null }

/** From the head where that says it all; else from the whole file. */
async function readHeader(
  format: SourceFormat,
  head: Buffer,
  identity: FileIdentity,
  read: Read,
): Promise<Outcome<Header>> {
  const isWhole = head.length === identity.bytes
  const whole = (): Buffer => (isWhole ? head : read(identity.bytes, 0))
  switch (format) {
    case 'jpeg': {
      const header = readJpegHeader(head)
      if (header !== null) return succeed(ordinaryJpeg(header))
      const decoded = await askDecoder(head)
      return decoded.ok || isWhole ? decoded : askDecoder(whole())
    }
    case 'png': {
      const extras = await readPngExtras((offset, length) =>
        Promise.resolve(isWhole ? head.subarray(offset, offset + length) : read(length, offset)),
      )
      const early = extras.hasLateMetadata ? withEarlyMetadata(whole()) : head
      const decoded = await askDecoder(early)
      const header = decoded.ok || isWhole || extras.hasLateMetadata ? decoded : await askDecoder(whole())
      return header.ok ? succeed({ ...header.value, frames: extras.frames }) : header
    }
    case 'tiff': {
      const bytes = whole()
      if (isCameraRaw(bytes)) return unsupported('Camera RAW')
      const header = await askDecoder(bytes)
      return header.ok ? succeed({ ...header.value, exif: exifOfTiff(bytes) }) : header
    }
    default:
      return askDecoder(whole())
  }
}

async function askDecoder(bytes: Buffer): Promise<Outcome<Header>> {
  try {
    return succeed(fromDecoder(await sharp(bytes, { failOn: 'error' }).metadata()))
  } catch (error) {
    return { ok: false, failure: describeSharpError(error, 'header') }
  }
}

function unsupported(name: string): Outcome<never> {
  return fail('format-unsupported', `${name} is not read by this version. Convert it to JPEG, PNG or TIFF first.`)
}

function ordinaryJpeg(header: JpegHeader): Header {
  const { components, orientation, width, height, isProgressive, hasXmp, hasIptc, icc, exif } = header
  const isTurned = orientation >= 5
  return {
    width: isTurned ? height : width,
    height: isTurned ? width : height,
    orientation,
    channels: components,
    bitsPerSample: 8,
    hasAlpha: false,
    colourModel: components === 1 ? 'grey' : components === 4 ? 'cmyk' : 'rgb',
    isProgressive,
    hasXmp,
    hasIptc,
    frames: 1,
    icc,
    exif,
  }
}

function fromDecoder(metadata: Metadata): Header {
  return {
    ...metadata.autoOrient,
    orientation: orientationOf(metadata),
    channels: metadata.channels,
    bitsPerSample: bitsPerSample(metadata),
    hasAlpha: metadata.hasAlpha,
    colourModel: colourModel(metadata.space),
    isProgressive: metadata.isProgressive,
    hasXmp: metadata.xmp !== undefined,
    hasIptc: metadata.iptc !== undefined,
    frames: metadata.pages ?? 1,
    icc: metadata.icc ?? null,
    exif: metadata.exif ?? null,
  }
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
