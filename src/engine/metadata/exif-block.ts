/** Tags that the code names; the rest passes by as numbers. Exif 3.0, tables 4 to 15. */
export const exifTag = {
  imageWidth: 0x0100,
  imageLength: 0x0101,
  make: 0x010f,
  model: 0x0110,
  orientation: 0x0112,
  dateTime: 0x0132,
  artist: 0x013b,
  copyright: 0x8298,
  exifDirectory: 0x8769,
  gpsDirectory: 0x8825,
  dateTimeOriginal: 0x9003,
  dateTimeDigitized: 0x9004,
  pixelXDimension: 0xa002,
  pixelYDimension: 0xa003,
} as const

/** Bytes of one value of each TIFF type, 1 to 12. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8] as const

/** One entry of a directory; offsets count from the start of the TIFF structure. */
export interface ExifEntry {
  readonly tag: number
  readonly type: number
  readonly count: number
  /** Where the value stands: in the entry itself when it has four bytes or fewer. */
  readonly valueOffset: number
  readonly valueBytes: number
}

export interface ExifDirectory {
  readonly offset: number
  /** Of the directory itself, its entries included and their values not. */
  readonly bytes: number
  readonly entries: readonly ExifEntry[]
  /** Offset of the link to the next directory, and where it leads (0 for nowhere). */
  readonly nextLinkOffset: number
  readonly next: number
}

/** An EXIF block as a TIFF structure that has been looked through and is sound where it was looked at. */
export interface ExifBlock {
  /** Without the `Exif\0\0` that some containers put before it. */
  readonly bytes: Buffer
  readonly isLittleEndian: boolean
  readonly main: ExifDirectory
  readonly exif: ExifDirectory | null
}

/** Parses an EXIF block; every offset and count is checked. Null where it is damaged. */
export function parseExif(block: Buffer): ExifBlock | null {
  const bytes = block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block
  if (bytes.length < 14) return null
  const order = bytes.toString('latin1', 0, 2)
  if (order !== 'II' && order !== 'MM') return null
  const isLittleEndian = order === 'II'
  if (readUint16(bytes, 2, isLittleEndian) !== 42) return null
  const main = parseDirectory(bytes, readUint32(bytes, 4, isLittleEndian), isLittleEndian)
  if (main === null) return null
  const link = main.entries.find((entry) => entry.tag === exifTag.exifDirectory && entry.type === 4)
  const exif =
    link === undefined
      ? null
      : parseDirectory(bytes, readUint32(bytes, link.valueOffset, isLittleEndian), isLittleEndian)
  return { bytes, isLittleEndian, main, exif }
}

/** One directory; entries whose values do not lie within the block are left out. Null where there is none. */
export function parseDirectory(bytes: Buffer, offset: number, isLittleEndian: boolean): ExifDirectory | null {
  if (offset < 8 || offset + 2 > bytes.length) return null
  const count = readUint16(bytes, offset, isLittleEndian)
  const nextLinkOffset = offset + 2 + count * 12
  if (count === 0 || nextLinkOffset > bytes.length) return null
  const entries: ExifEntry[] = []
  for (let index = 0; index < count; index += 1) {
    const entry = parseEntry(bytes, offset + 2 + index * 12, isLittleEndian)
    if (entry !== null) entries.push(entry)
  }
  // Some cameras leave the link out at the very end of the block.
  const hasLink = nextLinkOffset + 4 <= bytes.length
  return {
    offset,
    bytes: 2 + count * 12 + (hasLink ? 4 : 0),
    entries,
    nextLinkOffset: hasLink ? nextLinkOffset : 0,
    next: hasLink ? readUint32(bytes, nextLinkOffset, isLittleEndian) : 0,
  }
}

function parseEntry(bytes: Buffer, offset: number, isLittleEndian: boolean): ExifEntry | null {
  const tag = readUint16(bytes, offset, isLittleEndian)
  const type = readUint16(bytes, offset + 2, isLittleEndian)
  const count = readUint32(bytes, offset + 4, isLittleEndian)
  const size = typeBytes[type]
  if (size === undefined || size === 0 || count > bytes.length) return null
  const valueBytes = size * count
  const valueOffset = valueBytes <= 4 ? offset + 8 : readUint32(bytes, offset + 8, isLittleEndian)
  if (valueOffset + valueBytes > bytes.length) return null
  return { tag, type, count, valueOffset, valueBytes }
}

/** An entry to be written: its value in the byte order of the block it goes to. */
export interface NewEntry {
  readonly tag: number
  readonly type: number
  readonly count: number
  readonly value: Buffer
}

/** Puts a block together from entries of the main, the Exif and the GPS directory; sorted, without `Exif\0\0`. */
export function buildExif(
  main: readonly NewEntry[],
  exif: readonly NewEntry[],
  isLittleEndian: boolean,
  gps: readonly NewEntry[] = [],
): Buffer {
  const header = Buffer.alloc(8)
  header.write(isLittleEndian ? 'II' : 'MM', 'latin1')
  writeUint16(header, 42, 2, isLittleEndian)
  writeUint32(header, 8, 4, isLittleEndian)
  const below = [
    { tag: exifTag.exifDirectory, entries: exif },
    { tag: exifTag.gpsDirectory, entries: gps },
  ].filter(({ entries }) => entries.length > 0)
  const links = below.map(({ tag }) => ({ tag, type: 4, count: 1, value: Buffer.alloc(4) }))
  // A link is in the entry itself, so the length does not depend on where it leads.
  let offset = 8 + buildDirectory([...main, ...links], 8, isLittleEndian).length
  const directories: Buffer[] = []
  for (const [index, { entries }] of below.entries()) {
    const link = links[index]
    if (link !== undefined) writeUint32(link.value, offset, 0, isLittleEndian)
    const directory = buildDirectory(entries, offset, isLittleEndian)
    directories.push(directory)
    offset += directory.length
  }
  return Buffer.concat([header, buildDirectory([...main, ...links], 8, isLittleEndian), ...directories])
}

function buildDirectory(entries: readonly NewEntry[], offset: number, isLittleEndian: boolean): Buffer {
  const sorted = entries.toSorted((one, other) => one.tag - other.tag)
  const directory = Buffer.alloc(2 + sorted.length * 12 + 4)
  const values: Buffer[] = []
  let valueOffset = offset + directory.length
  writeUint16(directory, sorted.length, 0, isLittleEndian)
  for (const [index, { tag, type, count, value }] of sorted.entries()) {
    const at = 2 + index * 12
    writeUint16(directory, tag, at, isLittleEndian)
    writeUint16(directory, type, at + 2, isLittleEndian)
    writeUint32(directory, count, at + 4, isLittleEndian)
    if (value.length <= 4) {
      value.copy(directory, at + 8)
      continue
    }
    writeUint32(directory, valueOffset, at + 8, isLittleEndian)
    const padded = Buffer.concat([value, Buffer.alloc(value.length % 2)])
    values.push(padded)
    valueOffset += padded.length
  }
  return Buffer.concat([directory, ...values])
}

export function readUint16(bytes: Buffer, offset: number, isLittleEndian: boolean): number {
  return isLittleEndian ? bytes.readUInt16LE(offset) : bytes.readUInt16BE(offset)
}

export function readUint32(bytes: Buffer, offset: number, isLittleEndian: boolean): number {
  return isLittleEndian ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset)
}

export function writeUint16(bytes: Buffer, value: number, offset: number, isLittleEndian: boolean): void {
  if (isLittleEndian) bytes.writeUInt16LE(value, offset)
  else bytes.writeUInt16BE(value, offset)
}

export function writeUint32(bytes: Buffer, value: number, offset: number, isLittleEndian: boolean): void {
  if (isLittleEndian) bytes.writeUInt32LE(value, offset)
  else bytes.writeUInt32BE(value, offset)
}
