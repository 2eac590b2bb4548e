import { describe, expect, it } from 'vitest'
import { beginJournal, resumeJournal } from '../../../src/batch/run-journal.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import type { BatchStart, JournalEntry } from '../../../src/store/store.ts'
import { type BatchStage, stageBatch, type StageOptions } from '../../support/batch-stage.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { until } from '../../support/until.ts'
import { planned, plannedOutput } from '../cli/samples.ts'

const start: BatchStart = {
  ...{
    id: '4f0c9a1e',
    startedMs: 1000,
    origin: 'cli',
    recipe: Recipe.parse({}),
    isReplace: false,
    inputs: ['/photos'],
  },
  options: { workingFolder: '/', recursive: true, include: [], exclude: [], takesLinks: false },
}
const options = { randomHex: () => '000000ff', nowMs: () => 5000 }
const full = { code: 'disk-full', message: 'The disk is full.' } as const

async function stageWith(
  store: MemoryStore,
  items: Parameters<typeof stageBatch>[0],
  changes: StageOptions = {},
): Promise<BatchStage> {
  const journal = await beginJournal(store, start, options)
  if (Array.isArray(items)) {
    for (const item of items as readonly unknown[]) {
      const path = typeof item === 'string' ? item : 'other'
      journal.added({ path, treeFolder: '', origin: 'found' }, null)
    }
    journal.scanned()
  }
  return stageBatch(items, { journal, ...changes })
}

const kindsOf = (entries: readonly JournalEntry[]) => entries.map(({ kind }) => kind)
const overwriting = planned('a', [plannedOutput({ path: '/out/a', overwrite: true, keepPath: '/out/.kept/a' })])

describe('the journal of a run', () => {
  it('has the plan of a job committed before any child is given the job', async () => {
    const store = createMemoryStore()
    const stage = await stageWith(store, ['a', 'b'])
    const letGo = store.holdCommits()
    await until(() => kindsOf(store.entries).filter((kind) => kind === 'planned').length === 2)
    await stage.flush()
    expect(stage.sources()).toEqual([])
    letGo()
    await until(() => stage.sources().length === 2)
    await stage.done('a')
    await stage.done('b')
    await stage.batch.ended
  })

  it('has everything in the order in which it happened, and its end', async () => {
    const store = createMemoryStore()
    const stage = await stageWith(store, ['a', 'skip b'])
    await until(() => stage.sources().length > 0)
    await stage.done('a')
    await stage.batch.ended
    expect(kindsOf(store.entries)).toEqual([
      ...['added', 'scanned', 'folders', 'planned', 'planned', 'finished', 'finished', 'ended'],
    ])
    expect(store.entries[2]).toMatchObject({ paths: ['/out'] })
    expect(await store.batch(start.id)).toMatchObject({ state: 'finished', endedMs: 5000, done: 1, skipped: 1 })
  })

  it('names every temp file by the batch, each differently', async () => {
    const store = createMemoryStore()
    const stage = await stageWith(store, ['a', 'b'])
    await until(() => stage.sources().length === 2)
    const temps = ['a', 'b'].map((source) => stage.task(source).outputs[0]?.tempPath)
    expect(temps).toEqual(['/out/.batchfit-4f0c9a1e-0.tmp', '/out/.batchfit-4f0c9a1e-1.tmp'])
    await stage.done('a')
    await stage.done('b')
    await stage.batch.ended
    const resumed = resumeJournal(store, (await store.batch(start.id)) ?? expect.fail(), 2, options)
    expect(resumed.tempName()).toBe('.batchfit-4f0c9a1e-255.tmp')
  })

  it('says how a batch ended that can be resumed, and nothing of the job that hit the full disk', async () => {
    const store = createMemoryStore()
    const stage = await stageWith(store, ['a'], { whenFull: 'stop' })
    await until(() => stage.sources().length > 0)
    await stage.fails('a', full)
    await stage.batch.ended
    expect(await store.batch(start.id)).toMatchObject({ state: 'stopped', stopped: full, failed: 0 })
    expect(await store.jobs(start.id, 0, 9)).toMatchObject([{ status: 'waiting', plan: { action: 'write' } }])
    const cancelled = createMemoryStore()
    const other = await stageWith(cancelled, ['a'])
    await until(() => other.sources().length > 0)
    other.batch.cancel()
    await other.done('a')
    await other.batch.ended
    expect(await cancelled.batch(start.id)).toMatchObject({ state: 'cancelled', done: 1 })
  })

  it('does not know of a plan that only says that no child can be started', async () => {
    const store = createMemoryStore()
    const failure = { code: 'workers-cannot-start', message: 'They die.' } as const
    const source = { path: 'a', treeFolder: '', origin: 'found' } as const
    const stage = await stageWith(store, [{ action: 'refuse', source, facts: null, failure, outputs: [] }])
    expect(await stage.batch.ended).toMatchObject({ stopped: failure, failed: 0 })
    expect(kindsOf(store.entries)).toEqual(['added', 'scanned', 'ended'])
  })
})

describe('a journal that cannot be written', () => {
  it('fails nothing that only creates files', async () => {
    const store = createMemoryStore()
    const stage = await stageWith(store, ['a'])
    store.refuse(new Error('no space left'))
    await until(() => stage.sources().length > 0)
    await stage.done('a')
    expect(await stage.batch.ended).toMatchObject({ done: 1, failed: 0 })
  })

  it('leaves alone what would be replaced', async () => {
    const store = createMemoryStore()
    const stage = await stageWith(store, [overwriting, 'b'])
    store.refuse(new Error('no space left'))
    await until(() => stage.sources().length > 0)
    expect(stage.sources()).toEqual(['b'])
    await stage.done('b')
    const finished = stage.events.flatMap((event) => (event.kind === 'finished' ? [event.result] : []))
    expect(finished[0]).toMatchObject({ source: 'a', failure: { code: 'original-not-kept' } })
    expect(await stage.batch.ended).toMatchObject({ done: 1, failed: 1 })
  })

  it('from the start is a run without one', async () => {
    const store = createMemoryStore()
    store.refuse(new Error('no space left'))
    expect((await beginJournal(store, start, options)).batch).toBeNull()
  })
})
