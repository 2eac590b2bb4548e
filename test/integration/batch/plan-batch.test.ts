import { describe, expect, it } from 'vitest'
import type { BatchEvent } from '../../../src/batch/batch-event.ts'
import { planBatch } from '../../../src/batch/plan-batch.ts'
import { fail } from '../../../src/shared/failure.ts'
import type { PlannedJob } from '../../../src/shared/plan.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import { randomNumbers } from '../../support/facts.ts'
import { createFakePool, type FakePool, factsOnDisk, planAll } from '../../support/fake-pool.ts'
import { folderWith } from '../../support/folder-with.ts'
import { tempFolder } from '../../support/temp-folder.ts'

/** A plan without what is different in every folder: where it is, and which files these are. */
function portable(jobs: readonly PlannedJob[], folder: string): unknown {
  const words = JSON.stringify(jobs, (_, value: unknown) => (typeof value === 'bigint' ? 0 : value))
  return JSON.parse(words.replaceAll(`${folder}/`, ''))
}

/** Names that clash in all ways: by format, by case, by form, across folders. */
function clashingNames(seed: number): readonly string[] {
  const random = randomNumbers(seed)
  const names = new Set<string>()
  while (names.size < 40) {
    const folder = random.oneOf(['', 'x/', 'y/', 'y/z/'])
    const stem = random.oneOf(['a', 'A', 'b', '\u00e9', 'e\u0301', '\u00c9', 'a (2)', 'CON', 'a ', '\u732b'])
    names.add(`${folder}${stem}.${random.oneOf(['jpg', 'JPG', 'png', 'txt', 'jpeg'])}`)
  }
  return [...names]
}

const recipes: readonly RecipeInput[] = [
  {},
  { destination: { kind: 'folder', path: 'out' }, tree: 'flat' },
  { destination: { kind: 'folder', path: 'out' }, tree: 'flat', outputs: [{ format: { type: 'webp' } }] },
  { destination: { kind: 'folder', path: 'out' }, onExisting: 'skip' },
  { destination: { kind: 'beside' }, outputs: [{}, { name: '{seq}-{name}' }] },
]

describe('a plan', () => {
  it.each(recipes)('is the same for any order of the files on the disk: %j', async (recipe) => {
    const names = clashingNames(11)
    const plans: unknown[] = []
    for (const order of [names, names.toReversed(), randomNumbers(1).shuffled(names)]) {
      const workingFolder = await folderWith(...order)
      plans.push(portable(await planAll({ workingFolder, recipe }), workingFolder))
    }
    expect(plans[0]).toHaveLength(40)
    expect(plans[1]).toEqual(plans[0])
    expect(plans[2]).toEqual(plans[0])
  })

  it.each(recipes)('of an item depends only on those before it: %j', async (recipe) => {
    const names = clashingNames(12)
    const whole = await folderWith(...names)
    const plan = await planAll({ workingFolder: whole, recipe })
    const inOrder = plan.map(({ source }) => source.path.slice(whole.length + 1))
    for (const count of [1, 7, 20, 39]) {
      const part = await folderWith(...inOrder.slice(0, count))
      const partPlan = await planAll({ workingFolder: part, recipe })
      expect(portable(partPlan, part)).toEqual(portable(plan.slice(0, count), whole))
    }
  })

  it('of named files depends only on those before it, on one and the same disk', async () => {
    const names = clashingNames(13)
    const workingFolder = await folderWith(...names)
    const plan = await planAll({ workingFolder, inputs: names })
    expect(plan).toHaveLength(names.length)
    for (const count of [1, 13, 27]) {
      expect(await planAll({ workingFolder, inputs: names.slice(0, count) })).toEqual(plan.slice(0, count))
    }
  })

  it.each(recipes)('writes no path twice, not even on a disk that folds names: %j', async (recipe) => {
    for (const seed of [14, 15, 16]) {
      const workingFolder = await folderWith(...clashingNames(seed))
      const jobs = await planAll({ workingFolder, recipe })
      const paths = jobs.flatMap(({ outputs }) => outputs.map((output) => output.path))
      expect(paths.length).toBeGreaterThan(20)
      const folded = paths.map((path) => path.normalize('NFC').toLowerCase())
      expect(new Set(folded).size).toBe(paths.length)
    }
  })

  it('has every source once, with failures in their place', async () => {
    const workingFolder = await folderWith('a.jpg', 'b.jpg', 'c.txt', 'd.jpg')
    const pool = createFakePool({
      inspect: (path) =>
        /[bc]\./.test(path) ? fail('not-a-picture', 'The contents are no picture.') : factsOnDisk(path),
    })
    const jobs = await planAll({ workingFolder, inputs: ['no.jpg', '.'], pool })
    expect(jobs.map(({ action, source }) => [action, source.path.slice(workingFolder.length + 1)])).toEqual([
      ['refuse', 'no.jpg'],
      ['write', 'a.jpg'],
      ['refuse', 'b.jpg'],
      ['skip', 'c.txt'],
      ['write', 'd.jpg'],
    ])
    expect(pool.requests.flat()).toHaveLength(4)
  })

  it('skips what is no picture when it was found, and refuses it when it was named', async () => {
    const workingFolder = await folderWith('in/notes.txt', 'in/a.jpg', 'README')
    const pool = createFakePool({ inspect: () => fail('not-a-picture', 'The contents are no picture.') })
    const jobs = await planAll({ workingFolder, inputs: ['in', 'README', 'in/notes.txt'], pool })
    expect(jobs.map(({ action, source }) => [action, source.path.slice(workingFolder.length + 1)])).toEqual([
      ['refuse', 'in/a.jpg'],
      ['skip', 'in/notes.txt'],
      ['refuse', 'README'],
    ])
  })

  it('is empty when there is nothing', async () => {
    expect(await planAll({ workingFolder: await tempFolder() })).toEqual([])
  })
})

describe('planning', () => {
  function start(workingFolder: string, pool: FakePool, times: readonly number[] = [0]) {
    const events: BatchEvent[] = []
    let call = 0
    const jobs = planBatch({
      scan: { inputs: ['.'], workingFolder, filter: { recursive: true, include: [], exclude: [] } },
      recipe: Recipe.parse({}),
      pool,
      lane: 'light',
      requestsAhead: 1,
      deadlineMs: 1234,
      clock: { now: () => times[Math.min(call++, times.length - 1)] ?? 0, after: () => () => undefined },
      onEvent: (event) => events.push(event),
    })
    return { jobs, events }
  }

  it('tells the total, and what was left out, once the scan is over', async () => {
    const workingFolder = await folderWith('a.jpg', 'b/c.jpg', '.hidden', 'b/.hidden')
    const { jobs, events } = start(workingFolder, createFakePool())
    for await (const job of jobs) expect(job.action).toBe('write')
    expect(events).toEqual([
      { kind: 'scanning', found: 1 },
      { kind: 'scanned', total: 2, leftOut: { hidden: 2, special: 0 } },
    ])
  })

  it('tells how far the scan is, at most ten times a second', async () => {
    const workingFolder = await folderWith(...Array.from({ length: 7 }, (_, index) => `${String(index)}.jpg`))
    const { jobs, events } = start(workingFolder, createFakePool(), [5000, 5050, 5099, 5100, 5101, 5250, 5251])
    for await (const job of jobs) expect(job.action).toBe('write')
    expect(events.filter(({ kind }) => kind === 'scanning')).toEqual([
      { kind: 'scanning', found: 1 },
      { kind: 'scanning', found: 4 },
      { kind: 'scanning', found: 6 },
    ])
  })

  it('knows the total before the first plan is taken, and waits with the headers', async () => {
    const workingFolder = await folderWith(...Array.from({ length: 200 }, (_, index) => `${String(1000 + index)}.jpg`))
    const scanned = Promise.withResolvers<undefined>()
    const pool = createFakePool({
      inspect: async (path) => {
        await scanned.promise
        return factsOnDisk(path)
      },
    })
    const { jobs, events } = start(workingFolder, pool)
    const first = jobs.next()
    while (events.at(-1)?.kind !== 'scanned') await new Promise((resolve) => setImmediate(resolve))
    expect(events.at(-1)).toMatchObject({ total: 200 })
    scanned.resolve(undefined)
    expect((await first).value).toMatchObject({ action: 'write' })
    expect(pool.requests.flat().length).toBeLessThan(20)
    await jobs.return(undefined)
  })

  it('asks for no more headers once nobody takes plans any more', async () => {
    const workingFolder = await folderWith(...Array.from({ length: 300 }, (_, index) => `${String(index)}.jpg`))
    const pool = createFakePool()
    for await (const job of start(workingFolder, pool).jobs) {
      expect(job.action).toBe('write')
      break
    }
    const asked = pool.requests.length
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(pool.requests.length).toBe(asked)
    expect(pool.requests.flat().length).toBeLessThan(20)
  })

  it('stops the scan as well', async () => {
    const workingFolder = await folderWith(...Array.from({ length: 600 }, (_, index) => `${String(index)}/a.jpg`))
    const { jobs, events } = start(workingFolder, createFakePool())
    await jobs.next()
    await jobs.return(undefined)
    // A whole scan of the same folders takes longer than the rest of the other would have taken.
    expect(await planAll({ workingFolder })).toHaveLength(600)
    expect(events.map(({ kind }) => kind)).not.toContain('scanned')
  })

  it('passes the lane and the deadline on', async () => {
    const pool = createFakePool()
    for await (const job of start(await folderWith('a.jpg'), pool).jobs) expect(job.action).toBe('write')
    expect(pool.jobs).toMatchObject([{ lane: 'light', deadlineMs: 1234 }])
  })
})
