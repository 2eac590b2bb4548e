import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { filesBelow, fingerprints } from '../../../scripts/support/files-below.ts'
import { createWorklist, type Worklist } from '../../../src/batch/worklist.ts'
import { sharp } from '../../../src/engine/load-sharp.ts'
import { createNodeRuntime } from '../../../src/pool/node-runtime.ts'
import { createProcessPool, type ProcessPool } from '../../../src/pool/process-pool.ts'
import type { Clock } from '../../../src/shared/clock.ts'
import { events } from '../../../src/shared/ipc-contract.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import { writeFiles } from '../../support/folder-with.ts'
import { expectWholePictures, jpegPicture } from '../../support/pictures.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { until } from '../../support/until.ts'
import { outsideOfWorklist } from '../../support/worklist-outside.ts'

const workerPath = join(import.meta.dirname, '../../../out/main/worker.js')
const picture = await jpegPicture(640, 480)
const large = await jpegPicture(3000, 2000)

const clock: Clock = {
  now: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs)
    return () => {
      clearTimeout(timer)
    }
  },
}

interface RealWorklist {
  readonly worklist: Worklist
  readonly folder: string
  readonly previewFolder: string
  /** Of the running batch, or of the last one. */
  batchPool(): ProcessPool
}

/** A worklist with real children on a folder of pictures, read and planned. */
async function worklistOn(files: Readonly<Record<string, Buffer>>, recipe: RecipeInput = {}): Promise<RealWorklist> {
  expect(existsSync(workerPath), 'npm run build comes first').toBe(true)
  const folder = await tempFolder()
  const previewFolder = join(await tempFolder(), 'previews')
  await writeFiles(folder, files)
  const pools: ProcessPool[] = []
  const createPool = (work: number, light: number): ProcessPool => {
    const pool = createProcessPool({
      runtime: createNodeRuntime({ workerPath, execPath: process.execPath, env: process.env }),
      workSlots: work,
      lightSlots: light,
      memoryBudgetBytes: 2e9,
      clock,
      recycle: { afterJobs: 1000, aboveRssBytes: 1.5e9 },
      startTimeoutMs: 30_000,
    })
    pools.push(pool)
    return pool
  }
  const lightPool = createPool(2, 1)
  const worklist = createWorklist({
    lightPool,
    createBatchPool: () => ({ pool: createPool(2, 0), workSlots: 2 }),
    clock,
    ...outsideOfWorklist({ clock }),
    recipe: Recipe.parse({ outputs: [{ resize: { mode: 'longest-side', size: 200 } }], ...recipe }),
    deadlineMs: () => 60_000,
    fileMode: 0o644,
    randomHex: () => randomBytes(4).toString('hex'),
    previewFolder,
    send: (name, event) => {
      events[name].parse(event)
    },
  })
  onTestFinished(async () => {
    await worklist.close()
    await lightPool.close()
  })
  worklist.add([folder])
  await until(() => worklist.state().plan.phase === 'ready')
  return { worklist, folder, previewFolder, batchPool: () => pools.at(-1) ?? lightPool }
}

const ended = (worklist: Worklist): Promise<void> => until(() => worklist.state().batch.phase === 'ended', 60_000)

function numbered(count: number, bytes: Buffer): Record<string, Buffer> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${String(index).padStart(3, '0')}.jpg`, bytes]),
  )
}

describe('a worklist with real children', () => {
  it('does a folder, tells which file is damaged, and does that alone once it is repaired', async () => {
    const damaged = large.subarray(0, large.length / 3)
    const { worklist, folder } = await worklistOn({ ...numbered(59, picture), 'damaged.jpg': damaged })
    expect(worklist.state().plan).toMatchObject({ write: 60, outputs: 60 })
    const before = await fingerprints(folder)
    expect(await worklist.start('waiting')).toEqual({ ok: true, value: { total: 60 } })
    await ended(worklist)
    expect(worklist.state().batch).toMatchObject({ done: 59, failed: 1, skipped: 0, cancelled: false, fraction: 1 })
    expect(await expectWholePictures(join(folder, 'Resized'))).toBe(59)
    const after = await fingerprints(folder)
    for (const [name, fingerprint] of Object.entries(before)) expect(after[name], name).toEqual(fingerprint)
    const { items } = await worklist.listPlan('all', 0, 10)
    expect(items).toEqual([])

    const failedRow = rowNamed(worklist, 'damaged.jpg')
    expect(await worklist.describe(failedRow)).toMatchObject({
      value: { state: 'failed', message: { kind: 'failure', code: 'image-damaged' }, outputs: [{ isWritten: false }] },
    })
    await writeFile(join(folder, 'damaged.jpg'), large)
    expect(await worklist.start('failed')).toEqual({ ok: true, value: { total: 1 } })
    await ended(worklist)
    expect(worklist.state().batch).toMatchObject({ total: 1, done: 1, failed: 0 })
    expect(await worklist.describe(failedRow)).toMatchObject({
      value: { state: 'done', message: null, facts: { width: 3000 }, outputs: [{ width: 200, isWritten: true }] },
    })
    expect(await expectWholePictures(join(folder, 'Resized'))).toBe(60)
  })

  it('writes the results of its last batch as a report', async () => {
    const { worklist, folder } = await worklistOn({ ...numbered(3, picture), 'broken.jpg': Buffer.from('no picture') })
    expect(await worklist.saveReport(join(folder, 'none.csv'), 'csv')).toMatchObject({ ok: false })
    await worklist.start('waiting')
    await ended(worklist)
    const path = join(await tempFolder(), 'report.json')
    expect(await worklist.saveReport(path, 'json')).toEqual({ ok: true, value: {} })
    const files = JSON.parse(await readFile(path, 'utf8')) as readonly {
      readonly source: string
      readonly status: string
    }[]
    expect(files.map(({ source, status }) => [source, status])).toEqual([
      ...['000.jpg', '001.jpg', '002.jpg'].map((name) => [join(folder, name), 'done']),
      [join(folder, 'broken.jpg'), 'failed'],
    ])
    const csv = join(await tempFolder(), 'report.csv')
    await worklist.saveReport(csv, 'csv')
    expect((await readFile(csv, 'utf8')).trimEnd().split('\r\n')).toHaveLength(5)
    expect(await worklist.saveReport(join(folder, 'nowhere', 'report.csv'), 'csv')).toMatchObject({
      ok: false,
      failure: { code: 'system' },
    })
  })

  it('loses no file to a child that is killed', async () => {
    const { worklist, folder, batchPool } = await worklistOn(numbered(40, picture))
    await worklist.start('waiting')
    await until(() => worklist.state().batch.done >= 3)
    const [victim] = batchPool().stats().childPids
    if (victim !== undefined) process.kill(victim, 'SIGKILL')
    await ended(worklist)
    expect(victim).toBeDefined()
    expect(worklist.state().batch).toMatchObject({ done: 40, failed: 0 })
    expect(await expectWholePictures(join(folder, 'Resized'))).toBe(40)
  })

  it('leaves nothing half-written when it is cancelled now, and can go on', async () => {
    const { worklist, folder } = await worklistOn(numbered(30, large), {
      outputs: [{ format: { type: 'avif', effort: 6 }, resize: { mode: 'none' } }],
    })
    await worklist.start('waiting')
    await until(() => worklist.state().batch.running === 2)
    worklist.cancel('now')
    await ended(worklist)
    const { done, cancelled } = worklist.state().batch
    expect(cancelled).toBe(true)
    expect(done).toBeLessThan(30)
    const left = await filesBelow(folder)
    expect(left.filter((name) => !name.endsWith('.jpg') && !name.endsWith('.avif'))).toEqual([])
    await until(() => worklist.state().plan.phase === 'ready')
    expect(worklist.state().plan.write).toBe(30 - done)
    worklist.setRecipe(Recipe.parse({ outputs: [{ resize: { mode: 'longest-side', size: 100 } }] }))
    expect(await worklist.start('waiting')).toEqual({ ok: true, value: { total: 30 - done } })
    await ended(worklist)
    expect(worklist.state().batch).toMatchObject({ done: 30 - done, failed: 0 })
  })

  it('pauses, and goes on to the end', async () => {
    const { worklist, folder } = await worklistOn(numbered(30, picture))
    await worklist.start('waiting')
    await until(() => worklist.state().batch.done > 0)
    worklist.pause()
    await until(() => worklist.state().batch.phase === 'paused')
    const { done } = worklist.state().batch
    expect(done).toBeLessThan(30)
    expect(await filesBelow(join(folder, 'Resized'))).toHaveLength(done)
    worklist.resume()
    await ended(worklist)
    expect(await expectWholePictures(join(folder, 'Resized'))).toBe(30)
  })

  it('shows pictures before and after, also while a batch runs, and keeps the files of the last eight', async () => {
    const { worklist, previewFolder } = await worklistOn(numbered(12, picture), {
      outputs: [{ resize: { mode: 'longest-side', size: 320 }, format: { type: 'webp' } }],
    })
    await worklist.start('waiting')
    const urls: string[] = []
    for (let row = 0; row < 10; row += 1) {
      const answer = await worklist.compare(row, 0)
      expect(answer).toMatchObject({ value: { format: 'webp', width: 320, height: 240, sourceWidth: 640 } })
      if (answer.ok) urls.push(answer.value.beforeUrl, answer.value.afterUrl)
    }
    const files = urls.map((url) => worklist.previewFile(url.replace('previews/', '')))
    expect(files.map((file) => file !== null)).toEqual(urls.map((_, place) => place >= 4))
    await until(() => !existsSync(join(previewFolder, urls[3]?.replace('previews/', '') ?? '')))
    expect(await readdir(previewFolder)).toHaveLength(16)
    for (const file of files.slice(4)) {
      const { width } = await sharp(await readFile(file?.path ?? '')).metadata()
      expect(width).toBe(320)
    }
    await ended(worklist)
    await worklist.close()
    expect(existsSync(previewFolder)).toBe(false)
  })
})

/** The row of this name, found as a person would: by looking at each. */
function rowNamed(worklist: Worklist, name: string): number {
  for (let row = 0; row < 1000; row += 1) if (worklist.sourcePath(row)?.endsWith(name) === true) return row
  throw new Error(`Expected a row ${name} but there is none.`)
}
