import { rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fail, succeed } from '../../../src/shared/failure.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import { rowMarks } from '../../../src/shared/rows.ts'
import { makeFacts } from '../../support/facts.ts'
import { factsOnDisk } from '../../support/fake-pool.ts'
import { folderWith, makeFiles } from '../../support/folder-with.ts'
import { until } from '../../support/until.ts'
import { createStage, type StageOptions, type WorklistStage } from '../../support/worklist-stage.ts'

/** A stage with a folder of these files taken in, read and planned. */
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

const three = ['a.jpg', 'b.jpg', 'c.jpg']

describe('taking in', () => {
  it('makes rows of a folder, reads their headers and plans them', async () => {
    const { worklist, seen, row, folder } = await stageWith(['a.jpg', 'sub/b.jpg'])
    expect([...seen.values()].map(({ name }) => name)).toEqual(['a.jpg', 'b.jpg'])
    expect(row('b.jpg')).toMatchObject({ folder: join(folder, 'sub'), state: 'waiting', action: 'write', width: 4032 })
    expect(row('b.jpg').targetWidth).toBe(1920)
    const { plan, import: imported, batch } = worklist.state()
    expect(plan).toMatchObject({ phase: 'ready', write: 2, outputs: 2, problems: [], folder: join(folder, 'Resized') })
    expect(plan.freeBytes).toBeGreaterThan(0)
    expect(imported).toMatchObject({ isScanning: false, found: 2, uninspected: 0 })
    expect(batch.phase).toBe('idle')
  })

  it('leaves out what is in the list already, and counts it', async () => {
    const { worklist, folder, seen, until, planned } = await stageWith(three)
    await makeFiles(folder, ['d.jpg'])
    worklist.add([folder, join(folder, 'a.jpg')])
    await until(() => !worklist.state().import.isScanning)
    await planned()
    expect(worklist.state().import).toMatchObject({ found: 1, leftOut: { repeated: 3, hidden: 0, special: 0 } })
    expect([...seen.values()].map(({ name }) => name)).toEqual([...three, 'd.jpg'])
  })

  it('takes any number of lists at once', async () => {
    const [one, two] = [await folderWith('a.jpg'), await folderWith('b.jpg', 'c.jpg')]
    const { worklist, planned, seen } = createStage()
    worklist.add([one])
    worklist.add([two])
    worklist.add([join(one, 'a.jpg')])
    await planned()
    expect(seen.size).toBe(3)
    expect(worklist.state().import).toMatchObject({ found: 3, leftOut: { repeated: 1 } })
  })

  it('tells the first rows without waiting', async () => {
    const folder = await folderWith(...three)
    const { worklist, sent, clock } = createStage()
    worklist.add([folder])
    // The clock stands still: what needs a timer would never come.
    await until(() => sent.some(({ name }) => name === 'rowsAdded'))
    expect(clock.now()).toBe(0)
  })

  it('ends at a wish and keeps what was found', async () => {
    const folder = await folderWith(...Array.from({ length: 50 }, (_, index) => `f${String(index)}/a.jpg`))
    const { worklist, until, seen } = createStage()
    worklist.add([folder])
    await until(() => seen.size > 0)
    worklist.cancelImport()
    await until(() => !worklist.state().import.isScanning)
    const { found } = worklist.state().import
    expect(found).toBeGreaterThan(0)
    expect(found).toBeLessThan(50)
    await until(() => worklist.state().import.uninspected === 0 && worklist.state().plan.write === found)
  })

  it('says of a file that is no picture what the plan says', async () => {
    const { worklist, row } = await stageWith(['a.jpg', 'notes.txt', 'wrong.jpg'], {
      inspect: (path) => (path.endsWith('a.jpg') ? factsOnDisk(path) : fail('not-a-picture', 'No picture.')),
    })
    expect(row('notes.txt')).toMatchObject({ action: 'skip', message: 'No picture.' })
    expect(row('wrong.jpg')).toMatchObject({ action: 'refuse', message: 'No picture.' })
    expect(worklist.state().plan).toMatchObject({ write: 1, skip: 1, refuse: 1, outputs: 1 })
  })

  it('reads headers on all cores while nothing runs, and beside a batch in the light lane', async () => {
    const { worklist, lightPool, folder, running, until } = await stageWith(three)
    expect(lightPool.jobs.map(({ lane }) => lane)).toEqual(lightPool.jobs.map(() => 'work'))
    const before = lightPool.jobs.length
    await worklist.start('waiting')
    await until(() => running().length === 2)
    await makeFiles(folder, ['d.jpg'])
    worklist.add([folder])
    await until(() => worklist.state().import.found === 1 && worklist.state().import.uninspected === 0)
    expect(lightPool.jobs.slice(before).map(({ lane }) => lane)).toEqual(['light'])
  })
})

describe('the plan', () => {
  it('follows the recipe', async () => {
    const { worklist, row, planned, sent } = await stageWith(three)
    const before = sent.length
    const recipe = Recipe.parse({ outputs: [{ resize: { mode: 'longest-side', size: 800 } }] })
    expect(worklist.setRecipe(recipe)).toEqual({ recipe, problems: [] })
    expect(worklist.recipe()).toEqual(recipe)
    expect(worklist.state().plan).toMatchObject({ phase: 'planning', write: 0 })
    await planned()
    expect(row('a.jpg').targetWidth).toBe(800)
    expect(worklist.state().plan.write).toBe(3)
    expect(sent.length).toBeGreaterThan(before)
  })

  it('is not begun anew for a recipe that is the same', async () => {
    const { worklist } = await stageWith(three)
    worklist.setRecipe(Recipe.parse({}))
    expect(worklist.state().plan.phase).toBe('ready')
  })

  it('waits until a recipe that changes again and again stands still', async () => {
    const { worklist, row, clock, flush, until } = await stageWith(three)
    for (const size of [700, 600, 500]) {
      worklist.setRecipe(Recipe.parse({ outputs: [{ resize: { mode: 'longest-side', size } }] }))
      clock.advance(90)
      await flush()
      expect(worklist.state().plan).toMatchObject({ phase: 'planning', write: 0 })
    }
    clock.advance(10)
    await until(() => row('a.jpg').targetWidth === 500)
  })

  it('goes on with what comes later instead of beginning anew', async () => {
    const { worklist, folder, row, planned } = await stageWith(['a/x.jpg'], {
      recipe: { destination: { kind: 'folder', path: '/nowhere/out' }, tree: 'flat' },
    })
    await makeFiles(folder, ['b/x.jpg'])
    worklist.add([folder])
    await planned()
    expect(worklist.state().plan).toMatchObject({ write: 2, renamed: 1 })
    expect(row('x.jpg')).toMatchObject({ message: null })
  })

  it('is begun anew when a row is removed, whose name is free again', async () => {
    const { worklist, planned, seen, sent } = await stageWith(['a/x.jpg', 'b/x.jpg'], {
      recipe: { destination: { kind: 'folder', path: '/nowhere/out' }, tree: 'flat' },
    })
    const [first, second] = [...seen.keys()]
    expect(seen.get(second ?? -1)).toMatchObject({ message: '"x.jpg" is taken, so it becomes "x (2).jpg".' })
    expect(worklist.remove(Uint32Array.of(first ?? -1))).toMatchObject({ ok: true })
    await planned()
    expect([...seen.keys()]).toEqual([second])
    expect(seen.get(second ?? -1)).toMatchObject({ message: null })
    expect(worklist.state().plan).toMatchObject({ write: 1, renamed: 0 })
    expect(sent.filter(({ name }) => name === 'rowsRemoved')).toHaveLength(1)
  })

  it('stops for a recipe with problems, and nothing can be started with it', async () => {
    const { worklist, row, until } = await stageWith(three)
    const { problems } = worklist.setRecipe(Recipe.parse({ outputs: [{ name: 'same' }] }))
    expect(problems.map(({ path }) => path)).toEqual(['outputs[0].name'])
    await until(() => three.every((name) => row(name).action === 'unknown'))
    expect(worklist.state().plan).toMatchObject({ phase: 'planning', write: 0, problems })
    expect(await worklist.start('waiting')).toMatchObject({
      ok: false,
      failure: { code: 'not-usable', message: expect.stringContaining(problems[0]?.message ?? '?') as string },
    })
    expect(row('a.jpg').targetWidth).toBe(0)
    worklist.setRecipe(Recipe.parse({}))
    await until(() => worklist.state().plan.phase === 'ready')
    expect(worklist.state().plan.write).toBe(3)
  })

  it('counts clashes and what does not change, and lists them by the page', async () => {
    const { worklist, rowId } = await stageWith(['a.jpg', 'Resized/b.jpg', 'b.jpg'], {
      recipe: { onExisting: 'skip', outputs: [{ resize: { mode: 'none' } }] },
    })
    expect(worklist.state().plan).toMatchObject({ write: 1, skip: 1, clashes: 1, noOps: 1 })
    const clashes = await worklist.listPlan('clashes', 0, 10)
    expect(clashes).toMatchObject({
      total: 1,
      items: [{ row: rowId('b.jpg'), action: 'skip', marks: rowMarks.isClash }],
    })
    const noOps = await worklist.listPlan('no-ops', 0, 10)
    expect(noOps.items.map(({ row }) => row)).toEqual([rowId('a.jpg')])
    const second = await worklist.listPlan('all', 1, 1)
    expect(second).toMatchObject({ total: 2, items: [{ row: rowId('b.jpg') }] })
    expect((await worklist.listPlan('all', 2, 10)).items).toEqual([])
  })

  it('never writes over an original, even of a row that was removed, but over its own earlier output', async () => {
    const recipe = Recipe.parse({
      destination: { kind: 'beside' },
      onExisting: 'overwrite',
      outputs: [{ name: '{name}-small' }],
    })
    const stage = await stageWith(['a-small.jpg', 'a.jpg', 'b.jpg'], { recipe })
    const { worklist, planned, rowId, row, until, running, folder, finish } = stage
    worklist.remove(Uint32Array.of(rowId('a-small.jpg')))
    await planned()
    expect(row('a.jpg')).toMatchObject({ action: 'refuse', marks: rowMarks.isClash })
    await worklist.start(Uint32Array.of(rowId('b.jpg')))
    await until(() => running().length === 1)
    await writeFile(join(folder, 'b-small.jpg'), 'made just now')
    await finish('b.jpg')
    await worklist.start(Uint32Array.of(rowId('b.jpg')))
    await until(() => running().length === 1)
    expect(row('b.jpg')).toMatchObject({ state: 'reading', action: 'write', marks: rowMarks.isClash })
  })

  it('knows its own earlier output by its place, also where the folder was given by another name', async () => {
    const folder = await folderWith('photos/a.jpg')
    await symlink(join(folder, 'photos'), join(folder, 'drive'))
    const recipe = Recipe.parse({
      destination: { kind: 'beside' },
      onExisting: 'overwrite',
      outputs: [{ name: '{name}-small' }],
    })
    const stage = createStage({ recipe })
    stage.worklist.attach()
    stage.worklist.add([join(folder, 'drive')])
    await stage.planned()
    await stage.worklist.start('waiting')
    await stage.until(() => stage.running().length === 1)
    await writeFile(join(folder, 'photos', 'a-small.jpg'), 'made just now')
    await stage.finish('a.jpg')
    await stage.until(() => stage.worklist.state().batch.phase === 'ended')
    await stage.worklist.start('all')
    await stage.until(() => stage.running().length === 1 || stage.worklist.state().batch.phase === 'ended')
    expect(stage.row('a.jpg')).toMatchObject({ state: 'reading', action: 'write', message: null })
  })
})

describe('rows', () => {
  it('are told anew, with what is known of them, when a window attaches again', async () => {
    const { worklist, rowId, seen, sent, clock, flush } = await stageWith(['a.jpg', 'b/b.jpg', 'c/c.jpg'])
    worklist.remove(Uint32Array.of(rowId('b.jpg')))
    clock.advance(500)
    await flush()
    clock.advance(100)
    const before = new Map(seen)
    const from = sent.length
    worklist.attach()
    await flush()
    clock.advance(200)
    await flush()
    expect(new Map(seen)).toEqual(before)
    const told = sent.slice(from).filter(({ name }) => name === 'rowsAdded')
    expect(told).toHaveLength(1)
  })

  it('have ids that are never used again', async () => {
    const { worklist, folder, seen, until, flush } = await stageWith(three)
    expect([...seen.keys()]).toEqual([0, 1, 2])
    worklist.remove('all')
    await flush()
    expect(seen.size).toBe(0)
    worklist.add([folder])
    await until(() => seen.size === 3)
    expect([...seen.keys()]).toEqual([3, 4, 5])
    expect(worklist.sourcePath(0)).toBeNull()
    expect(worklist.sourcePath(3)).toBe(join(folder, 'a.jpg'))
    expect(await worklist.describe(0)).toMatchObject({ ok: false, failure: { code: 'no-such-row' } })
  })

  it('are described', async () => {
    const { worklist, rowId, folder } = await stageWith(['a.jpg'])
    expect(await worklist.describe(rowId('a.jpg'))).toMatchObject({
      ok: true,
      value: {
        path: join(folder, 'a.jpg'),
        state: 'waiting',
        action: 'write',
        facts: { format: 'jpeg', width: 4032, hasProfile: false },
        outputs: [{ index: 0, path: join(folder, 'Resized/a.jpg'), width: 1920, height: 1440, isWritten: false }],
        message: null,
        elapsedMs: null,
      },
    })
  })

  it('make their paths known, and those of what was given and written', async () => {
    const { worklist, folder, until, running, finish } = await stageWith(['a.jpg'])
    expect(worklist.isKnownPath(folder)).toBe(true)
    expect(worklist.isKnownPath(join(folder, 'a.jpg'))).toBe(true)
    for (const path of [join(folder, 'Resized/a.jpg'), join(folder, 'Resized'), join(folder, '..'), '/etc/passwd']) {
      expect(worklist.isKnownPath(path), path).toBe(false)
    }
    await worklist.start('all')
    await until(() => running().length === 1)
    await finish('a.jpg')
    expect(worklist.isKnownPath(join(folder, 'Resized/a.jpg'))).toBe(true)
    expect(worklist.isKnownPath(join(folder, 'Resized'))).toBe(true)
  })

  it('are chosen for a proof by what they are', async () => {
    const { worklist, rowId } = await stageWith(three, {
      inspect: async (path) =>
        factsOnDisk(path, path.endsWith('b.jpg') ? { width: 6000, height: 4000 } : { width: 300, height: 400 }),
    })
    expect(worklist.proofRows().rows).toContainEqual({ row: rowId('b.jpg'), reason: 'largest' })
  })
})

describe('a comparison', () => {
  it('needs a row that is there and a recipe without problems', async () => {
    const { worklist, rowId } = await stageWith(['a.jpg'], {
      inspect: () => succeed(makeFacts()),
    })
    expect(await worklist.compare(99, 0)).toMatchObject({ ok: false, failure: { code: 'no-such-row' } })
    expect(await worklist.compare(rowId('a.jpg'), 5)).toMatchObject({ ok: false, failure: { code: 'not-usable' } })
    worklist.setRecipe(Recipe.parse({ outputs: [{ name: 'same' }] }))
    expect(await worklist.compare(rowId('a.jpg'), 0)).toMatchObject({ ok: false, failure: { code: 'not-usable' } })
    expect(worklist.previewFile('0000000100000002')).toBeNull()
  })

  it('says why where the picture is gone', async () => {
    const { worklist, rowId, folder } = await stageWith(['a.jpg'])
    await rm(join(folder, 'a.jpg'))
    expect(await worklist.compare(rowId('a.jpg'), 0)).toMatchObject({
      ok: false,
      failure: { code: 'not-usable', message: 'There is no such file.' },
    })
  })
})
