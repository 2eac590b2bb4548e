/** Says that more of the packet stands elsewhere. */
export const extendedXmp = 'xmpNote:HasExtendedXMP'
const reference = new RegExp(
  `\\s${extendedXmp}\\s?=\\s?(?:"[^"]*"|'[^']*')|<${extendedXmp}>[^<]*</${extendedXmp}>`,
  'g',
)

/**
 * A source's XMP as its output may carry it whole: upright, with the new size in pixels and without embedded
 * thumbnails, which show the picture as it was; it no longer refers to an extension, which is not carried over.
 * Everything else stays as it is.
 */
export function resetXmp(xmp: Buffer, size: { readonly width: number; readonly height: number }): Buffer {
  const values: readonly (readonly [name: string, value: number])[] = [
    ['tiff:Orientation', 1],
    ['tiff:ImageWidth', size.width],
    ['tiff:ImageLength', size.height],
    ['exif:PixelXDimension', size.width],
    ['exif:PixelYDimension', size.height],
  ]
  // Only ASCII is looked for; as Latin-1 every other byte survives, whatever its encoding.
  let packet = removeElement(xmp.toString('latin1'), 'xmp:Thumbnails').replace(reference, '')
  for (const [name, value] of values) {
    packet = packet
      .replace(new RegExp(`(\\s${name}\\s?=\\s?["'])\\d+(["'])`, 'g'), `$1${String(value)}$2`)
      .replace(new RegExp(`(<${name}>)\\s*\\d+\\s*(</${name}>)`, 'g'), `$1${String(value)}$2`)
  }
  return Buffer.from(packet, 'latin1')
}

function removeElement(packet: string, name: string): string {
  const start = packet.indexOf(`<${name}`)
  const closing = `</${name}>`
  const end = packet.indexOf(closing, start)
  return start < 0 || end < 0 ? packet : packet.slice(0, start) + packet.slice(end + closing.length)
}
