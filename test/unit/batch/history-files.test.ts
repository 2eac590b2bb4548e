import { describe, expect, it } from 'vitest'
import { historyFiles } from '../../../src/batch/history-files.ts'
import type { HistoryFile, HistoryFileFilter } from '../../../src/shared/ipc-contract.ts'
import type { Store } from '../../../src/store/store.ts'
import { type JournaledFile, journalBatch } from '../../support/journaled-batch.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'

const id = '0badcafe'

describe('the files of a batch', () => {
  it('come in pages, by ascending place, each once', async () => {
    const store = await storeWith(25)
    const files = await all(store, 'all', 10)
    expect(files.map(({ place }) => place)).toEqual(Array.from({ length: 25 }, (_, place) => place))
    expect(files[1]).toEqual({
      place: 1,
      source: '/p/1.jpg',
      status: 'done',
      outputs: [{ path: '/p/out/1.jpg', bytes: 100 }],
      failure: null,
      refusal: null,
    })
  })

  it('tell of those that wait yet', async () => {
    const store = createMemoryStore()
    const files: readonly JournaledFile[] = [
      { source: '/p/a.jpg', output: '/p/out/a.jpg', status: 'waiting' },
      { source: '/p/b.jpg', output: '/p/out/b.jpg' },
    ]
    await journalBatch(store, { id, files, end: 'cancelled' })
    expect((await all(store, 'all', 10)).map(({ status }) => status)).toEqual(['waiting', 'done'])
  })

  it('of which one failed say why', async () => {
    const store = await storeWith(2000, (place) => place % 7 === 0)
    const failed = await all(store, 'failed', 50)
    expect(failed.map(({ place }) => place)).toEqual(Array.from({ length: 286 }, (_, index) => index * 7))
    expect(failed[1]).toMatchObject({ source: '/p/7.jpg', outputs: [], failure: { code: 'image-damaged' } })
  })

  it('are looked for piece by piece where hardly any failed', async () => {
    const store = await storeWith(12_000, (place) => place === 11_500)
    const first = await historyFiles(store, { id, filter: 'failed', offset: 0, limit: 10 })
    expect(first).toEqual({ items: [], nextOffset: 5000 })
    expect((await all(store, 'failed', 10)).map(({ place }) => place)).toEqual([11_500])
  })

  it('say why an undo left them alone, in whichever page they are', async () => {
    const store = await storeWith(1500)
    const refusedPlaces = [0, 3, 700, 701, 1499]
    for (const place of refusedPlaces) refuse(store, place)
    const leftAlone = await all(store, 'left-alone', 2)
    expect(leftAlone.map(({ place }) => place)).toEqual(refusedPlaces)
    expect(leftAlone[2]).toMatchObject({
      status: 'done',
      refusal: { code: 'output-changed', path: '/p/out/700.jpg', message: 'It was edited.' },
    })
    const files = await all(store, 'all', 100)
    expect(files.filter(({ refusal }) => refusal !== null).map(({ place }) => place)).toEqual(refusedPlaces)
  })

  it('are none for a batch that is not there', async () => {
    expect(await all(createMemoryStore(), 'all', 10)).toEqual([])
    expect(await all(createMemoryStore(), 'failed', 10)).toEqual([])
    expect(await all(createMemoryStore(), 'left-alone', 10)).toEqual([])
  })
})

async function storeWith(count: number, isFailed: (place: number) => boolean = () => false): Promise<MemoryStore> {
  const store = createMemoryStore()
  const files = Array.from({ length: count }, (_, place): JournaledFile => {
    const name = `${String(place)}.jpg`
    return { source: `/p/${name}`, output: `/p/out/${name}`, status: isFailed(place) ? 'failed' : 'done' }
  })
  await journalBatch(store, { id, files })
  return store
}

function refuse(store: Store, place: number): void {
  const refusal = { code: 'output-changed', message: 'It was edited.' } as const
  store.write({ kind: 'undone', batch: id, at: { place, output: 0 }, refusal })
}

async function all(store: Store, filter: HistoryFileFilter, limit: number): Promise<readonly HistoryFile[]> {
  const files: HistoryFile[] = []
  for (let offset: number | null = 0; offset !== null;) {
    const page: Awaited<ReturnType<typeof historyFiles>> = await historyFiles(store, { id, filter, offset, limit })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    files.push(...page.items)
    offset = page.nextOffset
  }
  return files
}
