import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { JobResult } from '../../../src/shared/job-result.ts'
import type { JournalEntry, Store } from '../../../src/store/store.ts'
import { added, batchStart, ended, finished, planAt, planned, resultAt } from '../../support/journal-samples.ts'
import { createMemoryStore } from '../../support/memory-store.ts'
import { openRealStore } from '../../support/real-store.ts'
import { seededRandom } from '../../../scripts/support/random.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const jobs = 60
const ids = ['00000001', '00000002', '00000003']

it.each([1, 2, 3])(
  'counts what a recount of everything would, whatever happens in which order (seed %i)',
  async (seed) => {
    const random = seededRandom(seed)
    const below = (limit: number): number => Math.floor(random() * limit)
    const folder = join(await tempFolder(), 'state')
    // The store in memory counts anew whenever it is asked.
    const memory = createMemoryStore()
    let { store, complaints } = await openRealStore(folder)
    const write = (entry: JournalEntry): void => {
      store.write(entry)
      memory.write(entry)
    }
    for (const id of ids) {
      await store.begin(batchStart(id))
      await memory.begin(batchStart(id))
      write(added(id, jobs))
      for (let place = 0; place < jobs; place += 1) write(planned(id, place, planAt(place, 2)))
    }
    for (let step = 0; step < 3000; step += 1) {
      const id = ids[below(ids.length)] ?? ''
      // First the batches run, then they are undone: what was written is settled by then.
      if (step < 2000) write(randomWork(id, below))
      else for (const entry of await randomUndo(id, memory, below)) write(entry)
      if (below(500) === 0) {
        await store.close()
        ;({ store, complaints } = await openRealStore(folder))
      }
      if (below(50) === 0) await store.committed()
    }
    for (const id of ids) {
      // Whether it is interrupted is another matter: only the store on the thread was closed in between.
      expect({ ...(await store.batch(id)), state: null }).toEqual({ ...(await memory.batch(id)), state: null })
      expect(await store.results(id, 0, jobs)).toEqual(await memory.results(id, 0, jobs))
      expect(await store.written(id, null, 1000)).toEqual(await memory.written(id, null, 1000))
      expect(await store.refused(id, 0, 1000)).toEqual(await memory.refused(id, 0, 1000))
      expect(await store.jobs(id, 0, jobs)).toEqual(await memory.jobs(id, 0, jobs))
    }
    expect(complaints).toEqual([])
  },
)

function randomWork(batch: string, below: (limit: number) => number): JournalEntry {
  const place = below(jobs)
  switch (below(8)) {
    case 0:
      return { kind: 'replaced', batch, result: randomResult(place, below) }
    case 1:
      return below(10) === 0 ? ended(batch, { elapsedMs: below(1000) }) : added(batch, 1, below(jobs))
    default:
      return finished(batch, randomResult(place, below))
  }
}

function randomResult(place: number, below: (limit: number) => number): JobResult {
  const outputs = below(3)
  switch (below(3)) {
    case 0:
      return resultAt(place, outputs, { status: 'failed', failure: { code: 'input-changed', message: 'Changed.' } })
    case 1:
      return resultAt(place, 0, { status: 'skipped', reason: 'There.', reasonCode: 'exists-already' })
    default:
      return resultAt(place, outputs, { sourceBytes: below(1e9) })
  }
}

/** One of the files that are left, refused or taken back. */
async function randomUndo(
  batch: string,
  store: Store,
  below: (limit: number) => number,
): Promise<readonly JournalEntry[]> {
  const left = await store.written(batch, null, 1000)
  const file = left[below(left.length)]
  if (file === undefined) return []
  const refusal = below(3) > 0 ? ({ code: 'system', message: 'No.' } as const) : null
  return [{ kind: 'undone', batch, at: { place: file.place, output: file.output }, refusal }]
}
