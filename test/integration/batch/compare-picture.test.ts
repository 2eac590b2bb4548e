import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { paintPhoto } from '../../../scripts/support/paint-photo.ts'
import { type ComparedPicture, comparePicture } from '../../../src/batch/compare-picture.ts'
import { Comparisons } from '../../../src/batch/comparisons.ts'
import { planBatch } from '../../../src/batch/plan-batch.ts'
import type { WriteJob } from '../../../src/batch/job-attempts.ts'
import { runJob } from '../../../src/batch/run-job.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import type { ProcessPool } from '../../../src/pool/process-pool.ts'
import type { Answer } from '../../../src/shared/ipc-contract.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import { meanDifference } from '../../support/engine-run.ts'
import { realClock } from '../../support/real-clock.ts'
import { createRealPool } from '../../support/real-pool.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const photo = await paintPhoto(600, 400, 11)
const painted = (): ReturnType<typeof sharp> => sharp(photo, { raw: { width: 600, height: 400, channels: 3 } })
const jpegPhoto = await painted()
  .withExif({ IFD0: { Copyright: 'Somebody', Make: 'A camera' } })
  .jpeg({ quality: 90 })
  .toBuffer()

let nextHex = 0
const randomHex = (): string => (nextHex++).toString(16).padStart(8, '0')

/** A source of a batch with this recipe, as planned. */
async function plan(pool: ProcessPool, source: Buffer, recipe: RecipeInput): Promise<WriteJob> {
  const folder = await tempFolder()
  await writeFile(join(folder, 'a.jpg'), source)
  const options = {
    scan: { inputs: ['a.jpg'], workingFolder: folder, filter: { recursive: true, include: [], exclude: [] } },
    recipe: Recipe.parse(recipe),
    pool,
    lane: 'light',
    requestsAhead: 1,
    deadlineMs: null,
    clock: realClock,
    onEvent: () => undefined,
  } as const
  for await (const job of planBatch(options)) {
    if (job.action === 'write') return job
    throw new Error(JSON.stringify(job.action === 'refuse' ? job.failure : job.reason))
  }
  throw new Error('Expected a source')
}

async function compare(pool: ProcessPool, job: WriteJob, place = 0): Promise<Answer<ComparedPicture>> {
  const folder = await tempFolder()
  const output = job.outputs[place]
  if (output === undefined) throw new Error(`Expected an output ${String(place)}`)
  const answer = await comparePicture(
    {
      sourcePath: job.source.path,
      facts: job.facts,
      outputs: job.outputs,
      output,
      beforePath: join(folder, 'before'),
      afterPath: join(folder, 'after'),
    },
    { pool, deadlineMs: 60_000, randomHex },
  )
  const names = await readdir(folder)
  expect(names.toSorted()).toEqual(answer.ok ? ['after', 'before'] : [])
  return answer
}

async function comparison(pool: ProcessPool, job: WriteJob, place = 0): Promise<ComparedPicture> {
  const answer = await compare(pool, job, place)
  if (!answer.ok) throw new Error(answer.failure.message)
  return answer.value
}

/** The bytes of every output that a run writes. */
async function run(pool: ProcessPool, job: WriteJob): Promise<readonly Buffer[]> {
  const environment = {
    pool,
    clock: realClock,
    dates: 'keep',
    fileMode: 0o644,
    deadlineMs: null,
    minFreeBytes: null,
    isRecovery: false,
    tempName: () => `.batchfit-${randomHex()}.tmp`,
  } as const
  const result = await runJob(0, job, environment, {
    onStart: () => undefined,
    onStage: () => undefined,
    onInterrupted: () => undefined,
    afterFailure: () => Promise.resolve('settle'),
  })
  expect(result?.failure).toBeNull()
  return Promise.all(job.outputs.map(({ path }) => readFile(path)))
}

async function opened(path: string): Promise<ReturnType<typeof sharp>> {
  return sharp(await readFile(path))
}

const resize = { mode: 'longest-side', size: 300 } as const

describe('the output of a comparison', () => {
  it.each([
    ['jpeg', { type: 'jpeg', quality: 70 }, 70, 'image/jpeg'],
    ['webp', { type: 'webp' }, 80, 'image/webp'],
    ['webp without loss', { type: 'webp', lossless: true }, null, 'image/webp'],
    ['avif', { type: 'avif', effort: 2 }, 50, 'image/avif'],
    ['png', { type: 'png' }, null, 'image/png'],
    ['gif', { type: 'gif' }, null, 'image/gif'],
    ['tiff', { type: 'tiff' }, null, 'image/png'],
  ] as const)('is what a run writes: %s', async (_, format, quality, contentType) => {
    const pool = createRealPool()
    const job = await plan(pool, jpegPhoto, { outputs: [{ resize, format }] })
    const compared = await comparison(pool, job)
    expect(compared).toMatchObject({ format: format.type, quality, after: { contentType } })
    const shown = await readFile(compared.after.path)
    const [written = Buffer.alloc(0)] = await run(pool, job)
    expect(compared.outputBytes).toBe(written.length)
    if (format.type !== 'tiff') {
      expect(shown.equals(written)).toBe(true)
      return
    }
    const pixels = await Promise.all([shown, written].map((bytes) => sharp(bytes).raw().toBuffer()))
    expect(pixels[0]?.equals(pixels[1] ?? Buffer.alloc(0))).toBe(true)
  })

  it('is found by the same search where a size is asked for, and says the quality', async () => {
    const pool = createRealPool()
    const job = await plan(pool, jpegPhoto, { outputs: [{ resize, format: { type: 'jpeg' }, targetBytes: 12_000 }] })
    const compared = await comparison(pool, job)
    const [written] = await run(pool, job)
    expect(compared.outputBytes).toBe(written?.length)
    expect(compared.outputBytes).toBeLessThanOrEqual(12_000)
    expect(compared.quality).toBeGreaterThanOrEqual(40)
    expect(compared.quality).toBeLessThan(95)
  })

  it('is the same of several that share a decode', async () => {
    const pool = createRealPool()
    const outputs = [500, 350, 120].map((size) => ({
      resize: { mode: 'longest-side', size } as const,
      format: { type: 'jpeg' } as const,
      name: '{name}-{w}',
    }))
    const job = await plan(pool, jpegPhoto, { outputs })
    const shown: Buffer[] = []
    for (const place of [0, 1, 2]) shown.push(await readFile((await comparison(pool, job, place)).after.path))
    const written = await run(pool, job)
    expect(shown.map((bytes, place) => bytes.equals(written[place] ?? Buffer.alloc(0)))).toEqual([true, true, true])
  })

  it('is a copy of the original where that is what a run writes', async () => {
    const pool = createRealPool()
    const small = await painted().jpeg({ quality: 20 }).toBuffer()
    const recipe: RecipeInput = {
      outputs: [{ resize: { mode: 'none' }, format: { type: 'jpeg', quality: 95 } }],
      whenNotSmaller: 'copy-original',
    }
    const compared = await comparison(pool, await plan(pool, small, recipe))
    expect(compared).toMatchObject({ outputBytes: small.length, quality: null, losses: [] })
    expect((await readFile(compared.after.path)).equals(small)).toBe(true)
    const skipped = await comparison(pool, await plan(pool, small, { ...recipe, whenNotSmaller: 'skip' }))
    expect(skipped.outputBytes).toBeGreaterThan(small.length)
    expect(skipped.warnings).toEqual(['The new file would not be smaller than the source.'])
  })

  it('tells what is lost', async () => {
    const pool = createRealPool()
    const transparent = await sharp({ create: { width: 60, height: 40, channels: 4, background: '#ff000080' } })
      .png()
      .toBuffer()
    const job = await plan(pool, transparent, { outputs: [{ format: { type: 'jpeg' } }] })
    expect((await comparison(pool, job)).losses.map(({ code }) => code)).toEqual(['alpha-flattened'])
  })
})

describe('the source in a comparison', () => {
  it.each([
    ['scaled', { mode: 'longest-side', size: 300 }, 300, 200],
    ['cropped', { mode: 'fill', width: 100, height: 120 }, 100, 120],
    ['padded', { mode: 'pad', width: 200, height: 200 }, 200, 200],
    ['stretched', { mode: 'stretch', width: 50, height: 90 }, 50, 90],
    ['as it is', { mode: 'none' }, 600, 400],
  ] as const)('has the size of the output, and its pixels: %s', async (_, geometry, width, height) => {
    const pool = createRealPool()
    const job = await plan(pool, jpegPhoto, {
      outputs: [{ resize: geometry, format: { type: 'webp', lossless: true } }],
    })
    const { before, after } = await comparison(pool, job)
    expect(before.contentType).toBe('image/png')
    const [shown, written] = await Promise.all(
      [before, after].map(async ({ path }) =>
        (await opened(path)).removeAlpha().raw().toBuffer({ resolveWithObject: true }),
      ),
    )
    expect(shown?.info).toMatchObject({ width, height })
    expect(meanDifference(shown?.data ?? Buffer.alloc(0), written?.data ?? Buffer.alloc(1))).toBe(0)
  })

  it('is upright, in sRGB, and as transparent as it was', async () => {
    const pool = createRealPool()
    const turned = await painted()
      .rotate(270)
      .withMetadata({ orientation: 6, icc: 'p3' })
      .jpeg({ quality: 95 })
      .toBuffer()
    const job = await plan(pool, turned, { outputs: [{ resize: { mode: 'none' }, format: { type: 'jpeg' } }] })
    const { before } = await comparison(pool, job)
    const metadata = await (await opened(before.path)).metadata()
    expect(metadata).toMatchObject({ width: 600, height: 400 })
    expect([metadata.orientation, metadata.icc]).toEqual([undefined, undefined])
    expect(meanDifference(await (await opened(before.path)).removeAlpha().raw().toBuffer(), photo)).toBeLessThan(4)

    const clear = await sharp({ create: { width: 60, height: 40, channels: 4, background: '#ff000080' } })
      .png()
      .toBuffer()
    const flattening = await plan(pool, clear, { outputs: [{ format: { type: 'jpeg' } }] })
    const flattened = await comparison(pool, flattening)
    const shown = await (await opened(flattened.before.path)).raw().toBuffer()
    expect([...shown.subarray(0, 4)]).toEqual([255, 0, 0, 128])
  })

  it('moves where the output does', async () => {
    const pool = createRealPool()
    const frames = ['#f00', '#0f0', '#00f'].map((background) => ({
      create: { width: 40, height: 30, channels: 3 as const, background },
    }))
    const animation = await sharp(await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer())), {
      join: { animated: true },
    })
      .gif()
      .toBuffer()
    const job = await plan(pool, animation, { outputs: [{ format: { type: 'webp' } }] })
    const { before } = await comparison(pool, job)
    expect(before.contentType).toBe('image/webp')
    expect((await (await opened(before.path)).metadata()).pages).toBe(3)
  })
})

describe('a comparison that cannot be made', () => {
  it('is refused with the reason when the source has changed', async () => {
    const pool = createRealPool()
    const job = await plan(pool, jpegPhoto, { outputs: [{ resize }] })
    const { mtime } = await stat(job.source.path)
    await utimes(job.source.path, mtime, new Date(mtime.getTime() - 60_000))
    const answer = await compare(pool, job)
    expect(answer).toMatchObject({ ok: false, failure: { code: 'not-usable', cause: 'input-changed' } })
  })

  it('is refused with the reason when the size cannot be reached', async () => {
    const pool = createRealPool()
    const job = await plan(pool, jpegPhoto, { outputs: [{ resize, format: { type: 'jpeg' }, targetBytes: 200 }] })
    const answer = await compare(pool, job)
    expect(answer).toMatchObject({ ok: false, failure: { code: 'not-usable', cause: 'target-unreachable' } })
    expect(answer.ok ? '' : answer.failure.message).toContain('Expected at most 200 bytes')
  })

  it('is refused when nobody works any more', async () => {
    const pool = createRealPool()
    const job = await plan(pool, jpegPhoto, { outputs: [{ resize }] })
    pool.stop()
    expect(await compare(pool, job)).toMatchObject({ ok: false, failure: { code: 'not-now' } })
  })
})

describe('the comparisons of the window', () => {
  const compareIn = async (folder: string) => {
    const pool = createRealPool()
    const recipe = { outputs: [{ resize }] }
    const { source, facts } = await plan(pool, jpegPhoto, recipe)
    const options = { pool, folder, randomHex, workingFolder: '/', deadlineMs: () => 60_000 }
    const comparisons = new Comparisons(options)
    return { comparisons, answer: await comparisons.compare(source, facts, Recipe.parse(recipe), 0) }
  }

  it('make their folder, and take it along at the end', async () => {
    const folder = join(await tempFolder(), 'not', 'there', 'yet')
    const { comparisons, answer } = await compareIn(folder)
    if (!answer.ok) throw new Error(answer.failure.message)
    const { path, contentType } = comparisons.file(answer.value.afterUrl.replace('previews/', '')) ?? {}
    expect(contentType).toBe('image/jpeg')
    expect((await stat(path ?? '')).size).toBe(answer.value.outputBytes)
    await comparisons.close()
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('say so when there is no place for them', async () => {
    const file = join(await tempFolder(), 'file')
    await writeFile(file, '')
    const { answer } = await compareIn(join(file, 'previews'))
    expect(answer).toMatchObject({ ok: false, failure: { code: 'system', cause: 'output-unwritable' } })
  })
})
