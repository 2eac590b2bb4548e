/** Adapted (D50) primaries of sRGB as XYZ, and how far a profile's own may be off: profiles round differently. */
const srgbPrimaries: Readonly<Record<string, readonly [number, number, number]>> = {
  rXYZ: [0.4361, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
}
const primaryTolerance = 0.003

/** Largest difference from the sRGB curve, in 8-bit steps of the encoded value. */
const curveToleranceSteps = 1.5

/**
 * Whether an ICC profile means the same as sRGB to the eye: an RGB profile of matrix and curves whose primaries and
 * curves are those of sRGB. Bounded and never throws; anything odd is not sRGB, which only costs time.
 */
export function isSrgbProfile(icc: Buffer): boolean {
  if (icc.length < 132 || icc.toString('latin1', 16, 20) !== 'RGB ') return false
  const tags = readTags(icc)
  // A look-up table would win over the matrix, and says nothing that could be compared here.
  if (tags.has('A2B0')) return false
  for (const [name, expected] of Object.entries(srgbPrimaries)) {
    const tag = tags.get(name)
    if (tag === undefined || tag.length < 20) return false
    const isNear = expected.every((value, index) => Math.abs(fixed(tag, 8 + index * 4) - value) <= primaryTolerance)
    if (!isNear) return false
  }
  return ['rTRC', 'gTRC', 'bTRC'].every((name) => {
    const tag = tags.get(name)
    return tag !== undefined && isSrgbCurve(tag)
  })
}

function readTags(icc: Buffer): ReadonlyMap<string, Buffer> {
  const tags = new Map<string, Buffer>()
  const count = Math.min(icc.readUInt32BE(128), 100)
  for (let index = 0; index < count; index += 1) {
    const at = 132 + index * 12
    if (at + 12 > icc.length) break
    const offset = icc.readUInt32BE(at + 4)
    const length = icc.readUInt32BE(at + 8)
    if (offset + length <= icc.length)
      tags.set(icc.toString('latin1', at, at + 4), icc.subarray(offset, offset + length))
  }
  return tags
}

/** s15Fixed16Number. */
function fixed(bytes: Buffer, offset: number): number {
  return bytes.readInt32BE(offset) / 65_536
}

function isSrgbCurve(tag: Buffer): boolean {
  const curve = readCurve(tag)
  if (curve === null) return false
  for (let value = 0; value <= 255; value += 1) {
    const linear = curve(value / 255)
    if (Math.abs(encode(linear) * 255 - value) > curveToleranceSteps) return false
  }
  return true
}

/** The profile's curve from encoded to linear, both 0 to 1; null for kinds that sRGB is never written as. */
function readCurve(tag: Buffer): ((value: number) => number) | null {
  if (tag.length < 12) return null
  const kind = tag.toString('latin1', 0, 4)
  if (kind === 'curv') return readTable(tag)
  if (kind !== 'para' || tag.readUInt16BE(8) !== 3 || tag.length < 32) return null
  const [gamma = 1, a = 1, b = 0, c = 1, d = 0] = [12, 16, 20, 24, 28].map((offset) => fixed(tag, offset))
  return (value) => (value >= d ? Math.max(0, a * value + b) ** gamma : c * value)
}

function readTable(tag: Buffer): ((value: number) => number) | null {
  const count = tag.readUInt32BE(8)
  // None is the identity, one a plain gamma: neither is sRGB.
  if (count < 2 || 12 + count * 2 > tag.length) return null
  return (value) => {
    const position = value * (count - 1)
    const index = Math.min(Math.floor(position), count - 2)
    const low = tag.readUInt16BE(12 + index * 2)
    const high = tag.readUInt16BE(12 + (index + 1) * 2)
    return (low + (high - low) * (position - index)) / 65_535
  }
}

/** Linear light to the encoded value of sRGB (IEC 61966-2-1), both 0 to 1. */
function encode(linear: number): number {
  return linear <= 0.003_130_8 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055
}
