import type { LossCode } from '../../shared/child-tasks.ts'
import { type MetadataBlocks, type Spliced, withoutExifHeader } from './blocks.ts'

/** A segment's length field counts itself and has two bytes. */
const maxPayloadBytes = 65_533

/** Puts metadata segments into a JPEG, after the start and JFIF markers where every reader looks for them. */
export function spliceJpeg(encoded: Buffer, blocks: MetadataBlocks): Spliced {
  const dropped: LossCode[] = []
  const segments: Buffer[] = []
  const add = (marker: number, header: string, content: Buffer, loss: LossCode): void => {
    const payload = Buffer.concat([Buffer.from(header, 'latin1'), content])
    if (payload.length > maxPayloadBytes) dropped.push(loss)
    else segments.push(segment(marker, payload))
  }
  if (blocks.exif !== null) add(0xe1, 'Exif\0\0', withoutExifHeader(blocks.exif), 'exif-dropped')
  if (blocks.xmp !== null) add(0xe1, 'http://ns.adobe.com/xap/1.0/\0', blocks.xmp, 'xmp-dropped')
  if (blocks.iptc !== null) add(0xed, iptcHeader(blocks.iptc), blocks.iptc, 'iptc-dropped')
  const at = endOfStart(encoded)
  return { bytes: Buffer.concat([encoded.subarray(0, at), ...segments, encoded.subarray(at)]), dropped }
}

const photoshopHeader = 'Photoshop 3.0\0'

function iptcHeader(iptc: Buffer): string {
  return iptc.toString('latin1', 0, photoshopHeader.length) === photoshopHeader ? '' : photoshopHeader
}

/** Offset after SOI and, where it follows, APP0. */
function endOfStart(encoded: Buffer): number {
  return encoded.readUInt16BE(2) === 0xffe0 ? 4 + encoded.readUInt16BE(4) : 2
}

function segment(marker: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(0xff00 | marker, 0)
  head.writeUInt16BE(payload.length + 2, 2)
  return Buffer.concat([head, payload])
}
