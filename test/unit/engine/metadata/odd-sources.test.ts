import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../scripts/support/random.ts'
import { sharp } from '../../../../src/engine/load-sharp.ts'
import { embedMetadata } from '../../../../src/engine/embed-metadata.ts'
import { parseExif } from '../../../../src/engine/metadata/exif-block.ts'
import type { OutputOrder } from '../../../../src/shared/child-tasks.ts'
import type { Rendering } from '../../../../src/shared/plan.ts'
import { jpeg82, png6, render, webp80 } from '../../../support/engine-run.ts'
import { exifSegment, mutate, sampleExif, sampleXmp, talkativeExif, text, withSegments, xmpSegment } from './samples.ts'

const picture = (): ReturnType<typeof sharp> =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: '#468' } })
const plain = await picture().jpeg().toBuffer()
const exif = sampleExif('II', { main: [text(0x8298, '(c) Ann')], exif: [text(0x9003, '2024:05:01 12:30:00')] })
const holders = [jpeg82, png6, webp80]

const lossesOf = async (source: Buffer, rendering: Partial<Rendering>): Promise<readonly string[]> =>
  (await render(source, rendering)).reply.losses.map((loss) => loss.code)

/** ICC in as many APP2 segments as it needs. */
function profileSegments(icc: Buffer, most = 65_519): readonly (readonly [number, Buffer])[] {
  const total = Math.ceil(icc.length / most)
  return Array.from({ length: total }, (_, index) => {
    const head = Buffer.concat([Buffer.from('ICC_PROFILE\0'), Buffer.from([index + 1, total])])
    return [0xe2, Buffer.concat([head, icc.subarray(index * most, (index + 1) * most)])] as const
  })
}

/** Display P3 with a description so long that one segment cannot hold the profile. */
async function longProfile(bytes: number): Promise<Buffer> {
  const { icc } = await sharp(await picture().withIccProfile('p3').png().toBuffer()).metadata()
  if (icc === undefined) throw new Error('Expected a profile')
  const long = Buffer.concat([icc, Buffer.alloc(bytes - icc.length, 0x5a)])
  long.writeUInt32BE(long.length, 0)
  return long
}

describe('a profile over 64 KB', () => {
  it('is kept byte for byte, with metadata beside it', async () => {
    const icc = await longProfile(150_000)
    const source = withSegments(
      plain,
      exifSegment(exif),
      ...profileSegments(icc),
      xmpSegment(sampleXmp('dc:rights="x"')),
    )
    for (const encoding of holders) {
      const { path, facts, reply } = await render(source, { encoding })
      const metadata = await sharp(await readFile(path)).metadata()
      expect(facts.profile).toEqual({ isSrgb: false, bytes: 150_000 })
      expect(metadata.icc?.equals(icc), encoding.format).toBe(true)
      expect(metadata.exif?.includes('(c) Ann')).toBe(true)
      expect(metadata.xmp?.includes('dc:rights="x"')).toBe(true)
      expect(reply.losses).toEqual([])
    }
  })

  it('is kept from segments that are smaller than they need to be', async () => {
    const icc = await longProfile(70_000)
    const { path } = await render(withSegments(plain, ...profileSegments(icc, 1000)), {})
    expect((await sharp(await readFile(path)).metadata()).icc?.equals(icc)).toBe(true)
  })
})

describe('several segments of one kind', () => {
  it('give the first EXIF, whatever stands between and behind', async () => {
    const other = sampleExif('MM', { main: [text(0x8298, '(c) somebody else')] })
    const source = withSegments(
      plain,
      [0xe1, Buffer.from('something else entirely')],
      exifSegment(exif),
      [0xec, Buffer.from('Ducky\0\x01')],
      xmpSegment(sampleXmp('dc:rights="x"')),
      exifSegment(other),
    )
    for (const encoding of holders) {
      const { path } = await render(source, { encoding })
      const metadata = await sharp(await readFile(path)).metadata()
      expect(metadata.exif?.includes('(c) Ann'), encoding.format).toBe(true)
      expect(metadata.xmp?.includes('dc:rights="x"')).toBe(true)
    }
  })

  it('of which one extends the XMP are kept, or the loss is reported', async () => {
    const main = sampleXmp('dc:rights="x" xmpNote:HasExtendedXMP="0123456789ABCDEF0123456789ABCDEF"')
    const rest = Buffer.from('<x:xmpmeta>the rest of it</x:xmpmeta>')
    const numbers = Buffer.alloc(8)
    numbers.writeUInt32BE(rest.length, 0)
    const extension = Buffer.concat([
      Buffer.from('http://ns.adobe.com/xmp/extension/\x000123456789ABCDEF0123456789ABCDEF'),
      numbers,
      rest,
    ])
    const { path, reply } = await render(withSegments(plain, xmpSegment(main), [0xe1, extension]), {})
    const isKept = (await readFile(path)).includes('the rest of it')
    expect(isKept || reply.losses.some((loss) => loss.code === 'xmp-dropped')).toBe(true)
  })
})

describe('metadata and the size of a file', () => {
  it('is reported where a JPEG segment is too small for it, and the rest survives', async () => {
    const long = sampleXmp(`dc:rights="${'x'.repeat(80_000)}"`).toString()
    const source = await picture()
      .withXmp(long)
      .withExif({ IFD0: { Copyright: '(c) Ann' } })
      .png()
      .toBuffer()
    expect(await lossesOf(source, { encoding: jpeg82 })).toEqual(['xmp-dropped'])
    expect(await lossesOf(source, { encoding: png6 })).toEqual([])
    const { path } = await render(source, { encoding: jpeg82 })
    expect((await sharp(await readFile(path)).metadata()).exif?.includes('(c) Ann')).toBe(true)
  })

  it('counts towards a target size', async () => {
    const bulky = withSegments(plain, xmpSegment(sampleXmp(`dc:rights="${'x'.repeat(3000)}"`)))
    const { path } = await render(bulky, { target: { bytes: 6000, qualityFloor: 5 } })
    const bytes = await readFile(path)
    expect(bytes.length).toBeLessThanOrEqual(6000)
    expect(bytes.includes('x'.repeat(3000))).toBe(true)
  })
})

describe('damaged EXIF', () => {
  const damaged = withSegments(plain, exifSegment(Buffer.from('II\x2a\0\xff\xff\xff\x7f, and nothing more', 'latin1')))

  it('does not stop the picture, and is reported as left out', async () => {
    for (const encoding of holders) {
      const { path, reply } = await render(damaged, { encoding })
      expect(
        reply.losses.map((loss) => loss.code),
        encoding.format,
      ).toEqual(['metadata-unreadable'])
      expect((await sharp(await readFile(path)).metadata()).exif).toBeUndefined()
    }
  })

  it('is no loss where none is wanted', async () => {
    expect(await lossesOf(damaged, { metadata: 'strip' })).toEqual([])
  })

  it('is reported as left out where rights and dates of it were wanted', async () => {
    expect(await lossesOf(damaged, { metadata: 'private' })).toEqual(['metadata-unreadable'])
  })
})

describe('2,000 mutations of EXIF and XMP', () => {
  const order = (metadata: 'keep' | 'private', encoding: Rendering['encoding']): OutputOrder =>
    ({ width: 60, height: 40, rendering: { metadata, encoding } }) as OutputOrder
  const xmp = sampleXmp('tiff:Orientation="6"', '<dc:rights><rdf:li>mine</rdf:li></dc:rights>')

  it.each(['keep', 'private'] as const)(
    'leave a file that decodes, with sound EXIF or a loss: %s',
    async (metadata) => {
      const random = seededRandom(metadata === 'keep' ? 121 : 122)
      const encoded = await Promise.all([
        picture().jpeg().toBuffer(),
        picture().png().toBuffer(),
        picture().webp().toBuffer(),
      ])
      const outcomes = { sound: 0, lost: 0 }
      for (let round = 0; round < 2000; round += 1) {
        const which = round % 3
        const blocks = {
          exif: mutate(talkativeExif(round % 2 === 0 ? 'II' : 'MM'), random),
          xmp: mutate(xmp, random),
          iptc: null,
        }
        const { bytes, losses } = embedMetadata(
          encoded[which] ?? Buffer.alloc(0),
          blocks,
          order(metadata, holders[which] ?? jpeg82),
        )
        const isLost = losses.some((loss) => loss.code === 'metadata-unreadable')
        outcomes[isLost ? 'lost' : 'sound'] += 1
        // Asking the decoder every time would take most of the run.
        if (round % 20 >= 3) continue
        const found = await sharp(bytes, { failOn: 'warning' }).metadata()
        // Private EXIF is built anew, and rights from XMP may stand in it.
        if (isLost && metadata === 'keep') expect(found.exif, String(round)).toBeUndefined()
        else if (metadata === 'keep' || found.exif !== undefined)
          expect(parseExif(found.exif ?? Buffer.alloc(0)), String(round)).not.toBeNull()
        expect(found.orientation ?? 1, String(round)).toBe(1)
      }
      expect(outcomes.sound).toBeGreaterThan(1000)
      if (metadata === 'keep') expect(outcomes.lost).toBeGreaterThan(50)
    },
  )
})
