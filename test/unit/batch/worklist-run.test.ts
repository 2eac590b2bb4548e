import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Disk } from '../../../src/batch/disk.ts'
import { fail } from '../../../src/shared/failure.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import { rowMarks } from '../../../src/shared/rows.ts'
import { factsOnDisk } from '../../support/fake-pool.ts'
import { folderWith, makeFiles } from '../../support/folder-with.ts'
import { createStage, type StageOptions, type WorklistStage } from '../../support/worklist-stage.ts'

const five = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg']

/** A stage with rows that are ready to be run. */
async function stageWith(
  names: readonly string[],
  options: StageOptions = {},
): Promise<WorklistStage & { folder: string }> {
  const folder = await folderWith(...names)
  const stage = createStage(options)
  stage.worklist.attach()
  stage.worklist.add([folder])
  await stage.planned()
  return { ...stage, folder }
}

/** The same with a batch over `five` of which the first two run. */
async function runningStage(options: StageOptions = {}): Promise<WorklistStage & { folder: string }> {
  const stage = await stageWith(five, options)
  expect(await stage.worklist.start('waiting')).toEqual({ ok: true, value: { total: 5 } })
  await stage.until(() => stage.running().length === 2)
  return stage
}

/** Everything that runs replies, until nothing does. */
async function finishAll({ running, finish, worklist, until }: WorklistStage): Promise<void> {
  while (worklist.state().batch.phase !== 'ended') {
    for (const name of running()) await finish(name)
    await until(() => worklist.state().batch.phase === 'ended' || running().length > 0)
  }
}

const state = ({ worklist }: WorklistStage) => worklist.state().batch

describe('a batch', () => {
  it('takes its rows through their stages to their ends, and its figures follow', async () => {
    const stage = await runningStage()
    const { row, childWith, clock, finish, flush } = stage
    expect(row('a.jpg').state).toBe('reading')
    expect(row('c.jpg').state).toBe('waiting')
    const child = childWith('a.jpg')
    child.say({ kind: 'progress', jobId: child.job?.jobId, payload: { kind: 'stage', stage: 'saving' } })
    await flush()
    clock.advance(100)
    expect(row('a.jpg').state).toBe('saving')
    const loss = { code: 'alpha-flattened', message: 'Flattened.' } as const
    await finish('a.jpg', { losses: [loss], warnings: ['Odd.'] })
    expect(row('a.jpg')).toMatchObject({ state: 'done', outputBytes: 1000, action: 'write' })
    expect(row('a.jpg').marks & (rowMarks.hasLosses | rowMarks.hasWarnings)).toBe(
      rowMarks.hasLosses | rowMarks.hasWarnings,
    )
    expect(state(stage)).toMatchObject({ phase: 'running', total: 5, done: 1, running: 2, outputBytes: 1000 })
    await finishAll(stage)
    expect(state(stage)).toMatchObject({
      phase: 'ended',
      done: 5,
      running: 0,
      fraction: 1,
      cancelled: false,
      stopped: null,
    })
    expect(state(stage).losses).toEqual([{ ...loss, count: 1 }])
    expect(await stage.worklist.describe(stage.rowId('a.jpg'))).toMatchObject({
      value: { state: 'done', losses: [loss], warnings: ['Odd.'], outputs: [{ bytes: 1000, isWritten: true }] },
    })
  })

  it('gives back what does not wait, once, and only while none runs', async () => {
    const stage = await runningStage()
    const notNow = { ok: false, failure: { code: 'not-now' } }
    expect(await stage.worklist.start('waiting')).toMatchObject(notNow)
    expect(stage.worklist.remove('all')).toMatchObject(notNow)
    expect(stage.worklist.resume()).toMatchObject(notNow)
    await finishAll(stage)
    expect(await stage.worklist.start('waiting')).toMatchObject(notNow)
    expect(await stage.worklist.start('failed')).toMatchObject(notNow)
    expect(stage.worklist.pause()).toMatchObject(notNow)
    expect(stage.worklist.cancel('now')).toMatchObject(notNow)
    expect(stage.worklist.remove('all')).toMatchObject({ ok: true })
  })

  it('is not joined by rows that come while it runs; they are planned after it', async () => {
    const stage = await runningStage()
    const { worklist, folder, until, row } = stage
    await makeFiles(folder, ['f.jpg'])
    worklist.add([join(folder, 'f.jpg')])
    await until(() => worklist.state().import.uninspected === 0 && worklist.state().import.found === 1)
    await finishAll(stage)
    expect(state(stage)).toMatchObject({ total: 5, done: 5 })
    await until(() => worklist.state().plan.phase === 'ready')
    expect(row('f.jpg')).toMatchObject({ state: 'waiting', action: 'write' })
    expect(worklist.state().plan).toMatchObject({ write: 1 })
  })

  it('keeps to the recipe with which it was started', async () => {
    const stage = await runningStage()
    stage.worklist.setRecipe(Recipe.parse({ outputs: [{ resize: { mode: 'longest-side', size: 10 } }] }))
    await finishAll(stage)
    expect(five.map((name) => stage.row(name).targetWidth)).toEqual([1920, 1920, 1920, 1920, 1920])
  })

  it('settles what needs no child: what is skipped, and what is refused', async () => {
    const stage = await stageWith(['a.jpg', 'notes.txt', 'wrong.jpg'], {
      inspect: (path) => (path.endsWith('a.jpg') ? factsOnDisk(path) : fail('not-a-picture', 'No picture.')),
    })
    await stage.worklist.start('waiting')
    await finishAll(stage)
    expect(stage.row('notes.txt')).toMatchObject({ state: 'skipped', message: 'No picture.' })
    expect(stage.row('wrong.jpg')).toMatchObject({ state: 'failed', message: 'No picture.' })
    expect(state(stage)).toMatchObject({ done: 1, skipped: 1, failed: 1, fraction: 1 })
  })

  it('looks at the disk anew: what was taken away fails, what came since is not written over', async () => {
    const stage = await stageWith(['a.jpg', 'b.jpg'])
    await rm(join(stage.folder, 'a.jpg'))
    await makeFiles(stage.folder, ['Resized/b.jpg'])
    await stage.worklist.start('waiting')
    await finishAll(stage)
    expect(stage.row('a.jpg')).toMatchObject({ state: 'failed', message: 'There is no such file.' })
    expect(stage.row('b.jpg')).toMatchObject({ state: 'done', message: '"b.jpg" is taken, so it becomes "b (2).jpg".' })
  })

  it('reads a header again when the file has changed since', async () => {
    const stage = await stageWith(['a.jpg'])
    const before = stage.lightPool.requests.length
    await makeFiles(stage.folder, ['a.jpg'])
    await rm(join(stage.folder, 'a.jpg'))
    await makeFiles(stage.folder, ['a.jpg'])
    await stage.worklist.start('waiting')
    await finishAll(stage)
    expect(stage.lightPool.requests.slice(before)).toEqual([[join(stage.folder, 'a.jpg')]])
    expect(stage.row('a.jpg').state).toBe('done')
  })

  it('reads the headers that nobody has read yet', async () => {
    const folder = await folderWith(...five)
    let isHeldUp = true
    const waiting: (() => void)[] = []
    const stage = createStage({
      inspect: async (path) => {
        if (isHeldUp) await new Promise<void>((resolve) => waiting.push(resolve))
        return factsOnDisk(path)
      },
    })
    stage.worklist.add([folder])
    await stage.until(() => stage.worklist.state().import.found === 5)
    expect(await stage.worklist.start('waiting')).toMatchObject({ value: { total: 5 } })
    isHeldUp = false
    for (const resolve of waiting) resolve()
    await finishAll(stage)
    expect(state(stage)).toMatchObject({ done: 5, failed: 0 })
    expect(stage.worklist.state().import.uninspected).toBe(0)
  })

  it('waits as a whole while its disk is full, says so, and goes on by itself when there is room', async () => {
    const disk = diskWith(1e12)
    const stage = await runningStage({ disk })
    disk.freeBytes = 1e6
    await stage.finish('a.jpg', diskFull)
    // One more had been given to a child when the news came.
    for (const name of stage.running()) await stage.finish(name)
    await stage.until(() => state(stage).phase === 'paused')
    expect(state(stage)).toMatchObject({ running: 0, done: 2, failed: 0, stopped: null, cancelled: false })
    expect(state(stage).holds).toMatchObject([{ reason: 'disk-full', freeBytes: 1e6 }])
    expect(stage.row('a.jpg')).toMatchObject({ state: 'waiting', message: null })
    expect(stage.sent.filter(({ name }) => name === 'batchChanged').at(-1)?.event).toEqual(state(stage))
    disk.freeBytes = 1e12
    await stage.until(() => stage.running().length === 2)
    expect(state(stage)).toMatchObject({ phase: 'running', holds: [] })
    await finishAll(stage)
    expect(state(stage)).toMatchObject({ phase: 'ended', done: 5, failed: 0 })
  })

  it('goes on at once when the person says so, and waits again where that was of no use', async () => {
    const disk = diskWith(1e12)
    const stage = await runningStage({ disk })
    disk.freeBytes = 1e6
    await stage.finish('a.jpg', diskFull)
    // One more had been given to a child when the news came.
    for (const name of stage.running()) await stage.finish(name)
    await stage.until(() => state(stage).phase === 'paused')
    expect(stage.worklist.resume()).toMatchObject({ ok: true })
    expect(state(stage)).toMatchObject({ phase: 'running', holds: [] })
    await stage.until(() => stage.running().length === 2)
    await stage.finish(stage.running()[0] ?? '', diskFull)
    expect(state(stage).holds).toMatchObject([{ reason: 'disk-full' }])
  })
})

/** What a child replies that could write nothing. */
const diskFull = { failure: { code: 'disk-full', message: 'The disk is full.' }, outputs: [] } as const

function diskWith(freeBytes: number): Disk & { freeBytes: number } {
  const disk = {
    freeBytes,
    space: () => Promise.resolve({ freeBytes: disk.freeBytes, totalBytes: 2e12 }),
    folderAt: (path: string) => Promise.resolve(path),
    device: () => Promise.resolve(1n),
  }
  return disk
}

describe('a machine that wants every batch to wait', () => {
  it('finishes what runs, and lets the batch go on when it does not any more', async () => {
    const stage = await runningStage()
    stage.worklist.hold('suspend', true)
    expect(state(stage)).toMatchObject({ phase: 'pausing', holds: [{ reason: 'suspend' }] })
    await stage.finish('a.jpg')
    await stage.finish('b.jpg')
    expect(state(stage).phase).toBe('paused')
    stage.worklist.hold('suspend', false)
    expect(state(stage)).toMatchObject({ phase: 'running', holds: [] })
    await stage.until(() => stage.running().length === 2)
  })

  it('holds the next batch as well, until the person wants it to go on', async () => {
    const stage = await stageWith(five)
    stage.worklist.hold('battery', true)
    await stage.worklist.start('waiting')
    await stage.until(() => state(stage).phase === 'paused')
    expect(state(stage).holds).toMatchObject([{ reason: 'battery' }])
    expect(stage.running()).toEqual([])
    stage.worklist.resume()
    await stage.until(() => stage.running().length === 2)
  })

  it('waits for the person as well where both want it to wait', async () => {
    const stage = await runningStage()
    stage.worklist.pause()
    stage.worklist.hold('battery', true)
    expect(state(stage).holds.map(({ reason }) => reason)).toEqual(['person', 'battery'])
    stage.worklist.hold('battery', false)
    expect(state(stage).holds.map(({ reason }) => reason)).toEqual(['person'])
    stage.worklist.resume()
    expect(state(stage)).toMatchObject({ phase: 'running', holds: [] })
  })
})

describe('what is done', () => {
  it('is what waits, what failed, these rows, or everything', async () => {
    const stage = await runningStage()
    const failure = { code: 'image-damaged', message: 'Cut off.' } as const
    await stage.finish('a.jpg', { failure, outputs: [] })
    expect(stage.row('a.jpg')).toMatchObject({ state: 'failed', message: 'Cut off.' })
    await finishAll(stage)
    expect(await stage.worklist.start('failed')).toEqual({ ok: true, value: { total: 1 } })
    await stage.until(() => stage.running().length === 1)
    expect(stage.row('a.jpg')).toMatchObject({ state: 'reading', message: null })
    await finishAll(stage)
    expect(stage.row('a.jpg').state).toBe('done')
    const chosen = Uint32Array.of(stage.rowId('d.jpg'), 77, stage.rowId('b.jpg'), stage.rowId('d.jpg'))
    expect(await stage.worklist.start(chosen)).toEqual({ ok: true, value: { total: 2 } })
    await stage.until(() => stage.running().length === 2)
    expect(stage.running()).toEqual(expect.arrayContaining(['b.jpg', 'd.jpg']))
    expect(stage.row('b.jpg')).toMatchObject({ outputBytes: 0 })
    await finishAll(stage)
    expect(await stage.worklist.start('all')).toEqual({ ok: true, value: { total: 5 } })
    await finishAll(stage)
    expect(state(stage)).toMatchObject({ total: 5, done: 5 })
  })
})

describe('a pause', () => {
  it('finishes what runs, starts nothing, and goes on where it was', async () => {
    const stage = await runningStage()
    const { worklist, finish, running, clock, until } = stage
    expect(worklist.pause()).toEqual({ ok: true, value: {} })
    expect(state(stage).phase).toBe('pausing')
    expect(worklist.pause()).toMatchObject({ ok: false, failure: { code: 'not-now' } })
    await finish('a.jpg')
    expect(state(stage).phase).toBe('pausing')
    await finish('b.jpg')
    expect(state(stage)).toMatchObject({ phase: 'paused', running: 0, done: 2 })
    const { elapsedMs } = state(stage)
    clock.advance(60_000)
    await stage.flush()
    expect(running()).toEqual([])
    expect(state(stage)).toMatchObject({ phase: 'paused', elapsedMs })
    expect(worklist.resume()).toEqual({ ok: true, value: {} })
    expect(state(stage).phase).toBe('running')
    await until(() => running().length === 2)
    await finishAll(stage)
    expect(state(stage)).toMatchObject({ phase: 'ended', done: 5 })
    expect(state(stage).elapsedMs).toBeLessThan(60_000)
  })

  it('can be taken back before anything has stopped', async () => {
    const stage = await runningStage()
    stage.worklist.pause()
    expect(stage.worklist.resume()).toMatchObject({ ok: true })
    await finishAll(stage)
    expect(state(stage)).toMatchObject({ phase: 'ended', done: 5 })
  })

  it('is there although a child died: its row waits', async () => {
    const stage = await runningStage()
    stage.worklist.pause()
    await stage.finish('a.jpg')
    stage.childWith('b.jpg').exit({ signal: 'SIGSEGV' })
    await stage.until(() => state(stage).phase === 'paused')
    expect(stage.row('b.jpg').state).toBe('waiting')
    stage.worklist.resume()
    await stage.until(() => stage.running().includes('b.jpg'))
    await finishAll(stage)
    expect(state(stage)).toMatchObject({ done: 5, failed: 0 })
  })

  it('ends with the batch when that is cancelled', async () => {
    const stage = await runningStage()
    stage.worklist.pause()
    await stage.finish('a.jpg')
    await stage.finish('b.jpg')
    expect(state(stage).phase).toBe('paused')
    stage.worklist.cancel('finish')
    await stage.until(() => state(stage).phase === 'ended')
    expect(state(stage)).toMatchObject({ done: 2, cancelled: true })
  })
})

describe('a cancelled batch', () => {
  it('finishes what runs; what was not begun waits and is planned again', async () => {
    const stage = await runningStage()
    expect(stage.worklist.cancel('finish')).toEqual({ ok: true, value: {} })
    expect(state(stage)).toMatchObject({ phase: 'cancelling', cancelled: true, running: 2 })
    await stage.finish('a.jpg')
    await stage.finish('b.jpg')
    await stage.until(() => state(stage).phase === 'ended')
    expect(state(stage)).toMatchObject({ done: 2, cancelled: true, stopped: null })
    await stage.planned()
    expect(stage.worklist.state().plan).toMatchObject({ phase: 'ready', write: 3 })
    expect(await stage.worklist.start('waiting')).toEqual({ ok: true, value: { total: 3 } })
  })

  it('ends what runs as well when it is to end now, also after it was to finish', async () => {
    const stage = await runningStage()
    stage.worklist.cancel('finish')
    const child = stage.childWith('a.jpg')
    stage.worklist.cancel('now')
    await stage.until(() => state(stage).phase === 'ended')
    expect(child.isKilled).toBe(true)
    expect(state(stage)).toMatchObject({ done: 0, failed: 0, running: 0, cancelled: true })
    await stage.planned()
    expect(five.map((name) => stage.row(name).state)).toEqual(five.map(() => 'waiting'))
  })
})

describe('progress', () => {
  it('never goes back, and says how long a row will take once one is done', async () => {
    const stage = await runningStage({
      inspect: (path) => factsOnDisk(path, path.endsWith('e.jpg') ? { width: 9000, height: 6000 } : {}),
    })
    expect(stage.row('a.jpg').expectedMs).toBe(0)
    const shares = [state(stage).fraction]
    while (state(stage).phase !== 'ended') {
      stage.clock.advance(400)
      shares.push(state(stage).fraction)
      for (const name of stage.running()) {
        await stage.finish(name)
        shares.push(state(stage).fraction)
      }
      await stage.until(() => state(stage).phase === 'ended' || stage.running().length > 0)
      if (stage.running().includes('e.jpg')) expect(stage.row('e.jpg').expectedMs).toBeGreaterThan(0)
    }
    expect(shares).toEqual(shares.toSorted((one, other) => one - other))
    expect(shares.at(-1)).toBe(1)
    expect(state(stage).filesPerSecond).toBeGreaterThan(0)
  })

  it('counts no row twice whose header came by another way while the batch began', async () => {
    const names = Array.from({ length: 8 }, (_, place) => `${String(place)}.jpg`)
    const folder = await folderWith(...names)
    let isHeldUp = true
    const waiting: (() => void)[] = []
    const stage = createStage({
      inspect: async (path) => {
        if (isHeldUp) await new Promise<void>((resolve) => waiting.push(resolve))
        return factsOnDisk(path)
      },
    })
    stage.worklist.add([folder])
    await stage.until(() => stage.worklist.state().import.found === names.length)
    const asked = stage.lightPool.requests.length
    isHeldUp = false
    await stage.worklist.start('waiting')
    // The batch has counted its rows, and now hears from elsewhere what it asks for as well.
    await stage.until(() => stage.lightPool.requests.length > asked)
    for (const resolve of waiting) resolve()
    for (let done = 0; done < 7; done += 1) {
      await stage.until(() => stage.running().length > 0)
      stage.clock.advance(1000)
      await stage.finish(stage.running()[0] ?? '')
    }
    const { timeLeft, elapsedMs } = state(stage)
    expect(timeLeft?.lowMs).toBeLessThan(elapsedMs / 4)
    expect(timeLeft?.highMs).toBeGreaterThan(elapsedMs / 14)
    await finishAll(stage)
  })
})

describe('the report', () => {
  it('holds what this batch did, and nothing that an earlier one did', async () => {
    const stage = await runningStage()
    await finishAll(stage)
    const report = join(stage.folder, 'report.json')
    const sources = async (): Promise<number> => {
      await stage.worklist.saveReport(report, 'json')
      return (JSON.parse(await readFile(report, 'utf8')) as readonly unknown[]).length
    }
    expect(await sources()).toBe(5)
    await stage.worklist.start('all')
    stage.worklist.cancel('now')
    await stage.until(() => state(stage).phase === 'ended')
    expect(await sources()).toBe(0)
  })
})

describe('closing', () => {
  it('ends the batch, its children, and every event', async () => {
    const stage = await runningStage()
    const child = stage.childWith('a.jpg')
    await stage.worklist.close()
    expect(child.isKilled).toBe(true)
    const told = stage.sent.length
    stage.clock.advance(5000)
    await stage.flush()
    expect(stage.sent).toHaveLength(told)
    expect(await stage.worklist.start('all')).toMatchObject({ ok: false, failure: { code: 'not-now' } })
  })
})
