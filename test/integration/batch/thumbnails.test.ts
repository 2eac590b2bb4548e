import { mkdir, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { paintPhoto } from '../../../scripts/support/paint-photo.ts'
import { createThumbnails, type Thumbnails } from '../../../src/batch/thumbnails.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import type { ProcessPool } from '../../../src/pool/process-pool.ts'
import { meanDifference } from '../../support/engine-run.ts'
import { createRealPool } from '../../support/real-pool.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const photo = await paintPhoto(480, 320, 5)
const painted = (): ReturnType<typeof sharp> => sharp(photo, { raw: { width: 480, height: 320, channels: 3 } })
const upright = await painted().png().toBuffer()

interface Shelf {
  readonly thumbnails: Thumbnails
  readonly cache: string
  /** Jobs that the pool was given. */
  readonly jobs: () => number
  /** Writes the source under this name and asks for its thumbnail. */
  show(name: string, source: Buffer): Promise<Thumbnail | null>
  readonly sources: string
}

interface Thumbnail {
  readonly path: string
  readonly bytes: Buffer
  readonly width: number
  readonly height: number
  readonly hasAlpha: boolean
}

const never = new AbortController().signal

async function createShelf(): Promise<Shelf> {
  const sources = await tempFolder()
  const cache = join(await tempFolder(), 'thumbnails')
  const pool = createRealPool()
  let jobs = 0
  const counting: ProcessPool = {
    ...pool,
    submit: (job) => {
      jobs += 1
      return pool.submit(job)
    },
  }
  const thumbnails = createThumbnails({ pool: counting, folder: cache, maxFolderBytes: 1e6 })
  onTestFinished(() => thumbnails.close())
  const show = async (name: string, source: Buffer): Promise<Thumbnail | null> => {
    await writeFile(join(sources, name), source)
    const path = await thumbnails.fileFor(join(sources, name), never)
    return path === null ? null : look(path)
  }
  return { thumbnails, cache, sources, jobs: () => jobs, show }
}

async function look(path: string): Promise<Thumbnail> {
  const bytes = await readFile(path)
  const { format, width, height, hasAlpha, orientation, icc, exif } = await sharp(bytes).metadata()
  expect({ format, orientation, icc, exif }).toEqual({ format: 'webp' })
  return { path, bytes, width, height, hasAlpha }
}

/** A colour in each corner, so that every way of turning it shows. */
function fourCorners(): Promise<Buffer> {
  const corner = (background: string) => ({ create: { width: 240, height: 160, channels: 3 as const, background } })
  const places = [
    { input: corner('#00ff00'), left: 240, top: 0 },
    { input: corner('#0000ff'), left: 0, top: 160 },
    { input: corner('#ffffff'), left: 240, top: 160 },
  ]
  return sharp({ create: { width: 480, height: 320, channels: 3, background: '#ff0000' } })
    .composite(places)
    .png()
    .toBuffer()
}

function pixelsOf(bytes: Buffer): Promise<Buffer> {
  return sharp(bytes).removeAlpha().raw().toBuffer()
}

describe('a thumbnail', () => {
  /** How upright pixels are stored for each EXIF orientation, from 1. */
  const store: readonly ((picture: Buffer) => ReturnType<typeof sharp>)[] = [
    (picture) => sharp(picture),
    (picture) => sharp(picture).flop(),
    (picture) => sharp(picture).rotate(180),
    (picture) => sharp(picture).flip(),
    (picture) => sharp(picture).rotate(270).flop(),
    (picture) => sharp(picture).rotate(270),
    (picture) => sharp(picture).rotate(90).flop(),
    (picture) => sharp(picture).rotate(90),
  ]

  it('is upright, whatever the orientation, and at most 96 pixels a side', async () => {
    const { show } = await createShelf()
    const corners = await fourCorners()
    const reference = await sharp(corners).resize(96, 64).removeAlpha().raw().toBuffer()
    for (const [index, make] of store.entries()) {
      const turned = make(corners).withMetadata({ orientation: index + 1 })
      const shown = await show(`${String(index)}.jpg`, await turned.jpeg({ quality: 95 }).toBuffer())
      expect(shown).toMatchObject({ width: 96, height: 64 })
      expect(meanDifference(await pixelsOf(shown?.bytes ?? upright), reference), String(index + 1)).toBeLessThan(6)
    }
  })

  it('keeps what is transparent transparent', async () => {
    const { show } = await createShelf()
    const clear = { create: { width: 300, height: 200, channels: 4 as const, background: '#00ff0000' } }
    const shown = await show('clear.png', await sharp(clear).png().toBuffer())
    expect(shown?.hasAlpha).toBe(true)
    expect((await sharp(shown?.bytes).raw().toBuffer())[3]).toBe(0)
  })

  it.each(['jpeg', 'png', 'tiff', 'webp', 'avif'] as const)('is in sRGB of a picture in P3: %s', async (format) => {
    const { show } = await createShelf()
    // Full red of sRGB, which P3 stores as a weaker one.
    const red = { create: { width: 300, height: 200, channels: 3 as const, background: '#ff0000' } }
    const source = await sharp(red).withIccProfile('p3').toFormat(format, { quality: 100 }).toBuffer()
    const [stored = 0] = await sharp(source, { ignoreIcc: true }).raw().toBuffer()
    expect(stored).toBeLessThan(240)
    const shown = await show('red', source)
    const [r = 0, g = 255, b = 255] = await pixelsOf(shown?.bytes ?? source)
    expect(r).toBeGreaterThan(248)
    expect(Math.max(g, b)).toBeLessThan(8)
  })

  it('is made of grey, 16 bits, CMYK and drawings too', async () => {
    const { show } = await createShelf()
    const sources = {
      grey: await painted().greyscale().jpeg().toBuffer(),
      deep: await painted().toColourspace('rgb16').png().toBuffer(),
      cmyk: await painted().toColourspace('cmyk').jpeg().toBuffer(),
      drawing: Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320"><rect width="9" height="9"/></svg>',
      ),
    }
    for (const [name, source] of Object.entries(sources)) {
      expect(await show(name, source), name).toMatchObject({ width: 96, height: 64 })
    }
  })

  it('is the first frame of an animation', async () => {
    const { show } = await createShelf()
    const frames = ['#f00', '#0f0'].map((background) => ({
      create: { width: 200, height: 100, channels: 3 as const, background },
    }))
    const pngs = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()))
    const shown = await show(
      'a.gif',
      await sharp(pngs, { join: { animated: true } })
        .gif()
        .toBuffer(),
    )
    expect(shown).toMatchObject({ width: 96, height: 48 })
    expect((await pixelsOf(shown?.bytes ?? upright))[0]).toBeGreaterThan(240)
  })

  it('of a small picture is no larger than that', async () => {
    const { show } = await createShelf()
    const small = await sharp(upright).resize(30, 20).png().toBuffer()
    expect(await show('small.png', small)).toMatchObject({ width: 30, height: 20 })
    const line = { create: { width: 3000, height: 2, channels: 3 as const, background: '#123' } }
    expect(await show('line.png', await sharp(line).png().toBuffer())).toMatchObject({ width: 96, height: 1 })
  })

  it('is none of what is damaged, no picture, no file or not there, and that is remembered', async () => {
    const { thumbnails, sources, cache, show, jobs } = await createShelf()
    const whole = await painted().jpeg().toBuffer()
    expect(await show('half.jpg', whole.subarray(0, whole.length / 2))).toBeNull()
    expect(await show('text.jpg', Buffer.from('no picture'))).toBeNull()
    expect(jobs()).toBe(2)
    expect(await thumbnails.fileFor(join(sources, 'half.jpg'), never)).toBeNull()
    expect(await thumbnails.fileFor(sources, never)).toBeNull()
    expect(await thumbnails.fileFor(join(sources, 'missing.jpg'), never)).toBeNull()
    expect(jobs()).toBe(2)
    // Mended, it is another file.
    expect(await show('half.jpg', whole)).not.toBeNull()
    expect(await readdir(cache)).toHaveLength(1)
  })
})

describe('a thumbnail that is kept', () => {
  it('is shown again without a job, also by the next launch', async () => {
    const first = await createShelf()
    const shown = await first.show('a.png', upright)
    const again = await first.thumbnails.fileFor(join(first.sources, 'a.png'), never)
    expect(again).toBe(shown?.path)
    expect(first.jobs()).toBe(1)
    const pool = createRealPool()
    const next = createThumbnails({ pool, folder: first.cache, maxFolderBytes: 1e6 })
    onTestFinished(() => next.close())
    expect(await next.fileFor(join(first.sources, 'a.png'), never)).toBe(shown?.path)
    expect(pool.stats().starts).toBe(0)
  })

  it('is made anew when the file has changed or moved, and when a power cut left nothing in it', async () => {
    const { thumbnails, sources, show, jobs } = await createShelf()
    const shown = await show('a.png', upright)
    const path = join(sources, 'a.png')
    await utimes(path, new Date(), new Date(2020, 1, 1))
    expect(await thumbnails.fileFor(path, never)).not.toBe(shown?.path)
    await rename(path, join(sources, 'b.png'))
    const moved = await thumbnails.fileFor(join(sources, 'b.png'), never)
    expect(jobs()).toBe(3)
    await writeFile(moved ?? '', '')
    expect(await thumbnails.fileFor(join(sources, 'b.png'), never)).toBe(moved)
    expect((await stat(moved ?? '')).size).toBeGreaterThan(0)
    expect(jobs()).toBe(4)
  })

  it('is written beside nothing: no temp file stays, and nobody else may read it', async () => {
    const { cache, show } = await createShelf()
    const shown = await show('a.png', upright)
    expect(await readdir(cache)).toHaveLength(1)
    expect(dirname(shown?.path ?? '')).toBe(cache)
    if (process.platform !== 'win32') expect((await stat(shown?.path ?? '')).mode & 0o777).toBe(0o600)
  })

  it('cannot be kept in a folder that is none: then there is none, and the next time it is tried again', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'a.png'), upright)
    await writeFile(join(folder, 'file'), '')
    const thumbnails = createThumbnails({ pool: createRealPool(), folder: join(folder, 'file'), maxFolderBytes: 1e6 })
    onTestFinished(() => thumbnails.close())
    expect(await thumbnails.fileFor(join(folder, 'a.png'), never)).toBeNull()
    await rename(join(folder, 'file'), join(folder, 'away'))
    await mkdir(join(folder, 'file'))
    expect(await thumbnails.fileFor(join(folder, 'a.png'), never)).not.toBeNull()
  })
})
