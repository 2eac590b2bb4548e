import { execFileSync, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { paintPhoto } from '../../../scripts/support/paint-photo.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { parseExif } from '../../../src/engine/metadata/exif-block.ts'
import { avif50, gif256, jpeg82, png6, render, runEngine, tiffDeflate, webp80 } from '../../support/engine-run.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import {
  exifSegment,
  sampleIptc,
  sampleXmp,
  talkativeExif,
  withSegments,
  xmpSegment,
} from '../../unit/engine/metadata/samples.ts'

const exiftool = 'exiftool'
const hasExiftool = spawnSync(exiftool, ['-ver']).status === 0
const photo = await paintPhoto(120, 80, 5)
const painted = (): ReturnType<typeof sharp> => sharp(photo, { raw: { width: 120, height: 80, channels: 3 } })
const plainJpeg = await painted().jpeg().toBuffer()
const holders = [jpeg82, png6, webp80]
const half = { kind: 'scale', width: 40, height: 60 } as const

const xmp = sampleXmp(
  'tiff:Orientation="6" exif:PixelXDimension="120" exif:GPSLatitude="48,51.5N" dc:rights="(c) in XMP"',
  '<xmp:Thumbnails><rdf:Alt><rdf:li>secret thumbnail</rdf:li></rdf:Alt></xmp:Thumbnails>',
)
const iptc = sampleIptc([
  [5, 'secret title'],
  [116, '(c) in IPTC'],
])

/** Turned, located, with serial numbers and a thumbnail; byte order by the camera's taste. */
const talkative = (order: 'II' | 'MM'): Buffer =>
  withSegments(plainJpeg, exifSegment(talkativeExif(order)), xmpSegment(xmp), [0xed, iptc])

/** As another tool writes it: sharp, in all three formats. */
function bySharp(format: 'jpeg' | 'png' | 'webp'): Promise<Buffer> {
  return painted()
    .withExif({
      IFD0: { Make: 'Acme', Model: 'Acme One', Artist: 'Ann Artist', Copyright: '(c) Ann' },
      IFD2: {
        DateTimeOriginal: '2024:05:01 12:30:00',
        LensModel: 'Acme 50mm',
        BodySerialNumber: 'secret 1',
        LensSerialNumber: 'secret 2',
        CameraOwnerName: 'secret 3',
        ImageUniqueID: 'secret 4',
      },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1' },
    })
    .withXmp(xmp.toString())
    .withMetadata({ orientation: 6 })
    .toFormat(format)
    .toBuffer()
}

/** Texts and orientation by tag as our own reader sees them, of main and Exif directory. */
async function ownReading(path: string): Promise<ReadonlyMap<number, string | number>> {
  const { exif } = await sharp(await readFile(path)).metadata()
  const block = exif === undefined ? null : parseExif(exif)
  if (block === null) throw new Error('Expected EXIF')
  expect(block.main.next).toBe(0)
  const entries = [...block.main.entries, ...(block.exif?.entries ?? [])]
  return new Map<number, string | number>(
    entries.map(({ tag, type, valueOffset, valueBytes }) => {
      if (type !== 2)
        return [
          tag,
          block.isLittleEndian ? block.bytes.readUInt16LE(valueOffset) : block.bytes.readUInt16BE(valueOffset),
        ]
      return [tag, block.bytes.toString('utf8', valueOffset, valueOffset + valueBytes).replace(/\0$/, '')]
    }),
  )
}

/** Every tag that exiftool finds, as `Group:Name`. */
function exiftoolReading(path: string): Readonly<Record<string, unknown>> {
  const [found] = JSON.parse(execFileSync(exiftool, ['-G', '-a', '-u', '-j', path], { encoding: 'utf8' })) as [
    Record<string, unknown>,
  ]
  return found
}

describe('metadata that is kept', () => {
  it.each(['II', 'MM'] as const)('survives in every format that holds it, in byte order %s', async (order) => {
    for (const encoding of holders) {
      const { path, reply } = await render(talkative(order), { encoding, geometry: half })
      const own = await ownReading(path)
      expect(own.get(0x8298), encoding.format).toBe('(c) 2024 Ann Artist')
      expect(own.get(0xa431)).toBe('secret body serial')
      expect(own.get(0x9003)).toBe('2024:05:01 12:30:00')
      expect(own.get(0x0112)).toBe(1)
      expect((await readFile(path)).includes('secret maker note')).toBe(true)
      expect(reply.losses.map((loss) => loss.code)).toEqual(encoding.format === 'jpeg' ? [] : ['iptc-dropped'])
    }
  })

  it('has no thumbnail: that shows the picture as it was', async () => {
    for (const encoding of holders) {
      const { path } = await render(talkative('II'), { encoding })
      expect((await readFile(path)).includes('secret thumbnail'), encoding.format).toBe(false)
    }
  })

  it('has XMP with the new orientation and size, and IPTC as it was', async () => {
    const expected = xmp
      .toString()
      .replace('tiff:Orientation="6"', 'tiff:Orientation="1"')
      .replace('PixelXDimension="120"', 'PixelXDimension="40"')
      .replace(/<xmp:Thumbnails>.*<\/xmp:Thumbnails>/, '')
    for (const encoding of holders) {
      const { path } = await render(talkative('MM'), { encoding, geometry: half })
      const metadata = await sharp(await readFile(path)).metadata()
      expect(metadata.xmp?.toString(), encoding.format).toBe(expected)
      if (encoding.format === 'jpeg') expect(metadata.iptc?.includes('(c) in IPTC')).toBe(true)
    }
  })

  it.each(['jpeg', 'png', 'webp'] as const)('survives from a %s of another tool, upright', async (format) => {
    const source = await bySharp(format)
    for (const encoding of holders) {
      const { path, reply, facts } = await render(source, { encoding })
      expect([facts.width, facts.height]).toEqual([80, 120])
      const own = await ownReading(path)
      expect([own.get(0x8298), own.get(0xa434), own.get(0x0112)]).toEqual(['(c) Ann', 'Acme 50mm', 1])
      expect(await sharp(await readFile(path)).metadata()).toMatchObject({ width: 80, height: 120 })
      expect(reply.losses).toEqual([])
    }
  })

  it.each([avif50, gif256, tiffDeflate])('is reported where the format cannot hold it: $format', async (encoding) => {
    const { path, reply } = await render(talkative('II'), { encoding })
    const { exif, xmp: left, iptc: rest } = await sharp(await readFile(path)).metadata()
    expect({ exif, left, rest }).toEqual({})
    expect(reply.losses.map((loss) => loss.code)).toEqual(
      expect.arrayContaining(['exif-dropped', 'xmp-dropped', 'iptc-dropped']),
    )
  })

  it.skipIf(!hasExiftool)('has nothing that exiftool finds fault with (needs exiftool)', async () => {
    for (const encoding of holders) {
      const { path } = await render(await bySharp('jpeg'), { encoding })
      const found = exiftoolReading(path)
      expect(found).toMatchObject({ 'EXIF:Copyright': '(c) Ann', 'EXIF:Orientation': 'Horizontal (normal)' })
      expect(
        Object.keys(found).filter((name) => /Warning|Error/.test(name)),
        encoding.format,
      ).toEqual([])
    }
  })
})

describe('metadata that is private', () => {
  const survivors = new Map([
    [0x010f, 'Acme'],
    [0x0110, 'Acme One'],
    [0x013b, 'Ann Artist'],
    [0x8298, '(c) 2024 Ann Artist'],
    [0x9003, '2024:05:01 12:30:00'],
    [0xa434, 'Acme 50mm F1.8'],
  ])

  it.each(['II', 'MM'] as const)(
    'keeps rights, dates, camera and lens and no secret, in byte order %s',
    async (order) => {
      for (const encoding of holders) {
        const { path, reply } = await render(talkative(order), { encoding, metadata: 'private' })
        const own = await ownReading(path)
        for (const [tag, value] of survivors) expect(own.get(tag), encoding.format).toBe(value)
        for (const tag of [0x8825, 0x927c, 0x9286, 0xa420, 0xa430, 0xa431, 0xa435]) expect(own.has(tag)).toBe(false)
        const bytes = await readFile(path)
        expect(bytes.includes('secret')).toBe(false)
        expect(bytes.includes('GPS')).toBe(false)
        const { xmp: left, iptc: rest } = await sharp(bytes).metadata()
        expect({ left, rest }).toEqual({})
        expect(reply.losses).toEqual([])
      }
    },
  )

  it.each(['jpeg', 'png', 'webp'] as const)('keeps them from a %s of another tool', async (format) => {
    for (const encoding of holders) {
      const { path } = await render(await bySharp(format), { encoding, metadata: 'private' })
      const own = await ownReading(path)
      expect([own.get(0x8298), own.get(0x9003), own.get(0xa434)]).toEqual([
        '(c) Ann',
        '2024:05:01 12:30:00',
        'Acme 50mm',
      ])
      expect((await readFile(path)).includes('secret'), encoding.format).toBe(false)
    }
  })

  it('carries rights over that stand in XMP or IPTC alone', async () => {
    for (const [source, expected] of [
      [withSegments(plainJpeg, xmpSegment(xmp)), '(c) in XMP'],
      [withSegments(plainJpeg, [0xed, iptc]), '(c) in IPTC'],
    ] as const) {
      const { path } = await render(source, { metadata: 'private' })
      expect((await ownReading(path)).get(0x8298)).toBe(expected)
      expect((await readFile(path)).includes('secret')).toBe(false)
    }
  })

  it('is never the original, however small that is', async () => {
    const source = await render(talkative('II'), { encoding: { ...jpeg82, quality: 10 } }).then(({ path }) =>
      readFile(path),
    )
    const { reply, paths } = await runEngine(source, [
      { rendering: { metadata: 'private', encoding: { ...jpeg82, quality: 98 } }, whenNotSmaller: 'copy-original' },
    ])
    expect(reply.outputs).toMatchObject([{ kind: 'written' }])
    expect((await readFile(paths[0] ?? '')).includes('secret')).toBe(false)
  })

  it.skipIf(!hasExiftool)('shows exiftool no location, serial number or thumbnail (needs exiftool)', async () => {
    const secret =
      /GPS|Serial|OwnerName|MakerNote|Thumbnail|Preview|ImageUniqueID|UserComment|^XMP:|^IPTC:|^Photoshop:|Warning|Error/
    for (const source of [talkative('II'), talkative('MM'), await bySharp('webp')]) {
      for (const encoding of holders) {
        const { path } = await render(source, { encoding, metadata: 'private' })
        const found = exiftoolReading(path)
        expect(
          Object.keys(found).filter((name) => secret.test(name)),
          encoding.format,
        ).toEqual([])
        expect(JSON.stringify(found)).not.toContain('secret')
        const names = ['Copyright', 'Artist', 'DateTimeOriginal', 'Make', 'Model', 'LensModel']
        for (const name of names) expect(Object.keys(found)).toContain(`EXIF:${name}`)
      }
    }
  })

  it.skipIf(!hasExiftool)('is told by exiftool to be full of secrets before (needs exiftool)', async () => {
    const path = join(await tempFolder(), 'source.jpg')
    await writeFile(path, talkative('MM'))
    const names = Object.keys(exiftoolReading(path))
    for (const name of [
      'GPSLatitude',
      'SerialNumber',
      'LensSerialNumber',
      'OwnerName',
      'ImageUniqueID',
      'ThumbnailImage',
    ]) {
      expect(names).toContain(`EXIF:${name}`)
    }
  })
})

describe('metadata that is stripped', () => {
  it('is gone from every format, without being called a loss', async () => {
    for (const encoding of [...holders, avif50, gif256, tiffDeflate]) {
      const { path, reply } = await render(talkative('II'), { encoding, metadata: 'strip' })
      const bytes = await readFile(path)
      const { exif, xmp: left, iptc: rest } = await sharp(bytes).metadata()
      expect({ exif, left, rest }, encoding.format).toEqual({})
      expect(bytes.includes('secret')).toBe(false)
      expect(reply.losses.map((loss) => loss.code).filter((code) => code.endsWith('-dropped'))).toEqual([])
    }
  })

  it('stays in the other outputs of the same source', async () => {
    const { paths, reply } = await runEngine(
      talkative('II'),
      (['keep', 'private', 'strip'] as const).map((metadata) => ({ rendering: { metadata } })),
    )
    const [kept, personal, stripped] = await Promise.all(paths.map((path) => readFile(path)))
    expect(reply.outputs.map((output) => output.kind)).toEqual(['written', 'written', 'written'])
    expect([kept?.includes('secret body serial'), personal?.includes('secret'), stripped?.includes('secret')]).toEqual([
      true,
      false,
      false,
    ])
    expect([personal?.includes('Ann Artist'), stripped?.includes('Ann Artist')]).toEqual([true, false])
  })
})
