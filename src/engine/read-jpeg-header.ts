import { exifTag, parseExif, readUint16 } from './metadata/exif-block.ts'

/** What the segments before the first scan say. */
export interface JpegHeader {
  /** Pixels as stored, before orientation. */
  readonly width: number
  readonly height: number
  readonly components: 1 | 3 | 4
  readonly isProgressive: boolean
  /** EXIF, 1 to 8. */
  readonly orientation: number
  /** With the `Exif\0\0` before it. */
  readonly exif: Buffer | null
  readonly icc: Buffer | null
  readonly hasXmp: boolean
  readonly hasIptc: boolean
}

/**
 * Reads the header of an ordinary JPEG from the start of its file. Null for whatever is not quite ordinary (another
 * process, depth or number of components, two EXIF blocks, a profile in disorder, a header that goes on): the decoder
 * is asked then. It says the same but costs more, and most pictures are ordinary JPEGs.
 */
export function readJpegHeader(head: Buffer): JpegHeader | null {
  const found: Found = { frame: null, exif: null, profile: [], hasXmp: false, hasIptc: false }
  let offset = 2
  while (offset + 4 <= head.length) {
    if (head[offset] !== 0xff) return null
    const marker = head.readUInt8(offset + 1)
    const end = offset + 2 + head.readUInt16BE(offset + 2)
    if (end > head.length || end < offset + 4) return null
    if (marker === startOfScan) return conclude(found)
    if (!take(found, marker, head.subarray(offset + 4, end))) return null
    offset = end
  }
  return null
}

interface Found {
  frame: { readonly marker: number; readonly body: Buffer } | null
  exif: Buffer | null
  readonly profile: Buffer[]
  hasXmp: boolean
  hasIptc: boolean
}

const startOfScan = 0xda
/** Baseline, extended sequential and progressive, with Huffman coding. */
const ordinaryFrames = new Set([0xc0, 0xc1, 0xc2])
/** Tables and restart interval, which say nothing about the picture, application data and comments. */
const harmless = new Set([0xc4, 0xdb, 0xdd, 0xfe, ...Array.from({ length: 16 }, (_, index) => 0xe0 + index)])

/** Remembers what one segment says; false where it is not ordinary. */
function take(found: Found, marker: number, body: Buffer): boolean {
  if (ordinaryFrames.has(marker)) {
    if (found.frame !== null || body.length < 6) return false
    found.frame = { marker, body }
    return true
  }
  if (!harmless.has(marker)) return false
  const known = applicationData.find(({ on, name }) => on === marker && startsWith(body, name.slice(0, 4)))
  if (known === undefined) return true
  // Decoders differ in how much of a name they compare.
  return startsWith(body, known.name) && known.take(found, body)
}

const applicationData: readonly {
  readonly on: number
  readonly name: string
  take(found: Found, body: Buffer): boolean
}[] = [
  {
    on: 0xe1,
    name: 'Exif\0\0',
    take: (found, body) => {
      if (found.exif !== null) return false
      found.exif = body
      return true
    },
  },
  {
    on: 0xe1,
    name: 'http://ns.adobe.com/xap/1.0/\0',
    take: (found) => {
      found.hasXmp = true
      return true
    },
  },
  {
    on: 0xe2,
    name: 'ICC_PROFILE\0',
    // One-based number of this part, then how many there are.
    take: (found, body) => body[12] === found.profile.push(body),
  },
  {
    on: 0xed,
    name: 'Photoshop 3.0\0',
    take: (found) => {
      found.hasIptc = true
      return true
    },
  },
]

function conclude({ frame, exif, profile, hasXmp, hasIptc }: Found): JpegHeader | null {
  const orientation = exif === null ? 1 : orientationOf(exif)
  if (frame === null || orientation === null) return null
  const { marker, body } = frame
  const components = body.readUInt8(5)
  const [height, width] = [body.readUInt16BE(1), body.readUInt16BE(3)]
  if (body.readUInt8(0) !== 8 || width === 0 || height === 0) return null
  if (components !== 1 && components !== 3 && components !== 4) return null
  if (profile.some((part) => part[13] !== profile.length)) return null
  const icc = profile.length === 0 ? null : Buffer.concat(profile.map((part) => part.subarray(14)))
  return { width, height, components, isProgressive: marker === 0xc2, orientation, exif, icc, hasXmp, hasIptc }
}

/** Null where the block is damaged, or says it in an unusual way. */
function orientationOf(exif: Buffer): number | null {
  const block = parseExif(exif)
  if (block === null) return null
  const entries = block.main.entries.filter(({ tag }) => tag === exifTag.orientation)
  const [entry] = entries
  if (entry === undefined) return 1
  if (entries.length > 1 || entry.type !== 3 || entry.count !== 1) return null
  const value = readUint16(block.bytes, entry.valueOffset, block.isLittleEndian)
  return value >= 1 && value <= 8 ? value : null
}

function startsWith(body: Buffer, text: string): boolean {
  return body.toString('latin1', 0, text.length) === text
}
