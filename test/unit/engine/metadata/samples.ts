/** Metadata blocks made by hand, so that what src/ reads is not what src/ wrote. */

export type ByteOrder = 'II' | 'MM'

/** A TIFF entry; `values` are bytes for types 1, 2 and 7, numerator and denominator in turn for 5 and 10. */
export interface SampleTag {
  readonly tag: number
  readonly type: number
  readonly values: readonly number[]
  /** Instead of the true one. */
  readonly count?: number
}

export const text = (tag: number, value: string): SampleTag => ({
  tag,
  type: 2,
  values: [...Buffer.from(`${value}\0`)],
})
export const short = (tag: number, ...values: readonly number[]): SampleTag => ({ tag, type: 3, values })
export const long = (tag: number, ...values: readonly number[]): SampleTag => ({ tag, type: 4, values })
export const rational = (tag: number, ...values: readonly number[]): SampleTag => ({ tag, type: 5, values })
export const opaque = (tag: number, value: string | Buffer): SampleTag => ({
  tag,
  type: 7,
  values: [...Buffer.from(value)],
})

export interface SampleExif {
  readonly main?: readonly SampleTag[]
  readonly exif?: readonly SampleTag[]
  readonly gps?: readonly SampleTag[]
  /** The embedded thumbnail, referred to from a second directory. */
  readonly thumbnail?: Buffer
}

/** A TIFF structure without `Exif\0\0`: main directory, Exif, GPS, the thumbnail's, then the thumbnail itself. */
export function sampleExif(order: ByteOrder, { main = [], exif, gps, thumbnail }: SampleExif): Buffer {
  const links = [...(exif === undefined ? [] : [0x8769]), ...(gps === undefined ? [] : [0x8825])]
  const exifAt = 8 + directoryBytes([...main, ...links.map((tag) => long(tag, 0))])
  const gpsAt = exifAt + (exif === undefined ? 0 : directoryBytes(exif))
  const secondAt = gpsAt + (gps === undefined ? 0 : directoryBytes(gps))
  const thumbnailAt = secondAt + directoryBytes([long(0x0201, 0), long(0x0202, 0)])
  const first = [...main, ...links.map((tag) => long(tag, tag === 0x8769 ? exifAt : gpsAt))]
  const parts = [header(order), directory(order, first, 8, thumbnail === undefined ? 0 : secondAt)]
  if (exif !== undefined) parts.push(directory(order, exif, exifAt, 0))
  if (gps !== undefined) parts.push(directory(order, gps, gpsAt, 0))
  if (thumbnail !== undefined) {
    parts.push(directory(order, [long(0x0201, thumbnailAt), long(0x0202, thumbnail.length)], secondAt, 0), thumbnail)
  }
  return Buffer.concat(parts)
}

function header(order: ByteOrder): Buffer {
  return Buffer.concat([Buffer.from(order), numbers(order, 3, [42]), numbers(order, 4, [8])])
}

function directoryBytes(tags: readonly SampleTag[]): number {
  const values = tags.map((tag) => numbers('II', tag.type, tag.values).length)
  return 2 + tags.length * 12 + 4 + values.reduce((sum, bytes) => sum + (bytes > 4 ? bytes + (bytes % 2) : 0), 0)
}

function directory(order: ByteOrder, tags: readonly SampleTag[], at: number, next: number): Buffer {
  const entries: Buffer[] = []
  const values: Buffer[] = []
  let valueAt = at + 2 + tags.length * 12 + 4
  for (const { tag, type, values: given, count } of tags.toSorted((one, other) => one.tag - other.tag)) {
    const value = numbers(order, type, given)
    const trueCount = type === 5 || type === 10 ? given.length / 2 : given.length
    const isInline = value.length <= 4
    const field = isInline ? Buffer.concat([value, Buffer.alloc(4 - value.length)]) : numbers(order, 4, [valueAt])
    entries.push(numbers(order, 3, [tag, type]), numbers(order, 4, [count ?? trueCount]), field)
    if (isInline) continue
    const padded = Buffer.concat([value, Buffer.alloc(value.length % 2)])
    values.push(padded)
    valueAt += padded.length
  }
  return Buffer.concat([numbers(order, 3, [tags.length]), ...entries, numbers(order, 4, [next]), ...values])
}

function numbers(order: ByteOrder, type: number, values: readonly number[]): Buffer {
  if (type === 1 || type === 2 || type === 7) return Buffer.from(values)
  const size = type === 3 ? 2 : 4
  const bytes = Buffer.alloc(values.length * size)
  for (const [index, value] of values.entries()) {
    if (order === 'II') bytes.writeUIntLE(value, index * size, size)
    else bytes.writeUIntBE(value, index * size, size)
  }
  return bytes
}

/** What a camera with a talkative owner writes; the secrets all contain the word `secret`. */
export function talkativeExif(order: ByteOrder): Buffer {
  return sampleExif(order, {
    main: [
      text(0x010e, 'secret description'),
      text(0x010f, 'Acme'),
      text(0x0110, 'Acme One'),
      short(0x0112, 6),
      rational(0x011a, 300, 1),
      text(0x0131, 'secret software 1.2'),
      text(0x0132, '2024:05:02 10:00:00'),
      text(0x013b, 'Ann Artist'),
      text(0x013c, 'secret host'),
      text(0x8298, '(c) 2024 Ann Artist'),
      opaque(0x9c9b, 'secret windows title'),
      text(0xc62f, 'secret serial of a raw'),
    ],
    exif: [
      rational(0x829a, 1, 250),
      short(0x8827, 400),
      opaque(0x9000, '0232'),
      text(0x9003, '2024:05:01 12:30:00'),
      text(0x9011, '+02:00'),
      opaque(0x927c, 'secret maker note with a serial number in it'),
      opaque(0x9286, 'ASCII\0\0\0secret comment'),
      long(0xa002, 4032),
      long(0xa003, 3024),
      text(0xa420, 'secret image unique id'),
      text(0xa430, 'secret owner'),
      text(0xa431, 'secret body serial'),
      text(0xa434, 'Acme 50mm F1.8'),
      text(0xa435, 'secret lens serial'),
    ],
    gps: [text(0x0001, 'N'), rational(0x0002, 48, 1, 51, 1, 30, 1), text(0x001d, 'secret:05:01')],
    thumbnail: Buffer.from('\xff\xd8secret thumbnail\xff\xd9', 'latin1'),
  })
}

/** The block with a few random changes, cut short now and then: what a bad card or a bad tool leaves behind. */
export function mutate(bytes: Buffer, random: () => number): Buffer {
  const whole = Buffer.from(bytes)
  const pick = (below: number): number => Math.floor(random() * below)
  const changes = 1 + pick(6)
  for (let change = 0; change < changes; change += 1) {
    const at = pick(whole.length)
    const how = random()
    if (how < 0.5) whole[at] = pick(256)
    else if (how < 0.7) whole[at] = (whole[at] ?? 0) ^ (1 << pick(8))
    else if (how < 0.85) whole.fill(random() < 0.5 ? 0xff : 0, at, Math.min(whole.length, at + 1 + pick(8)))
    else {
      const from = pick(whole.length)
      whole.copy(whole, at, from, from + pick(32))
    }
  }
  return random() < 0.2 ? whole.subarray(0, pick(whole.length)) : whole
}

/** IPTC as Photoshop resources hold it: datasets of record 2. */
export function sampleIptc(datasets: readonly (readonly [number: number, value: string | Buffer])[]): Buffer {
  const records = datasets.map(([number, value]) => {
    const content = Buffer.from(value)
    const head = Buffer.from([0x1c, 2, number, 0, 0])
    head.writeUInt16BE(content.length, 3)
    return Buffer.concat([head, content])
  })
  const iim = Buffer.concat(records)
  const head = Buffer.from('Photoshop 3.0\0' + '8BIM\x04\x04\0\0\0\0\0\0', 'latin1')
  head.writeUInt32BE(iim.length, head.length - 4)
  return Buffer.concat([head, iim, Buffer.alloc(iim.length % 2)])
}

/** An XMP packet around the inside of one `rdf:Description`. */
export function sampleXmp(attributes: string, elements = ''): Buffer {
  return Buffer.from(
    `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">` +
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""` +
      ` xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"` +
      ` xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
      ` xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" ${attributes}>${elements}</rdf:Description></rdf:RDF>` +
      `</x:xmpmeta><?xpacket end="w"?>`,
  )
}

/** A JPEG with these segments right after its start. */
export function withSegments(
  jpeg: Buffer,
  ...segments: readonly (readonly [marker: number, payload: Buffer])[]
): Buffer {
  const parts = segments.map(([marker, payload]) => {
    const head = Buffer.from([0xff, marker, 0, 0])
    head.writeUInt16BE(payload.length + 2, 2)
    return Buffer.concat([head, payload])
  })
  return Buffer.concat([jpeg.subarray(0, 2), ...parts, jpeg.subarray(2)])
}

export const exifSegment = (exif: Buffer) => [0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exif])] as const
export const xmpSegment = (xmp: Buffer) =>
  [0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), xmp])] as const
