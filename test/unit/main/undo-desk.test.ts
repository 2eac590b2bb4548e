import { describe, expect, it } from 'vitest'
import { createUndoDesk, type UndoDeskOptions } from '../../../src/main/undo-desk.ts'
import type { PoolOutcome } from '../../../src/pool/pool-job.ts'
import type { ProcessPool } from '../../../src/pool/process-pool.ts'
import type { UndoReply, UndoTask } from '../../../src/shared/child-tasks.ts'
import { type UndoState, requests } from '../../../src/shared/ipc-contract.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { until } from '../../support/until.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { result } from '../cli/samples.ts'

const id = '0000000a'

/** A batch that has written so many files and is over. */
async function storeWithBatch(count: number): Promise<MemoryStore> {
  const store = createMemoryStore()
  await store.begin({
    ...{ id, startedMs: 1, origin: 'window', recipe: Recipe.parse({}), isReplace: false, inputs: [] },
    options: { workingFolder: '/', recursive: true, include: [], exclude: [], takesLinks: false },
  })
  for (let place = 0; place < count; place += 1) {
    const path = `/nowhere/${String(place)}.jpg`
    const identity = { device: 1n, inode: BigInt(place), bytes: 3, modifiedNs: 4n }
    const fingerprint = { ...identity, sha256: '0'.repeat(64) }
    const source = { path: `/nowhere/in/${String(place)}.jpg`, treeFolder: '', origin: 'found' } as const
    const planned = { index: 0, path, format: 'jpeg', action: 'write', overwrite: false, keepPath: null } as const
    const written = {
      kind: 'written',
      path,
      format: 'jpeg',
      width: 1,
      height: 1,
      bytes: 3,
      fingerprint,
      kept: null,
    } as const
    store.write({ kind: 'added', batch: id, firstPlace: place, sources: [{ source, failure: null }] })
    store.write({
      ...{ kind: 'planned', batch: id, place },
      plan: { action: 'write', identity, original: null, outputs: [planned] },
    })
    store.write({
      kind: 'finished',
      batch: id,
      result: result({ index: place, source: source.path, outputs: [written] }),
    })
  }
  store.write({ kind: 'scanned', batch: id, total: count })
  store.write({ kind: 'ended', batch: id, state: 'finished', endedMs: 2, elapsedMs: 1, stopped: null })
  return store
}

/** Children that answer when the test lets them. */
function slowPool() {
  const waiting: { readonly task: UndoTask; readonly reply: () => void }[] = []
  let isClosed = false
  const pool: ProcessPool = {
    submit: (job) =>
      new Promise<PoolOutcome>((resolve) => {
        const task = job.payload(1) as UndoTask
        const payload: UndoReply = { kind: 'undone', refusals: task.items.map(() => null) }
        waiting.push({
          task,
          reply: () => {
            resolve({ kind: 'replied', payload, attempts: 1 })
          },
        })
      }),
    stop: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    kill: () => Promise.resolve(),
    close: () => {
      isClosed = true
      return Promise.resolve()
    },
    stats: () => ({ running: 0, queued: 0, childPids: [], starts: 0 }),
  }
  return { pool, waiting, isClosed: () => isClosed }
}

function deskOver(store: MemoryStore, changes: Partial<UndoDeskOptions> = {}) {
  const clock = createVirtualClock()
  const told: { readonly atMs: number; readonly state: UndoState }[] = []
  const history: string[] = []
  const slow = slowPool()
  const desk = createUndoDesk({
    store,
    clock,
    createFindInBin: () => () => Promise.resolve(null),
    createPool: () => ({ pool: slow.pool, workSlots: 1 }),
    deadlineMs: () => 60_000,
    sweep: () => Promise.resolve(),
    onChange: (state) => {
      told.push({ atMs: clock.now(), state })
    },
    onHistory: () => {
      history.push(desk.state().phase)
    },
    log: (line) => {
      throw new Error(line)
    },
    ...changes,
  })
  const answerAll = async (): Promise<void> => {
    await until(() => {
      for (const { reply } of slow.waiting.splice(0)) reply()
      clock.advance(7)
      return desk.state().phase === 'ended'
    })
    clock.advance(200)
  }
  return { desk, clock, told, history, slow, answerAll }
}

describe('the desk of undo', () => {
  it('answers at once, tells how far it is at most ten times a second, and ends with what was taken back', async () => {
    const store = await storeWithBatch(300)
    const { desk, told, history, slow, answerAll } = deskOver(store)
    expect(await desk.start(id)).toEqual({ ok: true, value: {} })
    expect(desk.state()).toMatchObject({ phase: 'running', id, total: 300 })
    await answerAll()
    expect(desk.state()).toEqual({ phase: 'ended', id, total: 300, undone: 300, refused: 0, isStopped: false })
    expect(told.at(-1)?.state).toEqual(desk.state())
    for (const [place, { atMs }] of told.entries()) {
      if (place > 0) expect(atMs - (told[place - 1]?.atMs ?? 0)).toBeGreaterThanOrEqual(100)
    }
    expect(requests.attachWindow.output.shape.undo.parse(desk.state())).toEqual(desk.state())
    expect(history.at(-1)).toBe('ended')
    expect(slow.isClosed()).toBe(true)
    expect(await store.batch(id)).toMatchObject({ state: 'undone', undone: 300 })
  })

  it('stops after the files that it is at, and goes on later where it was', async () => {
    const store = await storeWithBatch(60)
    const first = deskOver(store)
    await first.desk.start(id)
    await until(() => first.slow.waiting.length > 0)
    expect(first.desk.stop()).toEqual({ ok: true, value: {} })
    expect(first.desk.state().phase).toBe('stopping')
    await first.answerAll()
    expect(first.desk.state()).toMatchObject({ phase: 'ended', undone: 20, isStopped: true })
    expect(await store.batch(id)).toMatchObject({ state: 'undo-interrupted', undone: 20 })
    const second = deskOver(store)
    await second.desk.start(id)
    await second.answerAll()
    expect(second.desk.state()).toMatchObject({ phase: 'ended', undone: 60, isStopped: false })
  })

  it('waits for what is under way when the app ends, and lets the next launch go on', async () => {
    const store = await storeWithBatch(60)
    const { desk, slow } = deskOver(store)
    await desk.start(id)
    await until(() => slow.waiting.length > 0)
    let isClosed = false
    const closing = desk.close().then(() => (isClosed = true))
    await Promise.resolve()
    expect(isClosed).toBe(false)
    for (const { reply } of slow.waiting.splice(0)) reply()
    await closing
    expect(await store.batch(id)).toMatchObject({ state: 'undo-interrupted', undone: 20 })
    expect(await desk.start(id)).toMatchObject({ failure: { code: 'not-now' } })
  })

  it('refuses what cannot be undone, and is then as it was before', async () => {
    const store = await storeWithBatch(1)
    const { desk } = deskOver(store)
    expect(await desk.start('0000000f')).toMatchObject({ failure: { code: 'no-such-batch' } })
    expect(desk.state()).toMatchObject({ phase: 'idle', id: null })
    await store.beside().claim(id, 'undo')
    expect(await desk.start(id)).toMatchObject({ failure: { code: 'busy-elsewhere' } })
    expect(desk.stop()).toMatchObject({ failure: { code: 'not-now' } })
  })

  it('undoes one batch at a time', async () => {
    const { desk, answerAll } = deskOver(await storeWithBatch(5))
    await desk.start(id)
    expect(await desk.start(id)).toMatchObject({ failure: { code: 'not-now' } })
    await answerAll()
  })
})
