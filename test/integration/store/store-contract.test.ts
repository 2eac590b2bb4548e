import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../../src/store/store.ts'
import {
  added,
  batchStart,
  ended,
  finished,
  fingerprintAt,
  identityAt,
  outputPath,
  planAt,
  planned,
  resultAt,
  sourceAt,
  wholeBatch,
  writtenOutput,
} from '../../support/journal-samples.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { openMortalStore } from '../../support/real-store.ts'
import { tempFolder } from '../../support/temp-folder.ts'

/** A store, the one after its process has been killed, and one of another process. */
interface Stage {
  readonly store: Store
  crash(): Promise<Store>
  beside(): Promise<Store>
}

async function onThread(): Promise<Stage> {
  const folder = join(await tempFolder(), 'state')
  const { store, kill } = await openMortalStore(folder)
  const beside = async (): Promise<Store> => (await openMortalStore(folder)).store
  const crash = async (): Promise<Store> => {
    await store.committed()
    await kill()
    return beside()
  }
  return { store, crash, beside }
}

function inMemory(): Promise<Stage> {
  const store: MemoryStore = createMemoryStore()
  const stage = {
    store,
    crash: () => Promise.resolve(store.crash()),
    beside: () => Promise.resolve(store.beside()),
  }
  return Promise.resolve(stage)
}

const id = '0a1b2c3d'

/** Begins a batch and writes into it. */
async function batchWith(store: Store, entries: Parameters<Store['write']>[0][]): Promise<void> {
  await store.begin(batchStart(id))
  for (const entry of entries) store.write(entry)
  await store.committed()
}

describe.each([
  { kind: 'on a thread', stage: onThread },
  { kind: 'in memory', stage: inMemory },
])('a store $kind', ({ stage }) => {
  it('tells a batch that has begun exactly as it was given', async () => {
    const { store } = await stage()
    const start = batchStart(id, { isReplace: true, origin: 'window', inputs: ['/~photos', '/a'] })
    await store.begin(start)
    expect(await store.batch(id)).toEqual({
      ...start,
      state: 'running',
      ...{ endedMs: null, stopped: null, folder: null, isScanned: false, elapsedMs: 0 },
      ...{ total: 0, done: 0, skipped: 0, failed: 0, sourceBytes: 0, outputBytes: 0 },
      ...{ written: 0, undone: 0, refused: 0 },
    })
    expect(await store.batch('ffffffff')).toBeNull()
  })

  it('refuses a second batch of the same name', async () => {
    const { store } = await stage()
    await store.begin(batchStart(id))
    await expect(store.begin(batchStart(id))).rejects.toThrow()
  })

  it('lists batches newest first, a page at a time', async () => {
    const { store } = await stage()
    const ids = ['00000001', '00000003', '00000002']
    for (const name of ids) await store.begin(batchStart(name))
    const page = await store.batches(1, 1)
    expect(page.total).toBe(3)
    expect(page.items.map((item) => item.id)).toEqual(['00000003'])
  })

  it('tells each job with its source, plan and status, from a place on', async () => {
    const { store } = await stage()
    const failure = { code: 'name-unreadable', message: 'The name is not valid text.' } as const
    const moved = { ...sourceAt(2), keptAt: '/photos/Originals/2.jpg', origin: 'named', treeFolder: 'a/b' } as const
    await batchWith(store, [
      added(id, 2),
      { kind: 'added', batch: id, firstPlace: 2, sources: [{ source: moved, failure }] },
      planned(id, 0),
      finished(id, resultAt(0)),
      planned(id, 2, { action: 'none', identity: null }),
    ])
    const [first, second, third] = await store.jobs(id, 0, 10)
    expect(first).toEqual({
      place: 0,
      source: sourceAt(0),
      failure: null,
      plan: planAt(0),
      status: 'done',
      replaced: null,
    })
    expect(second).toMatchObject({ place: 1, plan: null, status: 'waiting' })
    expect(third).toMatchObject({ source: moved, failure, plan: { action: 'none', identity: null } })
    expect((await store.jobs(id, 1, 1)).map(({ place }) => place)).toEqual([1])
    expect(await store.jobs('ffffffff', 0, 10)).toEqual([])
  })

  it('gives back results to the last digit and letter', async () => {
    const { store } = await stage()
    const odd = resultAt(1, 2, {
      status: 'failed',
      failure: { code: 'disk-full', message: '~ is full' },
      warnings: ['~1', '12n'],
      losses: [{ code: 'alpha', message: 'Lost.' }] as never,
      outputs: [
        writtenOutput(1, 0),
        { kind: 'failed', path: outputPath(1, 1), failure: { code: 'disk-full', message: '' } },
      ],
    })
    const skipped = resultAt(2, 0, { status: 'skipped', reason: 'There.', reasonCode: 'exists-already' })
    await batchWith(store, [
      added(id, 3),
      finished(id, skipped),
      finished(id, odd),
      finished(id, resultAt(0, 1, { retired: fingerprintAt(9) })),
    ])
    expect(await store.results(id, 0, 10)).toEqual([resultAt(0, 1, { retired: fingerprintAt(9) }), odd, skipped])
    expect(await store.results(id, 1, 1)).toEqual([odd])
  })

  it('reads as many as are asked for, however many that is', async () => {
    const { store } = await stage()
    await batchWith(store, [...wholeBatch(id, 1000)])
    expect((await store.jobs(id, 0, 5000)).map(({ place }) => place)).toEqual([...Array(1000).keys()])
    expect((await store.results(id, 300, 450)).map(({ index }) => index)).toEqual(
      [...Array(450).keys()].map((n) => n + 300),
    )
    const written = await store.written(id, { place: 900, output: 0 }, 500)
    expect(written.map(({ place }) => place)).toEqual([...Array(500).keys()].map((n) => 899 - n))
  })

  it('counts what a batch did, a later end of a job in place of an earlier', async () => {
    const { store } = await stage()
    await batchWith(store, [
      added(id, 4),
      { kind: 'scanned', batch: id, total: 4 },
      planned(id, 0, planAt(0, 2)),
      planned(id, 1),
      finished(id, resultAt(0, 2)),
      finished(id, resultAt(1, 0, { status: 'failed', failure: { code: 'out-of-memory', message: '' } })),
      finished(id, resultAt(1)),
      finished(id, resultAt(2, 0, { status: 'skipped', reason: '', reasonCode: 'exists-already' })),
      ended(id, { elapsedMs: 5 }),
      ended(id, { state: 'stopped', elapsedMs: 7, stopped: { code: 'disk-full', message: 'Full.' } }),
    ])
    expect(await store.batch(id)).toMatchObject({
      state: 'stopped',
      ...{ total: 4, done: 2, skipped: 1, failed: 0, written: 3, isScanned: true, elapsedMs: 12 },
      ...{ sourceBytes: 6_000_001, outputBytes: 3001, folder: '/photos/out-0', endedMs: 1_780_000_060_000 },
      stopped: { code: 'disk-full', message: 'Full.' },
    })
  })

  it('tells what was written newest first, with what it replaced and what it was made of', async () => {
    const { store } = await stage()
    const keepPath = '/photos/out-0/.batchfit-kept/x-1.jpg'
    const hidden = planAt(0, 2, {
      outputs: planAt(0, 2).outputs.map((output) => ({ ...output, keepPath, overwrite: true })),
    })
    const original = { path: sourceAt(1).path, keepPath: '/photos/Originals/1.jpg', keeper: 'folder' } as const
    await batchWith(store, [
      added(id, 2),
      planned(id, 0, hidden),
      planned(id, 1, planAt(1, 1, { original })),
      finished(id, resultAt(0, 2, { outputs: [writtenOutput(0, 0, { kept: fingerprintAt(7) }), writtenOutput(0, 1)] })),
      finished(id, resultAt(1, 1, { retired: fingerprintAt(8) })),
    ])
    const source = { path: sourceAt(0).path, identity: identityAt(0) }
    expect(await store.written(id, null, 10)).toEqual([
      {
        ...{ place: 1, output: 0, path: outputPath(1), fingerprint: fingerprintAt(1) },
        kept: { path: original.path, keptAt: original.keepPath, keeper: 'folder', fingerprint: fingerprintAt(8) },
        source: { path: sourceAt(1).path, identity: identityAt(1) },
      },
      { place: 0, output: 1, path: outputPath(0, 1), fingerprint: fingerprintAt(0), kept: null, source },
      {
        ...{ place: 0, output: 0, path: outputPath(0), fingerprint: fingerprintAt(0) },
        kept: { path: outputPath(0), keptAt: keepPath, keeper: 'hidden', fingerprint: fingerprintAt(7) },
        source,
      },
    ])
    const below = await store.written(id, { place: 0, output: 1 }, 10)
    expect(below.map(({ place, output }) => [place, output])).toEqual([[0, 0]])
    expect(await store.written(id, { place: 0, output: 0 }, 10)).toEqual([])
  })

  it('leaves out what was taken back, keeps what was refused, and counts both', async () => {
    const { store } = await stage()
    const refusal = { code: 'output-changed', message: 'It was edited.' } as const
    await batchWith(store, [
      ...wholeBatch(id, 5),
      { kind: 'undone', batch: id, at: { place: 4, output: 0 }, refusal: null },
      { kind: 'undone', batch: id, at: { place: 3, output: 0 }, refusal },
      { kind: 'undone', batch: id, at: { place: 2, output: 0 }, refusal },
      { kind: 'undone', batch: id, at: { place: 2, output: 0 }, refusal: null },
      { kind: 'undone', batch: id, at: { place: 4, output: 0 }, refusal: null },
    ])
    expect((await store.written(id, null, 2)).map(({ place }) => place)).toEqual([3, 1])
    expect(await store.refused(id, 0, 10)).toEqual([{ place: 3, output: 0, path: outputPath(3), refusal }])
    expect(await store.refused(id, 1, 10)).toEqual([])
    expect(await store.batch(id)).toMatchObject({ written: 5, undone: 2, refused: 1 })
  })

  it('counts outputs beside an original on its way to the bin as written before the job has ended', async () => {
    const { store } = await stage()
    const original = { path: outputPath(0), keepPath: '/photos/out-0/0 (original).jpg', keeper: 'bin' } as const
    const outputs = planAt(0).outputs.map((output) => ({ ...output, keepPath: original.keepPath }))
    const result = resultAt(0, 1, { outputs: [writtenOutput(0, 0, { kept: fingerprintAt(5) })] })
    await batchWith(store, [
      added(id, 1),
      planned(id, 0, planAt(0, 1, { original, outputs })),
      { kind: 'replaced', batch: id, result },
    ])
    expect(await store.jobs(id, 0, 1)).toMatchObject([{ status: 'waiting', replaced: result }])
    expect(await store.results(id, 0, 1)).toEqual([])
    expect(await store.batch(id)).toMatchObject({ done: 0, written: 1 })
    expect(await store.written(id, null, 1)).toMatchObject([{ kept: { keeper: 'bin', keptAt: original.keepPath } }])
    store.write(finished(id, result))
    expect(await store.jobs(id, 0, 1)).toMatchObject([{ status: 'done', replaced: null }])
    expect(await store.batch(id)).toMatchObject({ done: 1, written: 1 })
  })

  it('plans a job anew in place of an earlier plan', async () => {
    const { store } = await stage()
    await batchWith(store, [added(id, 1), planned(id, 0), planned(id, 0, { action: 'none', identity: identityAt(3) })])
    expect(await store.jobs(id, 0, 1)).toMatchObject([{ plan: { action: 'none', identity: identityAt(3) } }])
  })

  it('tells created folders deepest first, and those where a temp file may be left', async () => {
    const { store } = await stage()
    const keeping = planAt(1, 2)
    const outputs = keeping.outputs.map((output) => ({ ...output, keepPath: `/kept${String(output.index)}/x` }))
    await batchWith(store, [
      added(id, 4),
      planned(id, 0),
      planned(id, 1, { ...keeping, outputs }),
      planned(id, 2, { action: 'none', identity: null }),
      { kind: 'folders', batch: id, paths: ['/photos/out-0', '/photos/out-0/a/b', '/z'] },
      { kind: 'folders', batch: id, paths: ['/photos/out-0/a', '/z'] },
      finished(id, resultAt(0)),
    ])
    expect(await store.createdFolders(id)).toEqual(['/photos/out-0/a/b', '/photos/out-0/a', '/photos/out-0', '/z'])
    const folders = await store.unfinishedFolders(id)
    expect(folders.toSorted()).toEqual(['/kept0', '/kept1', '/photos/out-0', '/photos/out-1'])
  })

  it('calls a batch interrupted once its process is gone, not before, and not one that has ended', async () => {
    const { store, crash, beside } = await stage()
    await store.begin(batchStart('00000001'))
    await store.begin(batchStart('00000002'))
    store.write(ended('00000002', { state: 'cancelled' }))
    await store.committed()
    expect(await (await beside()).interrupted()).toEqual([])
    const next = await crash()
    expect(await next.interrupted()).toMatchObject([{ id: '00000001', state: 'interrupted' }])
    expect(await next.batch('00000001')).toMatchObject({ state: 'interrupted' })
    expect(await next.batch('00000002')).toMatchObject({ state: 'cancelled' })
  })

  it('calls a batch that had not ended when its store was closed interrupted as well', async () => {
    const { store, beside } = await stage()
    await store.begin(batchStart(id))
    await store.close()
    expect(await (await beside()).interrupted()).toMatchObject([{ id, state: 'interrupted' }])
  })

  it('gives a batch to one at a time, to run or to undo as its state allows', async () => {
    const { store, crash } = await stage()
    await batchWith(store, [added(id, 1)])
    expect(await store.claim(id, 'run')).toBe('busy')
    const next = await crash()
    expect(await next.claim('ffffffff', 'run')).toBe('gone')
    expect(await next.claim(id, 'run')).toBe('claimed')
    expect(await next.claim(id, 'undo')).toBe('busy')
    expect(await next.batch(id)).toMatchObject({ state: 'running', endedMs: null })
    next.write(ended(id))
    expect(await next.claim(id, 'run')).toBe('gone')
    expect(await next.claim(id, 'undo')).toBe('claimed')
    expect(await next.batch(id)).toMatchObject({ state: 'undoing' })
    next.write({ kind: 'undo-ended', batch: id, isWhole: false })
    expect(await next.batch(id)).toMatchObject({ state: 'undo-interrupted' })
    expect(await next.interrupted()).toEqual([])
    expect(await next.claim(id, 'undo')).toBe('claimed')
    next.write({ kind: 'undo-ended', batch: id, isWhole: true })
    expect(await next.claim(id, 'run')).toBe('gone')
    // What was left alone may be tried again.
    expect(await next.claim(id, 'undo')).toBe('claimed')
  })

  it('goes on with a batch that was stopped: its times add up and its end is open again', async () => {
    const { store } = await stage()
    const stopped = { code: 'disk-full', message: 'Full.' } as const
    await batchWith(store, [added(id, 1), ended(id, { state: 'stopped', elapsedMs: 3, stopped })])
    expect(await store.claim(id, 'run')).toBe('claimed')
    expect(await store.batch(id)).toMatchObject({ state: 'running', endedMs: null, stopped: null, elapsedMs: 3 })
    store.write(ended(id, { elapsedMs: 4 }))
    expect(await store.batch(id)).toMatchObject({ state: 'finished', elapsedMs: 7 })
  })

  it('offers an undo whose process was killed again', async () => {
    const { store, crash } = await stage()
    await batchWith(store, [...wholeBatch(id, 1)])
    await store.claim(id, 'undo')
    const next = await crash()
    expect(await next.interrupted()).toMatchObject([{ id, state: 'undo-interrupted' }])
    expect(await next.claim(id, 'run')).toBe('gone')
    expect(await next.claim(id, 'undo')).toBe('claimed')
  })

  it('speaks no more of a batch whose rest is not wanted, but can still undo it', async () => {
    const { store, crash } = await stage()
    await store.begin(batchStart(id))
    const next = await crash()
    next.write({ kind: 'dismissed', batch: id })
    expect(await next.interrupted()).toEqual([])
    expect(await next.batch(id)).toMatchObject({ state: 'dismissed', endedMs: expect.any(Number) as number })
    expect(await next.claim(id, 'run')).toBe('gone')
    expect(await next.claim(id, 'undo')).toBe('claimed')
  })

  it('does not dismiss a batch that another process works on', async () => {
    const { store, beside } = await stage()
    await store.begin(batchStart(id))
    const other = await beside()
    other.write({ kind: 'dismissed', batch: id })
    await other.committed()
    expect(await store.batch(id)).toMatchObject({ state: 'running' })
  })

  it('forgets a batch with all that it had, but none that a process works on', async () => {
    const { store, beside } = await stage()
    await batchWith(store, [added(id, 2), planned(id, 0), { kind: 'folders', batch: id, paths: ['/a'] }])
    const other = await beside()
    await other.forget(id)
    expect(await other.batch(id)).toMatchObject({ id })
    store.write(ended(id))
    await store.committed()
    await other.forget(id)
    expect(await store.batch(id)).toBeNull()
    expect(await store.batches(0, 10)).toEqual({ total: 0, items: [] })
    expect(await store.jobs(id, 0, 10)).toEqual([])
    expect(await store.createdFolders(id)).toEqual([])
    expect(await store.unfinishedFolders(id)).toEqual([])
    expect(await store.claim(id, 'undo')).toBe('gone')
    // Whoever has not heard of it does no harm.
    store.write(finished(id, resultAt(0)))
    await expect(store.committed()).resolves.toBeUndefined()
    expect(await store.results(id, 0, 10)).toEqual([])
  })

  it('tells the list of a process that was killed, in its order, until it is dropped', async () => {
    const { store, crash } = await stage()
    const all = Array.from({ length: 500 }, (_, place) => sourceAt(place))
    store.write({ kind: 'listed', sources: all })
    store.write({ kind: 'unlisted', paths: [sourceAt(1).path, '/never-there'] })
    store.write({ kind: 'listed', sources: [{ ...sourceAt(0), origin: 'named' }] })
    expect(await store.lostList()).toEqual([])
    const next = await crash()
    next.write({ kind: 'listed', sources: [sourceAt(9999)] })
    expect(await next.lostList()).toEqual([{ ...sourceAt(0), origin: 'named' }, ...all.slice(2)])
    await next.dropLostList()
    expect(await next.lostList()).toEqual([])
  })

  it('loses no list in a clean end, and none that was emptied', async () => {
    const { store, beside, crash } = await stage()
    const other = await beside()
    other.write({ kind: 'listed', sources: [sourceAt(0)] })
    await other.close()
    store.write({ kind: 'listed', sources: [sourceAt(1)] })
    store.write({ kind: 'unlisted', paths: 'all' })
    expect(await (await crash()).lostList()).toEqual([])
  })

  it('names old batches that nobody works on, newest first', async () => {
    const { store, crash } = await stage()
    await batchWith(store, [ended(id, { endedMs: 1000 })])
    await store.begin(batchStart('00000002', { startedMs: 500 }))
    await store.begin(batchStart('00000003', { startedMs: 5000 }))
    expect(await store.expired(1000)).toEqual([])
    expect(await store.expired(1001)).toEqual([id])
    expect(await (await crash()).expired(1001)).toEqual(['00000002', id])
  })
})
