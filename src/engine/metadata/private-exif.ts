import { buildExif, type ExifBlock, type ExifDirectory, exifTag, type NewEntry, parseExif } from './exif-block.ts'
import { readRights, type Rights } from './read-rights.ts'

/** What may stay, as [tag, TIFF types, highest count]; a tag that is not named here does not stay. */
type Allowed = ReadonlyMap<number, { readonly types: readonly number[]; readonly maxCount: number }>

const ascii = 2
const short = 3
const long = 4
const rational = 5
const unknown = 7
const signedRational = 10

/** Longest text that is carried over, in bytes. */
const maxTextBytes = 2000

const text = (maxBytes = 64): { types: readonly number[]; maxCount: number } => ({ types: [ascii], maxCount: maxBytes })
const one = (...types: readonly number[]): { types: readonly number[]; maxCount: number } => ({ types, maxCount: 1 })

/** Who holds the rights, when, with what: nothing that says where, or which single camera or person's device. */
const allowedMain: Allowed = new Map([
  [exifTag.make, text()],
  [exifTag.model, text()],
  [0x011a, one(rational)], // XResolution
  [0x011b, one(rational)], // YResolution
  [0x0128, one(short)], // ResolutionUnit
  [exifTag.dateTime, text(20)],
  [exifTag.artist, text(maxTextBytes)],
  [exifTag.copyright, text(maxTextBytes)],
])

const allowedExif: Allowed = new Map([
  [0x829a, one(rational)], // ExposureTime
  [0x829d, one(rational)], // FNumber
  [0x8822, one(short)], // ExposureProgram
  [0x8827, { types: [short], maxCount: 2 }], // PhotographicSensitivity
  [0x8830, one(short)], // SensitivityType
  [0x8832, one(long)], // RecommendedExposureIndex
  [0x9000, { types: [unknown], maxCount: 4 }], // ExifVersion
  [exifTag.dateTimeOriginal, text(20)],
  [exifTag.dateTimeDigitized, text(20)],
  [0x9010, text(8)], // OffsetTime
  [0x9011, text(8)], // OffsetTimeOriginal
  [0x9012, text(8)], // OffsetTimeDigitized
  [0x9201, one(signedRational)], // ShutterSpeedValue
  [0x9202, one(rational)], // ApertureValue
  [0x9203, one(signedRational)], // BrightnessValue
  [0x9204, one(signedRational)], // ExposureBiasValue
  [0x9205, one(rational)], // MaxApertureValue
  [0x9207, one(short)], // MeteringMode
  [0x9208, one(short)], // LightSource
  [0x9209, one(short)], // Flash
  [0x920a, one(rational)], // FocalLength
  [0x9290, text(8)], // SubSecTime
  [0x9291, text(8)], // SubSecTimeOriginal
  [0x9292, text(8)], // SubSecTimeDigitized
  [0xa001, one(short)], // ColorSpace
  [0xa402, one(short)], // ExposureMode
  [0xa403, one(short)], // WhiteBalance
  [0xa405, one(short)], // FocalLengthIn35mmFilm
  [0xa406, one(short)], // SceneCaptureType
  [0xa408, one(short)], // Contrast
  [0xa409, one(short)], // Saturation
  [0xa40a, one(short)], // Sharpness
  [0xa432, { types: [rational], maxCount: 4 }], // LensSpecification
  [0xa433, text()], // LensMake
  [0xa434, text(128)], // LensModel
])

/**
 * The EXIF that remains for metadata `private`: built anew from a list of what may stay, never by taking away from
 * what there is. Rights and dates that stand only in XMP or IPTC are carried over, and those blocks are then not
 * written at all. Null where nothing remains.
 */
export function privateExif(source: {
  readonly exif: Buffer | null
  readonly xmp: Buffer | null
  readonly iptc: Buffer | null
}): Buffer | null {
  const block = source.exif === null ? null : parseExif(source.exif)
  const isLittleEndian = block?.isLittleEndian ?? true
  const main = block === null ? [] : pick(block, block.main, allowedMain)
  const exif = block?.exif == null ? [] : pick(block, block.exif, allowedExif)
  const rights = readRights(source.xmp, source.iptc)
  addText(main, exifTag.copyright, rights.copyright)
  addText(main, exifTag.artist, rights.artist)
  addText(exif, exifTag.dateTimeOriginal, exifDate(rights))
  return main.length === 0 && exif.length === 0 ? null : buildExif(main, exif, isLittleEndian)
}

function pick(block: ExifBlock, directory: ExifDirectory, allowed: Allowed): NewEntry[] {
  const picked = new Map<number, NewEntry>()
  for (const { tag, type, count, valueOffset, valueBytes } of directory.entries) {
    const rule = allowed.get(tag)
    if (rule === undefined || count > rule.maxCount || !rule.types.includes(type) || picked.has(tag)) continue
    const value = Buffer.from(block.bytes.subarray(valueOffset, valueOffset + valueBytes))
    if (type === ascii && !hasText(value)) continue
    picked.set(tag, { tag, type, count, value })
  }
  return [...picked.values()]
}

function hasText(value: Buffer): boolean {
  return value.some((byte) => byte !== 0 && byte !== 0x20)
}

function addText(entries: NewEntry[], tag: number, value: string | null): void {
  if (value === null || entries.some((entry) => entry.tag === tag)) return
  const bytes = Buffer.from(`${value.slice(0, maxTextBytes / 4)}\0`)
  entries.push({ tag, type: ascii, count: bytes.length, value: bytes })
}

/** `2024-05-01T12:30:00` and the like as EXIF writes it. */
function exifDate({ takenAt }: Rights): string | null {
  const [, year, month, day, time] = /^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d:\d\d(?::\d\d)?))?/.exec(takenAt ?? '') ?? []
  if (year === undefined || month === undefined || day === undefined) return null
  return `${year}:${month}:${day} ${`${time ?? '00:00'}:00`.slice(0, 8)}`
}
