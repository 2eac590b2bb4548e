import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { historyRequests } from '../../../src/main/history-requests.ts'
import { requests } from '../../../src/shared/ipc-contract.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import type { BatchStart } from '../../../src/store/store.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { result } from '../cli/samples.ts'

function batchStart(id: string, changes: Partial<BatchStart> = {}): BatchStart {
  return {
    id,
    startedMs: new Date(2026, 10, 25, 12).getTime(),
    origin: 'window',
    recipe: Recipe.parse({}),
    isReplace: false,
    inputs: ['/photos'],
    options: { workingFolder: '/home/me', recursive: true, include: [], exclude: [], takesLinks: false },
    ...changes,
  }
}

/** A batch of one picture that was written, and ended. */
async function finishedBatch(store: MemoryStore, id: string): Promise<void> {
  await store.begin(batchStart(id))
  const source = { path: '/photos/a.jpg', treeFolder: '', origin: 'found' } as const
  store.write({ kind: 'added', batch: id, firstPlace: 0, sources: [{ source, failure: null }] })
  store.write({ kind: 'scanned', batch: id, total: 1 })
  const identity = { device: 1n, inode: 2n, bytes: 3, modifiedNs: 4n }
  const output = { index: 0, path: '/photos/Resized/a.jpg', format: 'jpeg', action: 'write' } as const
  store.write({
    kind: 'planned',
    batch: id,
    place: 0,
    plan: { action: 'write', identity, original: null, outputs: [{ ...output, overwrite: false, keepPath: null }] },
  })
  const written = {
    kind: 'written',
    path: output.path,
    format: 'jpeg',
    ...{ width: 10, height: 10, bytes: 3, kept: null },
    fingerprint: { ...identity, sha256: '0'.repeat(64) },
  } as const
  store.write({
    kind: 'finished',
    batch: id,
    result: result({ index: 0, source: source.path, outputs: [written] }),
  })
  store.write({ kind: 'ended', batch: id, state: 'finished', endedMs: 1, elapsedMs: 5, stopped: null })
}

function setUp(store: MemoryStore = createMemoryStore(), reportPath: string | null = null) {
  const said: string[] = []
  const listed: string[] = []
  const handlers = historyRequests({
    store,
    undo: {
      state: () => ({ phase: 'idle', id: null, total: 0, undone: 0, refused: 0, isStopped: false }),
      start: (id) => {
        said.push(`undo ${id}`)
        return Promise.resolve({ ok: true, value: {} })
      },
      stop: () => {
        said.push('stop')
        return { ok: true, value: {} }
      },
      close: () => Promise.resolve(),
    },
    dialogs: {
      chooseReportTarget: (kind, suggested) => {
        said.push(`ask ${kind} ${suggested}`)
        return Promise.resolve(reportPath)
      },
    },
    news: {
      changed: () => {
        said.push('changed')
      },
    },
    documentsFolder: '/home/me/Documents',
    onListed: (path) => {
      listed.push(path)
    },
    onWritten: (path) => {
      said.push(`written ${path}`)
    },
  })
  return { handlers, store, said, listed }
}

describe('the history', () => {
  it('is told a page at a time, newest first, as the contract has it', async () => {
    const { handlers, store, listed } = setUp()
    await finishedBatch(store, '0000000a')
    await finishedBatch(store, '0000000b')
    const answer = await handlers.listHistory({ offset: 0, limit: 1 })
    if (!answer.ok) throw new Error(answer.failure.message)
    expect(requests.listHistory.output.parse(answer.value)).toEqual(answer.value)
    expect(answer.value).toMatchObject({
      total: 2,
      items: [{ id: '0000000b', state: 'finished', done: 1, written: 1 }],
    })
    expect(listed).toEqual(['/photos/Resized'])
  })

  it('does not carry a hundred thousand inputs to the window', async () => {
    const { handlers, store } = setUp()
    await store.begin(
      batchStart('0000000a', { inputs: Array.from({ length: 500 }, (_, place) => `/p/${String(place)}`) }),
    )
    const answer = await handlers.listHistory({ offset: 0, limit: 10 })
    expect(answer.ok && answer.value.items[0]?.inputs.length).toBe(20)
  })

  it('tells the files of a batch, whose paths may be opened from then on', async () => {
    const { handlers, store, listed } = setUp()
    await finishedBatch(store, '0000000a')
    const answer = await handlers.listHistoryFiles({ id: '0000000a', filter: 'all', offset: 0, limit: 50 })
    if (!answer.ok) throw new Error(answer.failure.message)
    expect(requests.listHistoryFiles.output.parse(answer.value)).toEqual(answer.value)
    expect(answer.value).toMatchObject({ items: [{ source: '/photos/a.jpg', status: 'done' }], nextOffset: null })
    expect(listed).toEqual(['/photos/a.jpg', '/photos/Resized/a.jpg', '/photos/Resized'])
  })

  it('knows no batch that is not there', async () => {
    const { handlers } = setUp()
    const missing = { ok: false, failure: { code: 'no-such-batch' } }
    const id = '0000000f'
    expect(await handlers.listHistoryFiles({ id, filter: 'all', offset: 0, limit: 50 })).toMatchObject(missing)
    expect(await handlers.forgetBatch({ id })).toMatchObject(missing)
    expect(await handlers.exportHistoryReport({ id, kind: 'csv' })).toMatchObject(missing)
  })

  it('forgets a batch when it is asked to, but not one that is being worked on', async () => {
    const { handlers, store, said } = setUp()
    await finishedBatch(store, '0000000a')
    await store.begin(batchStart('0000000b'))
    expect(await handlers.forgetBatch({ id: '0000000a' })).toEqual({ ok: true, value: {} })
    expect(await handlers.forgetBatch({ id: '0000000b' })).toMatchObject({ failure: { code: 'not-now' } })
    expect((await store.batches(0, 10)).items.map(({ id }) => id)).toEqual(['0000000b'])
    expect(said).toEqual(['changed'])
  })

  it('writes the report of a batch where the person wants it, named after its day', async () => {
    const folder = await tempFolder()
    const path = join(folder, 'report.csv')
    const { handlers, store, said } = setUp(createMemoryStore(), path)
    await finishedBatch(store, '0000000a')
    expect(await handlers.exportHistoryReport({ id: '0000000a', kind: 'csv' })).toEqual({ ok: true, value: { path } })
    expect(await readFile(path, 'utf8')).toContain('/photos/a.jpg')
    expect(said).toEqual([`ask csv ${join('/photos/Resized', 'batchfit-report-2026-11-25.csv')}`, `written ${path}`])
  })

  it('says why a report could not be written', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'file'), '')
    await mkdir(join(folder, 'folder'))
    const { handlers, store } = setUp(createMemoryStore(), join(folder, 'file', 'report.csv'))
    await finishedBatch(store, '0000000a')
    expect(await handlers.exportHistoryReport({ id: '0000000a', kind: 'csv' })).toMatchObject({
      failure: { code: 'system' },
    })
  })

  it('hands the wish to undo on', async () => {
    const { handlers, said } = setUp()
    await handlers.undoBatch({ id: '0000000a' })
    await handlers.stopUndo({})
    expect(said).toEqual(['undo 0000000a', 'stop'])
  })
})
