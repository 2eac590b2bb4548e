import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { paintPhoto } from '../../../scripts/support/paint-photo.ts'
import { inspectFile } from '../../../src/engine/inspect-file.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { exifTag, parseExif } from '../../../src/engine/metadata/exif-block.ts'
import { jpeg82, png6, render, runEngine, tiffDeflate, webp80 } from '../../support/engine-run.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { long, rational, sampleExif, text } from '../../unit/engine/metadata/samples.ts'

const photo = await paintPhoto(60, 40, 5)
const painted = (): ReturnType<typeof sharp> => sharp(photo, { raw: { width: 60, height: 40, channels: 3 } })

/** One plain colour of 16 bits in Display P3, far outside sRGB in red. */
async function deepP3(): Promise<Buffer> {
  const pixels = Uint16Array.from({ length: 30 * 20 * 3 }, (_, index) => [60_000, 15_000, 8000][index % 3] ?? 0)
  const raw = { width: 30, height: 20, channels: 3 } as const
  const plain = await sharp(pixels, { raw }).toColourspace('rgb16').png().toBuffer()
  return sharp(plain).withIccProfile('p3').toColourspace('rgb16').png().toBuffer()
}

async function firstPixel(path: string): Promise<readonly number[]> {
  const pixels = await sharp(await readFile(path), { ignoreIcc: true })
    .removeAlpha()
    .raw()
    .toBuffer()
  return [...pixels.subarray(0, 3)]
}

describe('16 bits in a wide profile', () => {
  it.each([
    ['png', png6],
    ['tiff', tiffDeflate],
    ['jpeg', { ...jpeg82, quality: 100 }],
  ] as const)('become sRGB as 8 bits do: %s', async (_, encoding) => {
    const deep = await deepP3()
    const flat = await sharp(deep).keepIccProfile().png({ palette: false }).toBuffer()
    const wanted = await render(flat, { encoding, colour: 'srgb' })
    const { path } = await render(deep, { encoding, colour: 'srgb' })
    const [one, other] = [await firstPixel(path), await firstPixel(wanted.path)]
    for (const [index, value] of one.entries()) expect(Math.abs(value - (other[index] ?? 0))).toBeLessThanOrEqual(2)
    expect((await sharp(await readFile(path)).metadata()).icc).toBeUndefined()
  })
})

describe('grey', () => {
  const source = (): Promise<Buffer> => painted().greyscale().toColourspace('b-w').jpeg().toBuffer()

  it('stays grey, and as small, when a target size is asked for', async () => {
    const { path } = await render(await source(), { target: { bytes: 100_000, qualityFloor: 40 } })
    expect(await sharp(await readFile(path)).metadata()).toMatchObject({ channels: 1, space: 'b-w' })
  })

  it('stays grey where the format can, also beside an output where it cannot', async () => {
    for (const encodings of [
      [jpeg82, webp80],
      [webp80, jpeg82],
    ]) {
      const run = await runEngine(
        await source(),
        encodings.map((encoding) => ({ rendering: { encoding } })),
      )
      const jpeg = run.paths[encodings.indexOf(jpeg82)] ?? ''
      expect(await sharp(await readFile(jpeg)).metadata()).toMatchObject({ channels: 1, space: 'b-w' })
    }
  })
})

describe('a transparent background', () => {
  it('is no black where the output cannot be transparent', async () => {
    const geometry = { kind: 'pad', width: 60, height: 60, innerWidth: 60, innerHeight: 40 } as const
    const { path } = await render(await painted().jpeg().toBuffer(), { geometry, background: '#ffffff00' })
    for (const value of await firstPixel(path)) expect(value).toBeGreaterThan(240)
  })
})

describe('an original that would be copied', () => {
  it.each(['private', 'strip'] as const)(
    'is encoded instead where metadata has to go, and says so: %s',
    async (mode) => {
      const tiny = await painted().jpeg({ quality: 1 }).toBuffer()
      const comment = Buffer.from('\xff\xfe\x00\x0asecret!!', 'latin1')
      const source = Buffer.concat([tiny.subarray(0, 2), comment, tiny.subarray(2)])
      const { reply, paths } = await runEngine(source, [
        { whenNotSmaller: 'copy-original', rendering: { metadata: mode, encoding: { ...jpeg82, quality: 100 } } },
      ])
      expect(reply).toMatchObject({ outputs: [{ kind: 'written' }] })
      expect(reply.warnings[0]).toContain('the original was not copied')
      expect((await readFile(paths[0] ?? '')).includes('secret')).toBe(false)
    },
  )
})

/** A TIFF whose directory is longer than sharp would write it. */
async function tiffWith(tags: Parameters<typeof sampleExif>[1]): Promise<Buffer> {
  const picture = await painted().tiff({ compression: 'none' }).toBuffer()
  const block = sampleExif('II', tags)
  const own = parseExif(picture)
  const added = parseExif(block)
  if (own === null || added === null) throw new Error('expected two sound structures')
  // The block goes behind the picture; its main directory is merged with the picture's in a new one.
  const entries = [
    ...own.main.entries.map(({ tag }) => ({ tag, from: picture, at: own.main, shift: 0 })),
    ...added.main.entries.map(({ tag }) => ({ tag, from: block, at: added.main, shift: picture.length })),
  ].sort((one, other) => one.tag - other.tag)
  const directory = Buffer.alloc(2 + entries.length * 12 + 4)
  directory.writeUInt16LE(entries.length)
  for (const [index, { tag, from, at, shift }] of entries.entries()) {
    const position = Array.from({ length: from.readUInt16LE(at.offset) }, (_, nth) => at.offset + 2 + nth * 12).find(
      (offset) => from.readUInt16LE(offset) === tag,
    )
    const entry = Buffer.from(from.subarray(position, (position ?? 0) + 12))
    const parsed = parseExif(from)?.main.entries.find((candidate) => candidate.tag === tag)
    const isLink = tag === exifTag.exifDirectory || tag === exifTag.gpsDirectory
    if ((parsed?.valueBytes ?? 0) > 4 || isLink) entry.writeUInt32LE(entry.readUInt32LE(8) + shift, 8)
    entry.copy(directory, 2 + index * 12)
  }
  const moved = Buffer.from(block)
  for (const sub of [added.exif].filter((found) => found !== null)) {
    for (let nth = 0; nth < moved.readUInt16LE(sub.offset); nth += 1) {
      const offset = sub.offset + 2 + nth * 12
      const entry = sub.entries.find((candidate) => candidate.tag === moved.readUInt16LE(offset))
      if ((entry?.valueBytes ?? 0) > 4) moved.writeUInt32LE(moved.readUInt32LE(offset + 8) + picture.length, offset + 8)
    }
  }
  const file = Buffer.concat([picture, moved, directory])
  file.writeUInt32LE(picture.length + block.length, 4)
  return file
}

describe('a TIFF', () => {
  const tags = {
    main: [text(exifTag.copyright, 'Ann Artist'), text(exifTag.make, 'Cam')],
    exif: [text(exifTag.dateTimeOriginal, '2024:05:01 12:30:00'), rational(0x829a, 1, 75)],
  }

  it.each(['keep', 'private'] as const)('brings its copyright and date along: %s', async (metadata) => {
    const { path, facts } = await render(await tiffWith(tags), { metadata })
    expect(facts).toMatchObject({ hasExif: true, takenOn: '2024-05-01' })
    const block = parseExif((await sharp(await readFile(path)).metadata()).exif ?? Buffer.alloc(0))
    expect(block?.main.entries.map(({ tag }) => tag)).toEqual(expect.arrayContaining([exifTag.make, exifTag.copyright]))
    expect(block?.exif?.entries.map(({ tag }) => tag)).toEqual([0x829a, exifTag.dateTimeOriginal])
    expect(
      block?.main.entries.some(({ tag }) => tag === 273),
      'where the strips of the source stood',
    ).toBe(false)
  })

  it('without any loses nothing', async () => {
    const { reply, facts } = await render(await painted().tiff().toBuffer(), { encoding: tiffDeflate })
    expect(facts.hasExif).toBe(false)
    expect(reply.losses).toEqual([])
  })

  it('that is the raw file of a camera is not taken for its preview', async () => {
    for (const tag of [long(254, 1), { tag: 0xc612, type: 1, values: [1, 4, 0, 0] }]) {
      const folder = await tempFolder()
      const source = await tiffWith({ main: [tag] })
      await writeFile(join(folder, 'DSC_1.NEF'), source)
      expect(await inspectFile(join(folder, 'DSC_1.NEF'))).toMatchObject({
        ok: false,
        failure: { code: 'format-unsupported', message: expect.stringContaining('Camera RAW') as string },
      })
    }
  })
})

function pngChunk(type: string, body: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + body.length)
  chunk.writeUInt32BE(body.length)
  chunk.write(type, 4, 'latin1')
  body.copy(chunk, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length)
  return chunk
}

const picture = await painted().png().toBuffer()
const end = picture.length - 12

describe('a PNG', () => {
  it('is turned, and keeps its metadata, when that stands behind the pixels', async () => {
    const exif = sampleExif('MM', {
      main: [{ tag: exifTag.orientation, type: 3, values: [6] }, text(exifTag.copyright, 'Ann Artist')],
    })
    const source = Buffer.concat([picture.subarray(0, end), pngChunk('eXIf', exif), picture.subarray(end)])
    const { path, facts } = await render(source, { encoding: png6 })
    expect(facts).toMatchObject({ width: 40, height: 60, orientation: 6, hasExif: true })
    const metadata = await sharp(await readFile(path)).metadata()
    expect(metadata).toMatchObject({ width: 40, height: 60, orientation: 1 })
    expect(metadata.exif?.includes('Ann Artist')).toBe(true)
  })

  it('with frames says that only the first was kept', async () => {
    const control = Buffer.alloc(8)
    control.writeUInt32BE(5)
    const source = Buffer.concat([picture.subarray(0, 33), pngChunk('acTL', control), picture.subarray(33)])
    const { reply } = await render(source, { encoding: png6 })
    expect(reply.losses).toMatchObject([{ code: 'animation-dropped' }])
  })
})
