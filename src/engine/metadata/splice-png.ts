import { crc32 } from 'node:zlib'
import { type MetadataBlocks, type Spliced, withoutExifHeader } from './blocks.ts'

/** Signature and IHDR, which come first in every PNG. */
const headBytes = 8 + 25

/** Puts EXIF (`eXIf`) and XMP (`iTXt`) chunks into a PNG, right after its header. PNG holds no IPTC. */
export function splicePng(encoded: Buffer, blocks: MetadataBlocks): Spliced {
  const chunks: Buffer[] = []
  if (blocks.exif !== null) chunks.push(chunk('eXIf', withoutExifHeader(blocks.exif)))
  if (blocks.xmp !== null) {
    // Keyword, then: not compressed, no language, no translated keyword.
    chunks.push(chunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1'), blocks.xmp])))
  }
  return {
    bytes: Buffer.concat([encoded.subarray(0, headBytes), ...chunks, encoded.subarray(headBytes)]),
    dropped: blocks.iptc === null ? [] : ['iptc-dropped'],
  }
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}
