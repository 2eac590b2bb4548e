import {
  buildExif,
  type ExifBlock,
  type ExifDirectory,
  exifTag,
  type NewEntry,
  parseDirectory,
  parseExif,
  readUint32,
} from './exif-block.ts'

/** Tags that say how the pixels of this very file are stored, where other things stand in it, or hold other metadata. */
const ofThisFile = new Set([
  ...[254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 284, 288, 289],
  ...[290, 291, 292, 293, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 326, 327, 328, 330, 332, 336],
  ...[338, 339, 340, 341, 342, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532],
  ...[700, 33723, 34377, 34665, 34675, 34853, 40965, 37724, 50341],
  // Maker notes hold offsets that a move would break.
  ...[0x927c, 0xea1c, 0xea1d],
])
/** Stands in every TIFF, and is nothing to be missed by itself. */
const resolution = new Set([282, 283, 296])
/** A value above this is no line of text or number but data. */
const maxValueBytes = 64 * 1024

/**
 * The EXIF of a TIFF file as a block of its own, without `Exif\0\0`: there the file itself is the structure, and
 * decoders do not hand it out. Null where it says nothing, or is damaged.
 */
export function exifOfTiff(file: Buffer): Buffer | null {
  const block = parseExif(file)
  if (block === null) return null
  const main = copyEntries(block, block.main)
  const exif = block.exif === null ? [] : copyEntries(block, block.exif)
  const gps = gpsOf(block)
  const saysNothing = main.every(({ tag }) => resolution.has(tag)) && exif.length === 0 && gps.length === 0
  if (saysNothing) return null
  return buildExif(main, exif, block.isLittleEndian, gps)
}

/** Whether a TIFF is the raw file of a camera (NEF, DNG, CR2, ARW and their like): its first picture is a small preview. */
export function isCameraRaw(file: Buffer): boolean {
  if (file.toString('latin1', 8, 10) === 'CR') return true
  const block = parseExif(file)
  if (block === null) return false
  return block.main.entries.some(
    (entry) =>
      entry.tag === dngVersion ||
      (entry.tag === newSubfileType &&
        entry.type === 4 &&
        (numberOf(block, entry.valueOffset) & reducedResolution) !== 0),
  )
}

const newSubfileType = 254
const reducedResolution = 1
const dngVersion = 0xc612

function numberOf(block: ExifBlock, offset: number): number {
  return readUint32(block.bytes, offset, block.isLittleEndian)
}

function gpsOf(block: ExifBlock): NewEntry[] {
  const link = block.main.entries.find((entry) => entry.tag === exifTag.gpsDirectory && entry.type === 4)
  if (link === undefined) return []
  const directory = parseDirectory(block.bytes, numberOf(block, link.valueOffset), block.isLittleEndian)
  return directory === null ? [] : copyEntries(block, directory)
}

function copyEntries(block: ExifBlock, directory: ExifDirectory): NewEntry[] {
  return directory.entries.flatMap(({ tag, type, count, valueOffset, valueBytes }) =>
    ofThisFile.has(tag) || valueBytes > maxValueBytes
      ? []
      : [{ tag, type, count, value: Buffer.from(block.bytes.subarray(valueOffset, valueOffset + valueBytes)) }],
  )
}
