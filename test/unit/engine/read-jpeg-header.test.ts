import { describe, expect, it } from 'vitest'
import { paintPhoto } from '../../../scripts/support/paint-photo.ts'
import { seededRandom } from '../../../scripts/support/random.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { type JpegHeader, readJpegHeader } from '../../../src/engine/read-jpeg-header.ts'

const photo = await paintPhoto(60, 40, 3)
const painted = (): ReturnType<typeof sharp> => sharp(photo, { raw: { width: 60, height: 40, channels: 3 } })
const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'

/** What the decoder says of the same bytes, in the same words; null where it refuses them. */
async function decoderSays(bytes: Buffer): Promise<JpegHeader | null> {
  try {
    const metadata = await sharp(bytes, { failOn: 'error' }).metadata()
    const orientation = metadata.orientation ?? 1
    return {
      width: metadata.width,
      height: metadata.height,
      components: metadata.channels as 1 | 3 | 4,
      isProgressive: metadata.isProgressive,
      orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
      exif: metadata.exif ?? null,
      icc: metadata.icc ?? null,
      hasXmp: metadata.xmp !== undefined,
      hasIptc: metadata.iptc !== undefined,
    }
  } catch {
    return null
  }
}

const pictures: Readonly<Record<string, () => Promise<Buffer>>> = {
  plain: () => painted().jpeg().toBuffer(),
  progressive: () => painted().jpeg({ progressive: true }).toBuffer(),
  grey: () => painted().greyscale().toColourspace('b-w').jpeg().toBuffer(),
  CMYK: () => painted().toColourspace('cmyk').jpeg().toBuffer(),
  'with a profile': () => painted().withIccProfile('p3').jpeg().toBuffer(),
  'turned, with EXIF': () =>
    painted()
      .withExif({ IFD0: { Copyright: 'me' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer(),
  'with XMP': () => painted().withXmp(xmp).jpeg().toBuffer(),
}

describe('the header of a JPEG', () => {
  it.each(Object.entries(pictures))('is read as the decoder reads it: %s', async (_, make) => {
    const bytes = await make()
    expect(readJpegHeader(bytes)).toEqual(await decoderSays(bytes))
  })

  it('is left to the decoder when it goes on after what was read', async () => {
    const bytes = await painted().withIccProfile('p3').jpeg().toBuffer()
    for (const length of [0, 2, 3, 20, 300]) expect(readJpegHeader(bytes.subarray(0, length))).toBeNull()
  })

  it('never says anything else than the decoder, whatever is wrong with it', async () => {
    const random = seededRandom(11)
    const originals = await Promise.all(Object.values(pictures).map((make) => make()))
    let read = 0
    for (let round = 0; round < 2000; round += 1) {
      const bytes = Buffer.from(originals[round % originals.length] ?? Buffer.alloc(0))
      const changes = 1 + Math.floor(random() * 3)
      for (let change = 0; change < changes; change += 1) {
        bytes[2 + Math.floor(random() * 700)] = Math.floor(random() * 256)
      }
      const ours = readJpegHeader(bytes)
      const theirs = ours === null ? null : await decoderSays(bytes)
      if (ours === null || theirs === null) continue
      read += 1
      expect(ours, `round ${String(round)}`).toEqual(theirs)
    }
    expect(read).toBeGreaterThan(500)
  })
})
