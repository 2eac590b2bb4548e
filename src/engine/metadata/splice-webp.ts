import { type MetadataBlocks, type Spliced, withoutExifHeader } from './blocks.ts'

const exifFlag = 0x08
const xmpFlag = 0x04
const alphaFlag = 0x10

/** Puts EXIF and XMP chunks at the end of a WebP and says so in its `VP8X` header, which is made where it is missing. */
export function spliceWebp(encoded: Buffer, blocks: MetadataBlocks): Spliced {
  let flags = 0
  const added: Buffer[] = []
  if (blocks.exif !== null) {
    flags |= exifFlag
    added.push(chunk('EXIF', withoutExifHeader(blocks.exif)))
  }
  if (blocks.xmp !== null) {
    flags |= xmpFlag
    added.push(chunk('XMP ', blocks.xmp))
  }
  const body = flags === 0 ? encoded.subarray(12) : withFlags(encoded.subarray(12), flags)
  const content = Buffer.concat([Buffer.from('WEBP', 'latin1'), body, ...added])
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1')
  head.writeUInt32LE(content.length, 4)
  return { bytes: Buffer.concat([head, content]), dropped: blocks.iptc === null ? [] : ['iptc-dropped'] }
}

/** The chunks of a file with these flags set in front of them. */
function withFlags(chunks: Buffer, flags: number): Buffer {
  if (chunks.toString('latin1', 0, 4) === 'VP8X') {
    const extended = Buffer.from(chunks)
    extended.writeUInt8(extended.readUInt8(8) | flags, 8)
    return extended
  }
  const { width, height, hasAlpha } = simpleHeader(chunks)
  const header = Buffer.alloc(10)
  header.writeUInt8(flags | (hasAlpha ? alphaFlag : 0), 0)
  header.writeUIntLE(width - 1, 4, 3)
  header.writeUIntLE(height - 1, 7, 3)
  return Buffer.concat([chunk('VP8X', header), chunks])
}

/** Size in pixels and alpha of a file that holds one lossy or lossless picture and nothing else. */
function simpleHeader(chunks: Buffer): { readonly width: number; readonly height: number; readonly hasAlpha: boolean } {
  if (chunks.toString('latin1', 0, 4) === 'VP8L') {
    const bits = chunks.readUInt32LE(9)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, hasAlpha: ((bits >>> 28) & 1) === 1 }
  }
  return { width: chunks.readUInt16LE(14) & 0x3fff, height: chunks.readUInt16LE(16) & 0x3fff, hasAlpha: false }
}

function chunk(name: string, content: Buffer): Buffer {
  const head = Buffer.from(`${name}\0\0\0\0`, 'latin1')
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)])
}
