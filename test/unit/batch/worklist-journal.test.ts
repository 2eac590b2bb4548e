import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import type { JournalEntry } from '../../../src/store/store.ts'
import { createNoStore } from '../../../src/store/no-store.ts'
import { folderWith } from '../../support/folder-with.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { createStage, type StageOptions, type WorklistStage } from '../../support/worklist-stage.ts'

const five = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg']

interface JournalStage extends WorklistStage {
  readonly folder: string
  readonly store: MemoryStore
}

async function stageOver(folder: string, options: StageOptions & { readonly store: MemoryStore }) {
  const stage = createStage(options)
  stage.worklist.attach()
  stage.worklist.add([folder])
  await stage.planned()
  await stage.flush()
  return { ...stage, folder, store: options.store }
}

async function stageWith(names: readonly string[], options: StageOptions = {}): Promise<JournalStage> {
  return stageOver(await folderWith(...names), { ...options, store: createMemoryStore() })
}

/** A batch over `five` of which two are done and two run, and then its process is killed. */
async function crashedStage(options: StageOptions = {}): Promise<JournalStage & { readonly id: string }> {
  const stage = await stageWith(five, options)
  await stage.worklist.start('waiting')
  await stage.until(() => stage.running().length === 2)
  await stage.finish('a.jpg')
  await stage.until(() => stage.running().includes('c.jpg'))
  await stage.finish('b.jpg')
  await stage.until(() => stage.running().includes('d.jpg'))
  const id = stage.worklist.state().batch.id ?? ''
  return { ...stage, store: stage.store.crash(), id }
}

/** What was written, in words. */
function words(entries: readonly JournalEntry[]): readonly string[] {
  return entries.map((entry) => {
    switch (entry.kind) {
      case 'listed':
        return `listed ${entry.sources.map(({ path }) => basename(path)).join(' ')}`
      case 'unlisted':
        return `unlisted ${entry.paths === 'all' ? 'all' : entry.paths.map((path) => basename(path)).join(' ')}`
      case 'added':
        return `added ${String(entry.firstPlace)} ${entry.sources.map(({ source }) => basename(source.path)).join(' ')}`
      case 'planned':
        return `planned ${String(entry.place)}`
      case 'finished':
        return `finished ${String(entry.result.index)}`
      case 'ended':
        return `ended ${entry.state}`
      default:
        return entry.kind
    }
  })
}

async function finishAll({ running, finish, worklist, until }: WorklistStage): Promise<void> {
  while (worklist.state().batch.phase !== 'ended') {
    for (const name of running()) await finish(name)
    await until(() => worklist.state().batch.phase === 'ended' || running().length > 0)
  }
}

describe('the list in the journal', () => {
  it('has every picture as soon as it is in the list', async () => {
    const { store } = await stageWith(five)
    expect(words(store.entries)).toEqual(['listed a.jpg b.jpg c.jpg d.jpg e.jpg'])
  })

  it('has a picture no more that was removed, and nothing of a list that was emptied', async () => {
    const { store, worklist, rowId, flush } = await stageWith(five)
    worklist.remove(Uint32Array.of(rowId('b.jpg'), rowId('d.jpg')))
    await flush()
    await flush()
    expect(words(store.entries).at(-1)).toBe('unlisted b.jpg d.jpg')
    worklist.remove('all')
    await flush()
    await flush()
    expect(words(store.entries).at(-1)).toBe('unlisted all')
  })

  it('keeps the order of what was done to a picture, however fast it was done', async () => {
    const { store, worklist, folder, planned, flush } = await stageWith(['a.jpg'])
    worklist.remove('all')
    worklist.add([folder])
    await planned()
    await flush()
    expect(words(store.entries)).toEqual(['listed a.jpg', 'unlisted all', 'listed a.jpg'])
  })

  it('of a process that was killed comes back when it is wanted, and is not there twice', async () => {
    const { store, folder } = await stageWith(five)
    const next = store.crash()
    const stage = createStage({ store: next })
    stage.worklist.attach()
    stage.worklist.add([join(folder, 'b.jpg')])
    expect(await next.lostList()).toHaveLength(5)
    expect(await stage.worklist.restoreList()).toBe(5)
    await stage.planned()
    expect([...stage.seen.values()].map(({ name }) => name).toSorted()).toEqual(five)
    expect(await next.lostList()).toEqual([])
    // It is the list of this process now.
    expect((await next.crash().lostList()).map(({ path }) => basename(path)).toSorted()).toEqual(five)
  })

  it('is kept for the next time where it could not be written down anew', async () => {
    const next = (await stageWith(five)).store.crash()
    const stage = createStage({ store: next })
    next.refuse(new Error('no space left'))
    expect(await stage.worklist.restoreList()).toBe(5)
    expect(await next.lostList()).toHaveLength(5)
  })

  it('is dropped when nobody wants it', async () => {
    const next = (await stageWith(five)).store.crash()
    await createStage({ store: next }).worklist.dropList()
    expect(await next.lostList()).toEqual([])
  })

  it('costs nothing where nothing is kept', async () => {
    const folder = await folderWith(...five)
    const stage = createStage({ store: createNoStore(null) })
    stage.worklist.add([folder])
    await stage.planned()
    await stage.worklist.start('waiting')
    await stage.until(() => stage.running().length === 2)
    expect(stage.worklist.state().batch.id).toBeNull()
    await finishAll(stage)
    expect(stage.worklist.state().batch).toMatchObject({ phase: 'ended', done: 5 })
  })
})

describe('a batch in the journal', () => {
  it('has its pictures before the list gives them up, and its plan before anything is done', async () => {
    const stage = await stageWith(five)
    const { store, worklist, until, running } = stage
    expect(await worklist.start('waiting')).toMatchObject({ ok: true })
    await until(() => running().length === 2)
    const told = words(store.entries)
    expect(told.filter((word) => !/^(?:folders|planned)/.test(word))).toEqual([
      'listed a.jpg b.jpg c.jpg d.jpg e.jpg',
      'added 0 a.jpg b.jpg c.jpg d.jpg e.jpg',
      'scanned',
      'unlisted all',
    ])
    expect(told).toContain('planned 0')
    expect(told.indexOf('scanned')).toBeLessThan(told.indexOf('planned 0'))
    await finishAll(stage)
    expect(words(store.entries).at(-1)).toBe('ended finished')
    const record = await store.batch(worklist.state().batch.id ?? '')
    expect(record).toMatchObject({ state: 'finished', origin: 'window', total: 5, done: 5, inputs: [stage.folder] })
  })

  it('leaves the pictures in the list that are none of its own', async () => {
    const { store, worklist, rowId, until, running, flush } = await stageWith(five)
    await worklist.start(Uint32Array.of(rowId('b.jpg')))
    await until(() => running().length === 1)
    await flush()
    expect(words(store.entries)).toContain('unlisted b.jpg')
    expect((await store.crash().lostList()).map(({ path }) => basename(path))).toEqual([
      'a.jpg',
      'c.jpg',
      'd.jpg',
      'e.jpg',
    ])
  })

  it('gives nothing to a child before its plan is committed', async () => {
    const { store, worklist, running, flush, until } = await stageWith(['a.jpg'])
    await worklist.start('waiting')
    const letGo = store.holdCommits()
    await until(() => words(store.entries).includes('planned 0'))
    for (let round = 0; round < 20; round += 1) await flush()
    expect(running()).toEqual([])
    letGo()
    await until(() => running().length === 1)
  })

  it('is done without a journal where that cannot be written, unless originals are replaced', async () => {
    const stage = await stageWith(['a.jpg'])
    stage.store.refuse(new Error('no space left'))
    stage.worklist.setReplace({ takesLinks: false })
    await stage.planned()
    expect(await stage.worklist.start('waiting', true)).toMatchObject({ ok: false, failure: { code: 'no-journal' } })
    stage.worklist.setReplace(null)
    await stage.planned()
    expect(await stage.worklist.start('waiting')).toMatchObject({ ok: true })
    await stage.until(() => stage.running().length === 1)
    expect(stage.worklist.state().batch.id).toBeNull()
  })

  it('that was cancelled while it was written down is known whole, so that all of it can be done later', async () => {
    const { store, worklist, until } = await stageWith(five)
    await worklist.start('waiting')
    const id = worklist.state().batch.id ?? ''
    worklist.cancel('finish')
    await until(() => worklist.state().batch.phase === 'ended')
    expect(await store.batch(id)).toMatchObject({ state: 'cancelled', isScanned: true, total: 5, done: 0 })
  })
})

describe('an app that ends while a batch is being started', () => {
  it('ends that batch in the journal as well, so that it can be gone on with', async () => {
    const { store, worklist } = await stageWith(five)
    const started = worklist.start('waiting')
    await worklist.close()
    expect(await started).toMatchObject({ ok: true })
    const { items } = await store.batches(0, 10)
    expect(items).toMatchObject([{ state: 'cancelled', total: 5, done: 0 }])
    expect(await worklist.start('waiting')).toMatchObject({ ok: false, failure: { code: 'not-now' } })
  })
})

describe('a batch that is gone on with', () => {
  it('brings back what has no end, does that alone, and counts the rest only', async () => {
    const { store, id } = await crashedStage()
    const stage = createStage({ store })
    stage.worklist.attach()
    expect((await store.interrupted()).map((batch) => batch.id)).toEqual([id])
    expect(await stage.worklist.continueBatch(id)).toEqual({ ok: true, value: { total: 3 } })
    await stage.until(() => stage.running().length === 2)
    expect([...stage.seen.values()].map(({ name }) => name)).toEqual(['c.jpg', 'd.jpg', 'e.jpg'])
    expect(stage.worklist.state().batch).toMatchObject({ phase: 'running', id, total: 3, done: 0 })
    const task = stage.childWith('c.jpg').job?.payload as { readonly isRecovery: boolean }
    expect(task.isRecovery).toBe(true)
    await finishAll(stage)
    expect(stage.worklist.state().batch).toMatchObject({ phase: 'ended', total: 3, done: 3, fraction: 1 })
    expect(await store.batch(id)).toMatchObject({ state: 'finished', total: 5, done: 5 })
    expect(stage.row('c.jpg')).toMatchObject({ state: 'done', width: expect.any(Number) as number })
    expect(await store.interrupted()).toEqual([])
  })

  it('uses the rows that are there already, in the order of the batch', async () => {
    const { store, id, folder } = await crashedStage()
    const stage = createStage({ store })
    stage.worklist.attach()
    stage.worklist.add([join(folder, 'e.jpg'), join(folder, 'd.jpg')])
    await stage.planned()
    expect(await stage.worklist.continueBatch(id)).toMatchObject({ value: { total: 3 } })
    await stage.until(() => stage.running().length === 2)
    expect(stage.running().toSorted()).toEqual(['c.jpg', 'd.jpg'])
    expect([...stage.seen.values()].map(({ name }) => name).toSorted()).toEqual(['c.jpg', 'd.jpg', 'e.jpg'])
    await finishAll(stage)
    expect(await store.batch(id)).toMatchObject({ state: 'finished', done: 5 })
  })

  it('has its own recipe, which is that of the list from now on', async () => {
    const recipe: RecipeInput = { outputs: [{ resize: { mode: 'longest-side', size: 77 } }] }
    const { store, id } = await crashedStage({ recipe })
    const stage = createStage({ store })
    await stage.worklist.continueBatch(id)
    expect(stage.worklist.recipe()).toEqual(Recipe.parse(recipe))
  })

  it('goes on after it was cancelled, in the same process', async () => {
    const stage = await stageWith(five)
    await stage.worklist.start('waiting')
    const id = stage.worklist.state().batch.id ?? ''
    await stage.until(() => stage.running().length === 2)
    stage.worklist.cancel('finish')
    await stage.finish('a.jpg')
    await stage.finish('b.jpg')
    await stage.until(() => stage.worklist.state().batch.phase === 'ended')
    expect(await stage.worklist.continueBatch(id)).toMatchObject({ value: { total: 3 } })
    await stage.until(() => stage.running().length === 2)
    await finishAll(stage)
    expect(five.map((name) => stage.row(name).state)).toEqual(['done', 'done', 'done', 'done', 'done'])
    expect(await stage.store.batch(id)).toMatchObject({ state: 'finished', done: 5 })
  })

  it('tells of a picture that is gone by now, and does the others', async () => {
    const { store, id, folder } = await crashedStage()
    await rm(join(folder, 'e.jpg'))
    const stage = createStage({ store })
    stage.worklist.attach()
    await stage.worklist.continueBatch(id)
    await stage.until(() => stage.running().length === 2)
    await finishAll(stage)
    expect(stage.row('e.jpg').state).toBe('failed')
    expect(await store.batch(id)).toMatchObject({ state: 'finished', done: 4, failed: 1 })
  })

  it('is refused where there is none, where it is over, where another process has it, and while one runs', async () => {
    const { store, id } = await crashedStage()
    const stage = createStage({ store })
    const code = async (answer: Promise<unknown>) => await answer
    expect(await code(stage.worklist.continueBatch('00000000'))).toMatchObject({ failure: { code: 'no-such-batch' } })
    const other = store.beside()
    await other.claim(id, 'run')
    expect(await code(stage.worklist.continueBatch(id))).toMatchObject({ failure: { code: 'busy-elsewhere' } })
    other.write({ kind: 'ended', batch: id, state: 'cancelled', endedMs: 1, elapsedMs: 1, stopped: null })
    expect(await code(stage.worklist.continueBatch(id))).toMatchObject({ ok: true })
    await stage.until(() => stage.running().length === 2)
    expect(await code(stage.worklist.continueBatch(id))).toMatchObject({ failure: { code: 'not-now' } })
    await finishAll(stage)
    expect(await code(stage.worklist.continueBatch(id))).toMatchObject({ failure: { code: 'not-now' } })
  })

  it('is spoken of no more once it was dismissed, and can still be undone', async () => {
    const { store, id } = await crashedStage()
    const { worklist } = createStage({ store })
    expect(await worklist.dismissBatch(id)).toEqual({ ok: true, value: {} })
    expect(await store.interrupted()).toEqual([])
    expect(await store.batch(id)).toMatchObject({ state: 'dismissed', done: 2 })
    expect(await worklist.continueBatch(id)).toMatchObject({ failure: { code: 'not-now' } })
  })
})

describe('a batch that is done once more', () => {
  it('brings its pictures in again and answers with its recipe', async () => {
    const { store, id, folder } = await crashedStage({ recipe: { onExisting: 'skip' } })
    await rm(join(folder, 'c.jpg'))
    const stage = createStage({ store })
    stage.worklist.attach()
    const answer = await stage.worklist.repeatBatch(id)
    expect(answer).toMatchObject({ ok: true, value: { total: 5, recipe: { onExisting: 'skip' } } })
    await stage.planned()
    expect([...stage.seen.values()].map(({ name }) => name)).toEqual(five)
    expect(stage.row('c.jpg').action).toBe('refuse')
    expect(await stage.worklist.repeatBatch('00000000')).toMatchObject({ failure: { code: 'no-such-batch' } })
  })

  it('has pictures wait again that are in the list and have ended, and is known by what the first was over', async () => {
    const stage = await stageWith(['a.jpg'])
    const { store, worklist, folder, planned, row, flush } = stage
    await worklist.start('waiting')
    await finishAll(stage)
    const id = worklist.state().batch.id ?? ''
    expect(row('a.jpg').state).toBe('done')
    expect(await worklist.repeatBatch(id)).toMatchObject({ ok: true, value: { total: 1 } })
    await planned()
    await flush()
    expect(row('a.jpg')).toMatchObject({ state: 'waiting', action: 'write' })
    expect(worklist.state().plan).toMatchObject({ phase: 'ready', write: 1 })
    // A crash before the next start loses it as little as any other.
    expect(words(store.entries).at(-1)).toBe('listed a.jpg')

    worklist.remove('all')
    await worklist.repeatBatch(id)
    await planned()
    expect(await worklist.start('waiting')).toMatchObject({ ok: true })
    const again = worklist.state().batch.id ?? ''
    expect(again).not.toBe(id)
    expect((await store.batch(again))?.inputs).toEqual([folder])
  })

  it('is not taken in while a batch runs', async () => {
    const { worklist, until, running } = await stageWith(five)
    await worklist.start('waiting')
    await until(() => running().length === 2)
    const id = worklist.state().batch.id ?? ''
    expect(await worklist.repeatBatch(id)).toMatchObject({ failure: { code: 'not-now' } })
  })
})
