/** Whose a picture is and when it was taken, where a metadata block says so. */
export interface Rights {
  readonly copyright: string | null
  readonly artist: string | null
  /** ISO 8601 or `YYYYMMDD`, as it stands there. */
  readonly takenAt: string | null
}

/** Reads the rights from XMP and, where that says nothing, from IPTC. Bounded; damaged blocks say nothing. */
export function readRights(xmp: Buffer | null, iptc: Buffer | null): Rights {
  const packet = xmp === null ? '' : xmp.toString('utf8', 0, maxXmpBytes)
  const records = iptc === null ? new Map<number, string>() : iptcRecords(iptc)
  return {
    copyright: property(packet, 'dc:rights') ?? records.get(116) ?? null,
    artist: property(packet, 'dc:creator') ?? records.get(80) ?? null,
    takenAt:
      property(packet, 'exif:DateTimeOriginal') ??
      property(packet, 'photoshop:DateCreated') ??
      property(packet, 'xmp:CreateDate') ??
      records.get(55) ??
      null,
  }
}

const maxXmpBytes = 1024 * 1024

/** The first value of a property, written as an attribute, as an element, or as a list in an element. */
function property(packet: string, name: string): string | null {
  for (const quote of ['"', "'"]) {
    const attribute = packet.indexOf(`${name}=${quote}`)
    if (attribute < 0) continue
    const start = attribute + name.length + 2
    const end = packet.indexOf(quote, start)
    return end < 0 ? null : clean(packet.slice(start, end))
  }
  const open = packet.indexOf(`<${name}>`)
  const close = packet.indexOf(`</${name}>`, open)
  if (open < 0 || close < 0) return null
  const inner = packet.slice(open + name.length + 2, close)
  const items = [...inner.matchAll(/<rdf:li[^>]{0,200}>([^<]*)<\/rdf:li>/g)].map(([, item = '']) => clean(item))
  const values = items.filter((item) => item !== null)
  return values.length > 0 ? values.join('; ') : clean(inner)
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text without markup; null when nothing is left. */
function clean(text: string): string | null {
  if (text.includes('<')) return null
  const decoded = text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
    },
  )
  const trimmed = decoded.replaceAll('\0', '').trim()
  return trimmed === '' ? null : trimmed
}

/** Datasets of record 2 by number, wherever in the 8BIM resources they stand; the first of each. */
function iptcRecords(iptc: Buffer): Map<number, string> {
  const records = new Map<number, string>()
  for (let offset = iptc.indexOf('\x1c\x02', 0, 'latin1'); offset >= 0 && offset + 5 <= iptc.length;) {
    const length = iptc.readUInt16BE(offset + 3)
    const end = offset + 5 + length
    if (length > 0x7fff || end > iptc.length) break
    const value = clean(decodeText(iptc.subarray(offset + 5, end)))
    const dataset = iptc.readUInt8(offset + 2)
    if (value !== null && !records.has(dataset)) records.set(dataset, value)
    offset = iptc.indexOf('\x1c\x02', end, 'latin1')
  }
  return records
}

/** Older programs write Latin-1 and do not say so. */
function decodeText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}
