import { link, mkdir, readdir, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BatchItem } from '../../../src/batch/batch-item.ts'
import { planBatch } from '../../../src/batch/plan-batch.ts'
import { resumeBatch } from '../../../src/batch/resume-batch.ts'
import { beginJournal, resumeJournal, type RunJournal } from '../../../src/batch/run-journal.ts'
import { settleWithoutChild } from '../../../src/batch/run-job.ts'
import { sweepTemps } from '../../../src/batch/sweep-temps.ts'
import { VolumeWatch } from '../../../src/batch/volume-watch.ts'
import type { PlannedJob } from '../../../src/shared/plan.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import { createFakeDisk } from '../../support/fake-disk.ts'
import { createFakePool } from '../../support/fake-pool.ts'
import { folderWith, makeFiles } from '../../support/folder-with.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const id = '4f0c9a1e'
const journalOptions = { randomHex: () => '00000010', nowMs: () => 0 }

interface Interrupted {
  readonly store: MemoryStore
  readonly jobs: readonly PlannedJob[]
}

interface InterruptOptions {
  readonly recipe?: RecipeInput
  /** Jobs that are planned and written down; the process dies then. */
  readonly planned: number
  readonly isReplace?: boolean
  /** The scan is cut off as well: sources after the last one that was planned are not in the journal. */
  readonly isScanCut?: boolean
}

/** Plans a batch over a folder until its process dies; yields what the next process finds, and all that would have been planned. */
async function interrupt(folder: string, options: InterruptOptions): Promise<Interrupted> {
  const recipe = Recipe.parse(options.recipe ?? {})
  const store = createMemoryStore()
  const filter = { recursive: true, include: [], exclude: [] }
  const start = {
    ...{ id, startedMs: 0, origin: 'cli' as const, recipe, inputs: ['in'] },
    isReplace: options.isReplace === true,
    options: { ...filter, workingFolder: folder, takesLinks: false },
  }
  const journal = await beginJournal(store, start, journalOptions)
  const seen = options.isScanCut === true ? withoutRest(journal, options.planned) : journal
  const jobs: PlannedJob[] = []
  for await (const job of planBatch({
    ...{ scan: { inputs: ['in'], workingFolder: folder, filter }, recipe, journal: seen, kept: { batchId: id } },
    replace: options.isReplace === true ? planning : null,
    ...{ pool: createFakePool(), lane: 'work', requestsAhead: 2, deadlineMs: null, clock: createVirtualClock() },
    onEvent: () => undefined,
  })) {
    if (jobs.length < options.planned) await journal.planned(jobs.length, job)
    jobs.push(job)
  }
  return { store: store.crash(), jobs }
}

const planning = { takesLinks: false, keeperFor: () => Promise.resolve('folder' as const), folderName: 'Originals' }

function withoutRest(journal: RunJournal, count: number): RunJournal {
  let added = 0
  return {
    ...journal,
    added: (source, failure) => {
      if (added++ < count) journal.added(source, failure)
    },
    scanned: () => undefined,
    room: () => Promise.resolve(),
  }
}

async function resume(store: MemoryStore, isReplace = false) {
  const batch = (await store.batch(id)) ?? expect.fail('Expected the batch in the journal.')
  const clock = createVirtualClock()
  const journal = resumeJournal(store, batch, batch.total, journalOptions)
  const resumed = resumeBatch({
    ...{ store, batch, journal, replace: isReplace ? planning : null },
    volumes: new VolumeWatch({ roots: [], disk: createFakeDisk(), clock }),
    ...{ pool: createFakePool(), lane: 'work', requestsAhead: 2, deadlineMs: null, clock },
    onEvent: () => undefined,
  })
  const items: BatchItem[] = []
  for await (const item of resumed.items(resumed.sources())) items.push(item)
  return { items, resumed }
}

/** What was decided of each, as far as it is told on. */
function decided(items: readonly BatchItem[]): readonly unknown[] {
  return items.map((item) => {
    if (item.action === 'recall' || item.action === 'bin') return item.action
    return [item.source.path, item.action, item.outputs.map(({ path, action, keepPath }) => [path, action, keepPath])]
  })
}

const clashing: RecipeInput = { destination: { kind: 'folder', path: 'out' }, tree: 'flat' }
const names = ['in/a/p.jpg', 'in/b/p.jpg', 'in/c/p.jpg', 'in/d/p.jpg', 'in/d/q.jpg']

describe('a batch that was interrupted', () => {
  for (const planned of [0, 1, 3, 5]) {
    it(`after ${String(planned)} plans has the plan of one that was not, although some outputs are there`, async () => {
      const folder = await folderWith(...names)
      const { store, jobs } = await interrupt(folder, { recipe: clashing, planned })
      await makeFiles(folder, ['out/p.jpg', 'out/p (2).jpg'].slice(0, planned))
      const { items, resumed } = await resume(store)
      expect(decided(items)).toEqual(decided(jobs))
      expect(items.map((_, place) => resumed.isRecovery(place))).toEqual(items.map((_, place) => place < planned))
    })
  }

  it('goes on with the numbers in the names', async () => {
    const folder = await folderWith(...names)
    const recipe = { ...clashing, outputs: [{ name: '{name}-{seq}' }] }
    const { store, jobs } = await interrupt(folder, { recipe, planned: 3 })
    const { items } = await resume(store)
    expect(decided(items)).toEqual(decided(jobs))
  })

  it('does not do again what had ended', async () => {
    const folder = await folderWith(...names)
    const { store } = await interrupt(folder, { recipe: clashing, planned: 3 })
    const source = { path: join(folder, 'in/a/p.jpg'), treeFolder: '', origin: 'found' } as const
    const job = {
      action: 'skip',
      source,
      facts: null,
      reason: 'It was.',
      reasonCode: 'exists-already',
      outputs: [],
    } as const
    const result = settleWithoutChild(0, job)
    store.write({ kind: 'finished', batch: id, result })
    const { items } = await resume(store)
    expect(items[0]).toEqual({ action: 'recall', result })
    expect(items.slice(1).map(({ action }) => action)).toEqual(['write', 'write', 'write', 'write'])
  })

  it('does not make of a source that has changed what was planned of another state', async () => {
    const folder = await folderWith(...names)
    const { store } = await interrupt(folder, { recipe: clashing, planned: 2 })
    await writeFile(join(folder, 'in/a/p.jpg'), 'edited meanwhile')
    const { items } = await resume(store)
    expect(items[0]).toMatchObject({ action: 'refuse', failure: { code: 'input-changed' } })
    expect(items[1]).toMatchObject({ action: 'write' })
  })
})

describe('a batch whose scan was cut off', () => {
  it('finds the rest, in the order in which it would have been found', async () => {
    const folder = await folderWith(...names)
    const { store, jobs } = await interrupt(folder, { recipe: clashing, planned: 2, isScanCut: true })
    expect(await store.batch(id)).toMatchObject({ total: 2, isScanned: false })
    const { items, resumed } = await resume(store)
    expect(decided(items)).toEqual(decided(jobs))
    expect(await store.batch(id)).toMatchObject({ total: 5, isScanned: true })
    // Read again, all of it comes from the journal.
    const places: number[] = []
    for await (const { place } of resumed.sources()) places.push(place)
    expect(places).toEqual([0, 1, 2, 3, 4])
  })

  it('takes nothing for a source that it has made itself', async () => {
    const folder = await folderWith('in/a.jpg', 'in/b.jpg', 'in/c.jpg')
    const recipe: RecipeInput = { destination: { kind: 'beside' }, outputs: [{ name: '{name}-small' }] }
    const { store, jobs } = await interrupt(folder, { recipe, planned: 2, isScanCut: true })
    await makeFiles(folder, ['in/a-small.jpg', 'in/b-small.jpg'])
    await symlink(join(folder, 'in'), join(folder, 'alias'))
    const { items } = await resume(store)
    expect(decided(items)).toEqual(decided(jobs))
  })
})

describe('a replacement that was interrupted', () => {
  const moves: Readonly<Record<string, (path: string, kept: string) => Promise<void>>> = {
    'before anything was moved': () => Promise.resolve(),
    'when the original had a second name': (path, kept) => link(path, kept),
    'when the original was replaced': async (path, kept) => {
      await rename(path, kept)
      await writeFile(path, 'the output')
    },
    'when the original was moved away': (path, kept) => rename(path, kept),
  }
  for (const [moment, move] of Object.entries(moves)) {
    it(`${moment} goes on from where the original is`, async () => {
      const folder = await folderWith('in/a.jpg')
      const path = join(folder, 'in/a.jpg')
      const { store, jobs } = await interrupt(folder, { planned: 1, isReplace: true })
      const [job] = jobs
      const keepPath = (job?.action === 'write' ? job.original?.keepPath : undefined) ?? expect.fail('Expected a plan.')
      await mkdir(join(folder, 'in/Originals'))
      await move(path, keepPath)
      const { items } = await resume(store, true)
      expect(decided(items)).toEqual(decided(jobs))
      const wasMoved = moment.endsWith('replaced') || moment.endsWith('away')
      expect(items[0]).toMatchObject({ source: wasMoved ? { path, keptAt: keepPath } : { path } })
      if (!wasMoved) expect(items[0]).not.toHaveProperty('source.keptAt')
    })
  }

  it('does not take another file for the original that was kept', async () => {
    const folder = await folderWith('in/a.jpg')
    const path = join(folder, 'in/a.jpg')
    const { store } = await interrupt(folder, { planned: 1, isReplace: true })
    await unlink(path)
    await makeFiles(folder, ['in/Originals/a.jpg'])
    await utimes(join(folder, 'in/Originals/a.jpg'), 1000, 1000)
    const { items } = await resume(store, true)
    expect(items[0]).toMatchObject({ action: 'refuse', failure: { code: 'input-missing' } })
  })

  it('has only the bin left where everything else was done', async () => {
    const folder = await folderWith('in/a.jpg', 'in/b.jpg')
    const { store, jobs } = await interrupt(folder, { planned: 2, isReplace: true })
    const [job] = jobs
    if (job === undefined || job.action !== 'write') expect.fail('Expected a plan.')
    const result = {
      ...settleWithoutChild(0, { ...job, action: 'skip', reason: '', reasonCode: 'exists-already' }),
      status: 'done' as const,
    }
    store.write({ kind: 'replaced', batch: id, result })
    const { items } = await resume(store, true)
    expect(items[0]).toMatchObject({ action: 'bin', result, plan: { original: job.original } })
    expect(items[1]).toMatchObject({ action: 'write' })
  })
})

describe('the sweep after a crash', () => {
  it('removes the temp files of that very batch, and nothing else', async () => {
    const folder = await folderWith(...names)
    const { store } = await interrupt(folder, { recipe: clashing, planned: 5 })
    const out = join(folder, 'out')
    const others = [
      ...['.batchfit-4f0c9a1f-0.tmp', '.batchfit-4f0c9a1e.tmp', '.batchfit-4f0c9a1e-0.jpg', 'batchfit-4f0c9a1e-0.tmp'],
      ...['.batchfit-0123abcd.tmp', 'p.jpg'],
    ]
    await makeFiles(out, ['.batchfit-4f0c9a1e-0.tmp', '.batchfit-4f0c9a1e-17k.tmp', ...others])
    await mkdir(join(out, '.batchfit-4f0c9a1e-1.tmp'))
    await symlink(join(out, 'p.jpg'), join(out, '.batchfit-4f0c9a1e-2.tmp'))
    expect(await sweepTemps(store, id)).toBe(2)
    const left = ['.batchfit-4f0c9a1e-1.tmp', '.batchfit-4f0c9a1e-2.tmp', ...others]
    expect((await readdir(out)).toSorted()).toEqual(left.toSorted())
  })

  it('passes over a folder that is not there', async () => {
    const folder = await folderWith('in/a.jpg')
    const { store } = await interrupt(folder, { planned: 1 })
    await rm(folder, { recursive: true })
    expect(await sweepTemps(store, id)).toBe(0)
  })
})
