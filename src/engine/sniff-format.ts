import type { SourceFormat } from '../shared/image-facts.ts'

/** What the first bytes of a file say it is: a format that is read, one that is known but not read, or neither. */
export type Sniffed =
  | { readonly kind: 'readable'; readonly format: SourceFormat }
  | { readonly kind: 'unsupported'; readonly name: string }
  | { readonly kind: 'unknown' }

/** Number of leading bytes that `sniffFormat` wants to see; an SVG may begin with a long comment. */
export const sniffBytes = 65_536

const unsupportedSignatures: readonly (readonly [name: string, offset: number, signature: string])[] = [
  ['Photoshop (PSD)', 0, '8BPS'],
  ['JPEG XL', 0, '\xff\x0a'],
  ['JPEG XL', 0, '\x00\x00\x00\x0cJXL '],
  ['JPEG 2000', 0, '\x00\x00\x00\x0cjP  '],
  ['JPEG 2000', 0, '\xff\x4f\xff\x51'],
  ['ICO', 0, '\x00\x00\x01\x00'],
  ['OpenEXR', 0, '\x76\x2f\x31\x01'],
  ['Radiance HDR', 0, '#?RADIANCE'],
  ['DDS', 0, 'DDS '],
  ['Apple icon (ICNS)', 0, 'icns'],
  ['SGI', 0, '\x01\xda'],
  ['Fujifilm RAW', 0, 'FUJIFILMCCD-RAW'],
  ['Panasonic RAW', 0, 'IIU\x00'],
]

const heifBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'])

/** Decides the format by content; the file's name has no say. `head` is the start of the file. */
export function sniffFormat(head: Buffer): Sniffed {
  const format = readableFormat(head)
  if (format !== null) return { kind: 'readable', format }
  const name = isHeif(head) ? 'HEIC' : unsupportedName(head)
  return name === null ? { kind: 'unknown' } : { kind: 'unsupported', name }
}

function readableFormat(head: Buffer): SourceFormat | null {
  if (startsWith(head, 0, '\xff\xd8\xff')) return 'jpeg'
  if (startsWith(head, 0, '\x89PNG\r\n\x1a\n')) return 'png'
  if (startsWith(head, 0, 'GIF87a') || startsWith(head, 0, 'GIF89a')) return 'gif'
  if (startsWith(head, 0, 'RIFF') && startsWith(head, 8, 'WEBP')) return 'webp'
  if (isTiff(head)) return 'tiff'
  if (brands(head).some((brand) => brand === 'avif' || brand === 'avis')) return 'avif'
  return isSvg(head) ? 'svg' : null
}

function isTiff(head: Buffer): boolean {
  return ['II\x2a\x00', 'MM\x00\x2a', 'II\x2b\x00', 'MM\x00\x2b'].some((signature) => startsWith(head, 0, signature))
}

function isHeif(head: Buffer): boolean {
  return brands(head).some((brand) => heifBrands.has(brand))
}

/** Major and compatible brands of an ISO base media file; empty for anything else. */
function brands(head: Buffer): readonly string[] {
  if (!startsWith(head, 4, 'ftyp') || head.length < 16) return []
  const end = Math.min(head.readUInt32BE(0), head.length)
  const found = [head.toString('latin1', 8, 12)]
  for (let offset = 16; offset + 4 <= end; offset += 4) found.push(head.toString('latin1', offset, offset + 4))
  return found
}

/** Whether the first element is `svg`, after whatever XML allows before it; one pass, so no head can make it slow. */
function isSvg(head: Buffer): boolean {
  let rest = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
  while (rest.startsWith('<')) {
    const end = endOfProlog(rest)
    if (end === null) return /^<(?:\w{1,20}:)?svg[\s/>]/i.test(rest)
    rest = rest.slice(end).trimStart()
  }
  return false
}

/** Where a declaration, comment or document type at the start of `text` ends; null when it is none of them. */
function endOfProlog(text: string): number | null {
  const after = (closing: string): number => {
    const at = text.indexOf(closing)
    return at < 0 ? text.length : at + closing.length
  }
  if (text.startsWith('<?')) return after('?>')
  if (text.startsWith('<!--')) return after('-->')
  if (!/^<!doctype/i.test(text)) return null
  const subset = text.indexOf('[')
  return subset >= 0 && subset < after('>') ? after(']') + (text.slice(after(']')).indexOf('>') + 1) : after('>')
}

function unsupportedName(head: Buffer): string | null {
  for (const [name, offset, signature] of unsupportedSignatures) {
    if (startsWith(head, offset, signature)) return name
  }
  if (isBmp(head)) return 'BMP'
  return /^P[1-7]\s+(?:#|\d+\s|WIDTH )/.test(head.toString('latin1', 0, 64)) ? 'PNM' : null
}

/** Two letters are no signature: the size of the second header has to be one of those there are. */
function isBmp(head: Buffer): boolean {
  return startsWith(head, 0, 'BM') && head.length >= 18 && bmpHeaderBytes.has(head.readUInt32LE(14))
}

const bmpHeaderBytes = new Set([12, 16, 40, 52, 56, 64, 108, 124])

function startsWith(head: Buffer, offset: number, signature: string): boolean {
  return head.toString('latin1', offset, offset + signature.length) === signature
}
