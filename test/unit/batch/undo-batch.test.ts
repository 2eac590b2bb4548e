import { link, lstat, mkdir, readdir, unlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import {
  type RefusedFile,
  startUndo,
  type UndoEnd,
  type UndoOptions,
  type UndoProgress,
} from '../../../src/batch/undo-batch.ts'
import type { UndoItem } from '../../../src/shared/child-tasks.ts'
import type { UndoRefusal } from '../../../src/shared/history.ts'
import { createNoStore } from '../../../src/store/no-store.ts'
import type { Store } from '../../../src/store/store.ts'
import { folderWith } from '../../support/folder-with.ts'
import {
  type JournaledBatch,
  type JournaledFile,
  journalBatch,
  madeUpFingerprint,
  writtenPaths,
} from '../../support/journaled-batch.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { createUndoPool, type UndoPoolScript } from '../../support/undo-pool.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const id = '0badcafe'

describe('an undo', () => {
  it('takes back every written file, newest first, some twenty at a time', async () => {
    const store = await storeWith(files(45))
    const { end, pool } = await undo(store)
    expect(end).toMatchObject({ kind: 'ended', total: 45, undone: 45, refused: 0, isStopped: false, problem: null })
    expect(pool.requests.map((items) => items.length)).toEqual([20, 20, 5])
    const asked = pool.requests.flat().map(({ path }) => path)
    expect(asked).toEqual(
      files(45)
        .map(({ output }) => output)
        .toReversed(),
    )
    expect(await store.batch(id)).toMatchObject({ state: 'undone', undone: 45, refused: 0 })
    expect(await writtenPaths(store, id)).toEqual([])
  })

  it('leaves alone what was failed or skipped: nothing was written there', async () => {
    const store = await storeWith([
      { source: '/p/a.jpg', output: '/p/out/a.jpg' },
      { source: '/p/b.jpg', output: '/p/out/b.jpg', status: 'failed' },
      { source: '/p/c.jpg', output: '/p/out/c.jpg', status: 'skipped' },
    ])
    const { pool } = await undo(store)
    expect(pool.requests.flat().map(({ path }) => path)).toEqual(['/p/out/a.jpg'])
  })

  it('asks for as many requests at once as there are slots, and no more', async () => {
    const { pool } = await undo(await storeWith(files(200)), { workSlots: 3 }, { before: () => setImmediate() })
    expect(pool.mostAtOnce).toBe(3)
  })

  it('never has more than a page of records in memory', async () => {
    const store = await storeWith(files(1200))
    const written = vi.spyOn(store, 'written')
    const { end } = await undo(store)
    expect(end).toMatchObject({ undone: 1200 })
    const limits = written.mock.calls.map(([, , limit]) => limit)
    expect(limits.length).toBeGreaterThan(2)
    expect(Math.max(...limits)).toBeLessThanOrEqual(500)
  })

  it('names what is left alone, tells it to the journal, and goes on', async () => {
    const refusal: UndoRefusal = { code: 'output-changed', message: 'It was edited.' }
    const store = await storeWith(files(30))
    const { end, refused } = await undo(
      store,
      {},
      { refuse: (item) => (item.path.endsWith('/7.jpg') ? refusal : null) },
    )
    expect(refused).toEqual([{ path: '/p/out/7.jpg', refusal }])
    expect(end).toMatchObject({ undone: 29, refused: 1 })
    expect(await store.batch(id)).toMatchObject({ state: 'undone', undone: 29, refused: 1 })
    expect(await store.refused(id, 0, 10)).toMatchObject([{ path: '/p/out/7.jpg', refusal }])
  })

  it('can be tried again where the system refused', async () => {
    const store = await storeWith(files(3))
    const refusal: UndoRefusal = { code: 'system', message: 'It is locked.' }
    await undo(store, {}, { refuse: (item) => (item.path.endsWith('/1.jpg') ? refusal : null) })
    expect(await store.batch(id)).toMatchObject({ state: 'undo-interrupted', undone: 2, refused: 1 })
    const { end, pool } = await undo(store)
    expect(pool.requests.flat().map(({ path }) => path)).toEqual(['/p/out/1.jpg'])
    expect(end).toMatchObject({ total: 3, undone: 3, refused: 0 })
    expect(await store.batch(id)).toMatchObject({ state: 'undone', undone: 3, refused: 0 })
  })

  it('can be tried again for what was left alone, once nothing is in the way any more', async () => {
    const store = await storeWith(files(3))
    const refusal: UndoRefusal = { code: 'output-changed', message: 'It was edited.' }
    await undo(store, {}, { refuse: (item) => (item.path.endsWith('/1.jpg') ? refusal : null) })
    const { end, pool } = await undo(store)
    expect(pool.requests.flat().map(({ path }) => path)).toEqual(['/p/out/1.jpg'])
    expect(end).toMatchObject({ kind: 'ended', total: 3, undone: 3, refused: 0 })
    expect(await store.batch(id)).toMatchObject({ state: 'undone', undone: 3, refused: 0 })
    expect((await undo(store)).end).toMatchObject({ kind: 'not-begun', reason: 'undone-already' })
  })

  it('tells how far it is after every request', async () => {
    const { progress } = await undo(await storeWith(files(45)), { workSlots: 1 })
    expect(progress.map(({ undone }) => undone)).toEqual([0, 20, 40, 45])
    expect(progress.every(({ total }) => total === 45)).toBe(true)
  })

  it('says so where there is nothing to undo', async () => {
    const store = await storeWith(files(2))
    await undo(store)
    expect((await undo(store)).end).toMatchObject({ kind: 'not-begun', reason: 'undone-already' })
    expect((await undo(store, { id: 'ffffffff' })).end).toMatchObject({ kind: 'not-begun', reason: 'no-such-batch' })
    expect((await undo(createNoStore(null))).end).toMatchObject({ kind: 'not-begun', reason: 'no-journal' })
  })

  it('leaves a batch alone that another process works on', async () => {
    const store = createMemoryStore()
    await journalBatch(store, { id, files: files(2), end: 'running' })
    expect((await undo(store.beside())).end).toMatchObject({ kind: 'not-begun', reason: 'busy-elsewhere' })
  })
})

describe('an undo that is stopped', () => {
  it('finishes what a child is at, begins nothing more, and goes on later', async () => {
    const store = await storeWith(files(100))
    const stopped = await undo(store, { workSlots: 1, stopAfter: 1 })
    expect(stopped.end).toMatchObject({ isStopped: true, undone: 20 })
    expect(await store.batch(id)).toMatchObject({ state: 'undo-interrupted', undone: 20 })
    const { end, pool } = await undo(store)
    expect(pool.requests.flat()).toHaveLength(80)
    expect(end).toMatchObject({ isStopped: false, total: 100, undone: 100 })
    expect(await store.batch(id)).toMatchObject({ state: 'undone' })
  })

  it('goes on where it was after its process was killed', async () => {
    const store = await storeWith(files(60))
    let reached: () => void = () => undefined
    const isReached = new Promise<void>((resolve) => (reached = resolve))
    let answers = 0
    const pool = createUndoPool({
      before: () => {
        answers += 1
        if (answers < 3) return Promise.resolve()
        reached()
        return new Promise<void>(() => undefined)
      },
    })
    startUndo({ ...(await optionsFor(store)), pool, workSlots: 1 })
    await isReached
    const next = store.crash()
    expect(await next.batch(id)).toMatchObject({ state: 'undo-interrupted', undone: 40 })
    const { end } = await undo(next)
    expect(end).toMatchObject({ undone: 60 })
  })

  it('settles nothing that the pool has cancelled', async () => {
    const store = await storeWith(files(30))
    const { end } = await undo(
      store,
      { workSlots: 1 },
      { end: (items) => (items.length === 20 ? null : { kind: 'cancelled' }) },
    )
    expect(end).toMatchObject({ isStopped: true, undone: 20, refused: 0 })
    expect(await writtenPaths(store, id)).toHaveLength(10)
  })
})

describe('a child that dies of a request', () => {
  const crash = { kind: 'crashed', exit: { code: null, signal: 'SIGSEGV', stderrTail: '' }, attempts: 2 } as const

  it('has its files tried again one by one, and only the one that it dies of is left alone', async () => {
    const isBad = (item: UndoItem): boolean => item.path.endsWith('/4.jpg')
    const store = await storeWith(files(20))
    const { end, refused, pool } = await undo(store, {}, { end: (items) => (items.some(isBad) ? crash : null) })
    expect(pool.requests.map((items) => items.length)).toEqual([20, ...Array.from({ length: 20 }, () => 1)])
    expect(end).toMatchObject({ undone: 19, refused: 1, isStopped: false, problem: null })
    expect(refused).toMatchObject([{ path: '/p/out/4.jpg', refusal: { code: 'system' } }])
  })

  it('ends the undo with a sentence when a share does not answer for several files in a row', async () => {
    const store = await storeWith(files(100))
    const { end, pool } = await undo(store, { workSlots: 1 }, { end: () => ({ kind: 'deadline', limitMs: 1000 }) })
    expect(pool.requests.map((items) => items.length)).toEqual([20, 1, 1, 1])
    expect(end).toMatchObject({ isStopped: true, undone: 0, refused: 3 })
    expect(end.kind === 'ended' && end.problem).toContain('does not answer')
    expect(await store.batch(id)).toMatchObject({ state: 'undo-interrupted' })
  })

  it('ends the undo when children do not start, and leaves every file for later', async () => {
    const store = await storeWith(files(30))
    const { end } = await undo(store, { workSlots: 1 }, { end: () => ({ kind: 'cannot-start', exit: crash.exit }) })
    expect(end).toMatchObject({ isStopped: true, refused: 0 })
    expect(end.kind === 'ended' && end.problem).toContain('before they are ready')
    expect(await writtenPaths(store, id)).toHaveLength(30)
  })
})

describe('what is asked of a child', () => {
  const hidden = { path: '/p/out/a.jpg', keptAt: '/p/out/.batchfit-kept/0badcafe-1-a.jpg', keeper: 'hidden' } as const

  it('of a created file is to remove it, as long as its source is there', async () => {
    const { pool } = await undo(await storeWith([{ source: '/p/a.jpg', output: '/p/out/a.jpg' }]))
    expect(pool.requests.flat()).toEqual([
      {
        path: '/p/out/a.jpg',
        fingerprint: madeUpFingerprint(10),
        restore: null,
        source: { path: '/p/a.jpg', identity: madeUpFingerprint(1) },
        tempPath: '/p/out/.batchfit-0badcafe-undo0-0.tmp',
      },
    ])
  })

  it('of an overwritten file is to put it back', async () => {
    const { pool } = await undo(await storeWith([{ source: '/p/a.jpg', output: '/p/out/a.jpg', kept: hidden }]))
    expect(pool.requests.flat()).toMatchObject([
      { restore: { path: hidden.path, keptAt: hidden.keptAt, fingerprint: madeUpFingerprint(2) } },
    ])
  })

  it('of an original of another name is to put it back where it was', async () => {
    const kept = { path: '/p/a.png', keptAt: '/p/Originals 2026-11-25/a.png', keeper: 'folder' } as const
    const file = { source: '/p/a.png', output: '/p/a.jpg', kept }
    const { pool } = await undo(await storeWith([file], { isReplace: true }))
    expect(pool.requests.flat()).toMatchObject([
      {
        path: '/p/a.jpg',
        source: null,
        restore: { path: '/p/a.png', keptAt: kept.keptAt },
        tempPath: '/p/.batchfit-0badcafe-undo0-0.tmp',
      },
    ])
  })

  it('of an original in the bin is to take it from there; the note of the bin goes once it is back', async () => {
    const kept = { path: '/p/a.jpg', keptAt: '/p/a (original).jpg', keeper: 'bin' } as const
    const store = await storeWith([{ source: '/p/a.jpg', output: '/p/a.jpg', kept }], { isReplace: true })
    const taken: string[] = []
    const findInBin: UndoOptions['findInBin'] = (path) =>
      Promise.resolve({
        path: '/bin/a (original).jpg',
        taken: () => {
          taken.push(path)
          return Promise.resolve()
        },
      })
    const { pool } = await undo(store, { findInBin })
    expect(pool.requests.flat()).toMatchObject([{ restore: { path: '/p/a.jpg', keptAt: '/bin/a (original).jpg' } }])
    expect(taken).toEqual([kept.keptAt])
  })

  it('of an original that was brought back from the bin by hand is to take it from beside its replacement', async () => {
    const folder = await folderWith()
    const keptAt = join(folder, 'a (original).jpg')
    await writeFile(keptAt, 'x'.repeat(madeUpFingerprint(2).bytes))
    await utimes(keptAt, 5, 5)
    const path = join(folder, 'a.jpg')
    const store = await storeWith([{ source: path, output: path, kept: { path, keptAt, keeper: 'bin' } }], {
      isReplace: true,
    })
    const taken = () => Promise.resolve()
    const { pool } = await undo(store, { findInBin: () => Promise.resolve({ path: '/bin/another.jpg', taken }) })
    expect(pool.requests.flat()).toMatchObject([{ restore: { keptAt } }])
  })
})

describe('the folders that a batch has made', () => {
  it('are removed when they are empty, deepest first, with those that kept files', async () => {
    const folder = await folderWith()
    const [outer, inner] = [join(folder, 'out'), join(folder, 'out/inner')]
    const kept = join(inner, '.batchfit-kept/0badcafe-1-a.jpg')
    await mkdir(dirname(kept), { recursive: true })
    const path = join(inner, 'a.jpg')
    const file = { source: '/p/a.jpg', output: path, kept: { path, keptAt: kept, keeper: 'hidden' as const } }
    await undo(await storeWith([file], { folders: [outer, inner], recipe: { onExisting: 'overwrite' } }))
    expect(await readdir(folder)).toEqual([])
  })

  it('stay as soon as anything is in them', async () => {
    const folder = await folderWith('out/inner/mine.txt')
    const [outer, inner, empty] = [join(folder, 'out'), join(folder, 'out/inner'), join(folder, 'out/empty')]
    await mkdir(empty)
    const file = { source: '/p/a.jpg', output: join(inner, 'a.jpg') }
    await undo(await storeWith([file], { folders: [outer, inner, empty] }))
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['out', 'out/inner', 'out/inner/mine.txt'])
  })
})

describe('what an interrupted batch was just writing', () => {
  it('is left alone where it is there: nobody knows whose it is', async () => {
    const folder = await folderWith('there.jpg')
    const startedMs = Date.now() - 1000
    const waiting: readonly JournaledFile[] = [
      { source: '/p/a.jpg', output: join(folder, 'there.jpg'), status: 'waiting' },
      { source: '/p/b.jpg', output: join(folder, 'gone.jpg'), status: 'waiting' },
    ]
    const store = await interruptedWith(waiting, { startedMs })
    const { end, refused, swept } = await undo(store)
    expect(swept).toEqual([id])
    expect(refused).toMatchObject([{ path: join(folder, 'there.jpg'), refusal: { code: 'unfinished' } }])
    expect(end).toMatchObject({ total: 1, undone: 0, refused: 1 })
  })

  it('is no trouble where nothing has touched it since the batch began', async () => {
    const folder = await folderWith('old.jpg')
    const path = join(folder, 'old.jpg')
    const kept = { path, keptAt: join(folder, '.batchfit-kept/0badcafe-1-old.jpg'), keeper: 'hidden' as const }
    const store = await interruptedWith([{ source: '/p/a.jpg', output: path, kept, status: 'waiting' }], {
      startedMs: Date.now() + 60_000,
    })
    expect((await undo(store)).end).toMatchObject({ refused: 0, undone: 0 })
  })
})

describe('an original that an interrupted batch was about to replace', () => {
  async function aboutToReplace() {
    const folder = await folderWith('a.jpg')
    const path = join(folder, 'a.jpg')
    const keptAt = join(folder, 'a (original).jpg')
    const file = { source: path, output: path, kept: { path, keptAt, keeper: 'bin' }, status: 'waiting' } as const
    const store = await storeWith([file], { end: 'running', isReplace: true, startedMs: Date.now() - 60_000 })
    const { ino, size, mtimeNs } = await lstat(path, { bigint: true })
    const identity = { device: 1n, inode: ino, bytes: Number(size), modifiedNs: mtimeNs }
    const plan = (await store.jobs(id, 0, 1))[0]?.plan
    if (plan?.action !== 'write') throw new Error('Expected a plan')
    store.write({ kind: 'planned', batch: id, place: 0, plan: { ...plan, identity } })
    await store.committed()
    return { folder, path, keptAt, store: store.crash() }
  }

  it('is not taken for something half-written, and loses the second name that it had been given', async () => {
    const { folder, path, keptAt, store } = await aboutToReplace()
    await link(path, keptAt)
    const { end, refused } = await undo(store)
    expect(refused).toEqual([])
    expect(end).toMatchObject({ undone: 0, refused: 0 })
    expect(await readdir(folder)).toEqual(['a.jpg'])
  })

  it('is not taken for it either when that name has gone before', async () => {
    const { folder, path, keptAt, store } = await aboutToReplace()
    await link(path, keptAt)
    await unlink(keptAt)
    expect((await undo(store)).refused).toEqual([])
    expect(await readdir(folder)).toEqual(['a.jpg'])
  })
})

describe('a journal that cannot be written', () => {
  it('is told in a sentence once the files are taken back', async () => {
    const store = await storeWith(files(2))
    const pool = createUndoPool()
    store.refuse(new Error('the disk is full'))
    const end = await startUndo({ ...(await optionsFor(store)), pool }).ended
    expect(end).toMatchObject({ kind: 'ended', undone: 2 })
    expect(end.kind === 'ended' && end.problem).toContain('the disk is full')
  })
})

function files(count: number): readonly JournaledFile[] {
  return Array.from({ length: count }, (_, index) => {
    return { source: `/p/${String(index)}.jpg`, output: `/p/out/${String(index)}.jpg` }
  })
}

async function storeWith(
  journaled: readonly JournaledFile[],
  changes: Partial<JournaledBatch> = {},
): Promise<MemoryStore> {
  const store = createMemoryStore()
  await journalBatch(store, { id, files: journaled, ...changes })
  return store
}

async function interruptedWith(
  journaled: readonly JournaledFile[],
  changes: Partial<JournaledBatch>,
): Promise<MemoryStore> {
  return (await storeWith(journaled, { end: 'running', ...changes })).crash()
}

interface Undone {
  readonly end: UndoEnd
  readonly pool: ReturnType<typeof createUndoPool>
  readonly refused: readonly RefusedFile[]
  readonly progress: readonly UndoProgress[]
  readonly swept: readonly string[]
}

async function undo(
  store: Store,
  { stopAfter, ...changes }: Partial<UndoOptions> & { readonly stopAfter?: number } = {},
  script: UndoPoolScript = {},
): Promise<Undone> {
  const refused: RefusedFile[] = []
  const progress: UndoProgress[] = []
  const swept: string[] = []
  const pool = createUndoPool({
    ...script,
    before: async (items) => {
      if (stopAfter === pool.requests.length) running.stop()
      await script.before?.(items)
    },
  })
  const running = startUndo({
    ...(await optionsFor(store)),
    pool,
    sweep: (batch) => Promise.resolve(swept.push(batch.id)),
    onProgress: (at) => progress.push(at),
    onRefused: (file) => refused.push(file),
    ...changes,
  })
  return { end: await running.ended, pool, refused, progress, swept }
}

function optionsFor(store: Store): Promise<Omit<UndoOptions, 'pool'>> {
  return Promise.resolve({
    store,
    id,
    clock: createVirtualClock(),
    findInBin: () => Promise.resolve(null),
    workSlots: 2,
    deadlineMs: 60_000,
    sweep: () => Promise.resolve(),
    onProgress: () => undefined,
    onRefused: () => undefined,
  })
}
