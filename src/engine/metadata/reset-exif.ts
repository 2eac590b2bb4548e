import {
  type ExifBlock,
  type ExifDirectory,
  exifTag,
  parseDirectory,
  parseExif,
  readUint32,
  writeUint16,
  writeUint32,
} from './exif-block.ts'

/**
 * A source's EXIF as its output may carry it whole: upright, with the new size in pixels and without the embedded
 * thumbnail, which shows the picture as it was. Patched in place, because maker notes hold offsets that any move would
 * break. Null where the block is damaged.
 */
export function resetExif(exif: Buffer, size: { readonly width: number; readonly height: number }): Buffer | null {
  const block = parseExif(Buffer.from(exif))
  if (block === null) return null
  patch(block, block.main, exifTag.orientation, 1)
  patch(block, block.main, exifTag.imageWidth, size.width)
  patch(block, block.main, exifTag.imageLength, size.height)
  if (block.exif !== null) {
    patch(block, block.exif, exifTag.pixelXDimension, size.width)
    patch(block, block.exif, exifTag.pixelYDimension, size.height)
  }
  removeThumbnail(block)
  return block.bytes
}

/** Writes a number over the value of a tag, where the tag is there and is a number. */
function patch(block: ExifBlock, directory: ExifDirectory, tag: number, value: number): void {
  for (const entry of directory.entries) {
    if (entry.tag !== tag || entry.count !== 1) continue
    const { type, valueOffset } = entry
    // Signed types are unusual, but decoders read them.
    if (type === 1 || type === 6) block.bytes.writeUInt8(Math.min(value, 0x7f), valueOffset)
    else if (type === 3 || type === 8)
      writeUint16(block.bytes, Math.min(value, 0xffff), valueOffset, block.isLittleEndian)
    else if (type === 4 || type === 9) writeUint32(block.bytes, value, valueOffset, block.isLittleEndian)
  }
}

const thumbnailOffset = 0x0201
const thumbnailLength = 0x0202

function removeThumbnail(block: ExifBlock): void {
  const { bytes, main, isLittleEndian } = block
  if (main.next === 0) return
  writeUint32(bytes, 0, main.nextLinkOffset, isLittleEndian)
  const directory = parseDirectory(bytes, main.next, isLittleEndian)
  const valueOf = (tag: number): number => {
    const entry = directory?.entries.find((candidate) => candidate.tag === tag && candidate.type === 4)
    return entry === undefined ? 0 : readUint32(bytes, entry.valueOffset, isLittleEndian)
  }
  const start = valueOf(thumbnailOffset)
  const end = start + valueOf(thumbnailLength)
  const isJpeg = start > 8 && end <= bytes.length && bytes[start] === 0xff && bytes[start + 1] === 0xd8
  const isItsOwn = usedRanges(block).every(([from, to]) => end <= from || to <= start)
  if (isJpeg && isItsOwn) bytes.fill(0, start, end)
}

/** What directories and their values take up, from byte to byte: never part of a thumbnail, whatever the block says. */
function usedRanges({ main, exif }: ExifBlock): readonly (readonly [from: number, to: number])[] {
  return [main, ...(exif === null ? [] : [exif])].flatMap(({ offset, bytes, entries }) => [
    [offset, offset + bytes] as const,
    ...entries.map(({ valueOffset, valueBytes }) => [valueOffset, valueOffset + valueBytes] as const),
  ])
}
