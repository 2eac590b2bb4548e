import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemDisk } from '../../../src/batch/disk.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import type { BatchStart } from '../../../src/store/store.ts'
import { folderWith } from '../../support/folder-with.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { createStage } from '../../support/worklist-stage.ts'

const id = '0a1b2c3d'
const smallBeside: RecipeInput = {
  destination: { kind: 'beside' },
  onExisting: 'overwrite',
  outputs: [{ name: '{name}-small' }],
}

/** A batch over these names of a folder, whose process was killed before it had planned any of them. */
async function crashedAtOnce(
  folder: string,
  names: readonly string[],
  changes: Omit<Partial<BatchStart>, 'recipe'> & { readonly recipe?: RecipeInput } = {},
): Promise<MemoryStore> {
  const store = createMemoryStore()
  await store.begin({
    id,
    startedMs: 1_700_000_000_000,
    origin: 'window',
    isReplace: false,
    inputs: [folder],
    options: { workingFolder: folder, recursive: true, include: [], exclude: [], takesLinks: false },
    ...changes,
    recipe: Recipe.parse(changes.recipe ?? smallBeside),
  })
  const sources = names.map((name) => {
    return { source: { path: join(folder, name), treeFolder: '', origin: 'found' as const }, failure: null }
  })
  store.write({ kind: 'added', batch: id, firstPlace: 0, sources })
  store.write({ kind: 'scanned', batch: id, total: sources.length })
  await store.committed()
  return store.crash()
}

/** What a process leaves that was killed with these pictures in its list. */
async function lostListOf(folder: string, names: readonly string[]): Promise<MemoryStore> {
  const store = createMemoryStore()
  const sources = names.map((name) => ({ path: join(folder, name), treeFolder: '', origin: 'found' as const }))
  store.write({ kind: 'listed', sources })
  await store.committed()
  return store.crash()
}

describe('an original', () => {
  it('that was taken out of the list before its batch was interrupted is not replaced by the rest of that batch', async () => {
    const folder = await folderWith('a.jpg', 'a-small.jpg')
    const stage = createStage({ store: await crashedAtOnce(folder, ['a.jpg']) })
    stage.worklist.attach()
    expect(await stage.worklist.continueBatch(id)).toMatchObject({ ok: true, value: { total: 1 } })
    await stage.until(() => stage.worklist.state().batch.phase === 'ended')
    expect(stage.row('a.jpg')).toMatchObject({ state: 'failed' })
    expect(stage.row('a.jpg').message).toContain('would replace an original')
  })

  it('of the list that was there before is not replaced by the rest of an earlier batch', async () => {
    const [folder, other] = [await folderWith('a.jpg'), await folderWith('a-small.jpg')]
    const recipe: RecipeInput = { ...smallBeside, destination: { kind: 'folder', path: other } }
    const stage = createStage({ store: await crashedAtOnce(folder, ['a.jpg'], { recipe }) })
    stage.worklist.attach()
    stage.worklist.add([join(other, 'a-small.jpg')])
    await stage.planned()
    await stage.worklist.continueBatch(id)
    await stage.until(() => stage.worklist.state().batch.phase === 'ended')
    expect(stage.row('a.jpg').message).toContain('would replace an original')
  })

  it('is what has taken the place of one: no later batch overwrites it', async () => {
    const folder = await folderWith('b.jpg', 'b.png')
    const stage = createStage()
    const { worklist, rowId } = stage
    worklist.attach()
    worklist.add([folder])
    worklist.setReplace({ takesLinks: false })
    await stage.planned()
    await worklist.start(Uint32Array.of(rowId('b.jpg')), true)
    await stage.until(() => stage.running().includes('b.jpg'))
    await stage.finish('b.jpg')
    await stage.until(() => worklist.state().batch.phase === 'ended')

    worklist.setReplace(null)
    const recipe = { destination: { kind: 'beside' }, onExisting: 'overwrite', outputs: [{ format: { type: 'jpeg' } }] }
    worklist.setRecipe(Recipe.parse(recipe))
    await worklist.start(Uint32Array.of(rowId('b.png')))
    await stage.until(() => worklist.state().batch.phase === 'ended' || stage.running().length > 0)
    expect(stage.running()).toEqual([])
    expect(stage.row('b.png').message).toContain('would replace an original')
  })
})

describe('a batch of a command line', () => {
  const recipe: RecipeInput = { destination: { kind: 'folder', path: 'web' } }

  it('is repeated into the folder that the command line meant', async () => {
    const folder = await folderWith('in/a.jpg')
    const store = await crashedAtOnce(folder, ['in/a.jpg'], { origin: 'cli', inputs: ['in'], recipe })
    const stage = createStage({ store })
    stage.worklist.attach()
    const repeated = await stage.worklist.repeatBatch(id)
    expect(repeated).toMatchObject({ ok: true, value: { recipe: { destination: { path: join(folder, 'web') } } } })
    stage.worklist.setRecipe(Recipe.parse(recipe))
    await stage.planned()
    await stage.worklist.start('waiting')
    const again = await store.batch(stage.worklist.state().batch.id ?? '')
    expect(again?.inputs).toEqual([join(folder, 'in')])
  })

  it('that goes on leaves a recipe for that folder', async () => {
    const folder = await folderWith('in/a.jpg')
    const store = await crashedAtOnce(folder, ['in/a.jpg'], { origin: 'cli', inputs: ['in'], recipe })
    const stage = createStage({ store })
    stage.worklist.attach()
    await stage.worklist.continueBatch(id)
    expect(stage.worklist.recipe().destination).toMatchObject({ path: join(folder, 'web') })
  })

  it('that another process is undoing is busy, not over', async () => {
    const folder = await folderWith('a.jpg')
    const store = await crashedAtOnce(folder, ['a.jpg'])
    await store.beside().claim(id, 'undo')
    const { worklist } = createStage({ store })
    expect(await worklist.continueBatch(id)).toMatchObject({ ok: false, failure: { code: 'busy-elsewhere' } })
    expect(await worklist.dismissBatch(id)).toMatchObject({ ok: false, failure: { code: 'busy-elsewhere' } })
  })
})

describe('closing the window while a batch waits for room', () => {
  it('ends the batch, which can go on later and loses nothing', async () => {
    const folder = await folderWith('a.jpg', 'b.jpg', 'c.jpg')
    const store = createMemoryStore()
    const space = { freeBytes: 1e6, totalBytes: 1e12 }
    const disk = { ...systemDisk, space: () => Promise.resolve(space) }
    const stage = createStage({ store, disk })
    const { worklist } = stage
    worklist.attach()
    worklist.add([folder])
    await stage.planned()
    await worklist.start('waiting')
    await stage.until(() => worklist.state().batch.phase === 'paused')
    expect(worklist.state().batch.holds).toMatchObject([{ reason: 'disk-full' }])
    const batch = worklist.state().batch.id ?? ''
    worklist.cancel('finish')
    await stage.until(() => worklist.state().batch.phase === 'ended')
    await worklist.close()

    const next = store.crash()
    expect(await next.batch(batch)).toMatchObject({ state: 'cancelled', total: 3, done: 0, failed: 0 })
    expect(await next.lostList()).toEqual([])
    const again = createStage({ store: next, workSlots: 3 })
    again.worklist.attach()
    expect(await again.worklist.continueBatch(batch)).toMatchObject({ ok: true, value: { total: 3 } })
    await again.until(() => again.running().length === 3)
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) await again.finish(name)
    await again.until(() => again.worklist.state().batch.phase === 'ended')
    expect(await next.batch(batch)).toMatchObject({ state: 'finished', done: 3 })
  })

  it('ends it also where even the journal has no room', async () => {
    const store = createMemoryStore()
    const stage = createStage({ store, workSlots: 1 })
    const { worklist } = stage
    worklist.attach()
    worklist.add([await folderWith('a.jpg', 'b.jpg')])
    await stage.planned()
    await worklist.start('waiting')
    await stage.until(() => stage.running().length === 1)
    store.refuse(new Error('no space left'))
    worklist.cancel('now')
    await stage.until(() => worklist.state().batch.phase === 'ended')
    await expect(worklist.close()).resolves.toBeUndefined()
  })
})

describe('a list that was lost', () => {
  it('does not have done again what was done since', async () => {
    const folder = await folderWith('a.jpg', 'b.jpg')
    const store = await lostListOf(folder, ['a.jpg', 'b.jpg'])
    const stage = createStage({ store })
    stage.worklist.attach()
    stage.worklist.add([join(folder, 'a.jpg')])
    await stage.planned()
    await stage.worklist.start('waiting')
    await stage.until(() => stage.running().includes('a.jpg'))
    await stage.finish('a.jpg')
    await stage.until(() => stage.worklist.state().batch.phase === 'ended')
    expect(await stage.worklist.restoreList()).toBe(2)
    await stage.planned()
    expect([stage.row('a.jpg').state, stage.row('b.jpg').state]).toEqual(['done', 'waiting'])
  })

  it('is known by its pictures in the history of what is done with it', async () => {
    const folder = await folderWith('a.jpg')
    const store = await lostListOf(folder, ['a.jpg'])
    const stage = createStage({ store })
    stage.worklist.attach()
    await stage.worklist.restoreList()
    await stage.planned()
    await stage.worklist.start('waiting')
    expect((await store.batch(stage.worklist.state().batch.id ?? ''))?.inputs).toEqual([join(folder, 'a.jpg')])
  })
})
