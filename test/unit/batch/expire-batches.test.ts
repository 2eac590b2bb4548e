import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { historyLifeMs, startExpiry } from '../../../src/batch/expire-batches.ts'
import { createNoStore } from '../../../src/store/no-store.ts'
import type { Store } from '../../../src/store/store.ts'
import { folderWith } from '../../support/folder-with.ts'
import { type JournaledFile, journalBatch, madeUpFingerprint } from '../../support/journaled-batch.ts'
import { createMemoryStore } from '../../support/memory-store.ts'

const nowMs = Date.UTC(2026, 10, 25)
const oldMs = nowMs - historyLifeMs - 10_000

describe('batches that are too old', () => {
  it('are forgotten, and younger ones are not', async () => {
    const store = createMemoryStore()
    await journalBatch(store, { id: '00000001', files: [], startedMs: oldMs })
    await journalBatch(store, { id: '00000002', files: [], startedMs: nowMs - historyLifeMs + 10_000 })
    await expire(store)
    expect((await store.batches(0, 10)).items.map(({ id }) => id)).toEqual(['00000002'])
  })

  it('lose what they kept of overwritten outputs, and the folder with it', async () => {
    const folder = await folderWith('a.jpg')
    const store = createMemoryStore()
    const kept = await keep(folder, '.batchfit-kept/0badcafe-1-a.jpg')
    await journalBatch(store, { id: '0badcafe', files: [fileIn(folder, kept, 'hidden')], startedMs: oldMs })
    await expire(store)
    expect(await readdir(folder)).toEqual(['a.jpg'])
  })

  it.each([
    ['a changed file', '.batchfit-kept/0badcafe-1-a.jpg', 'hidden', 6],
    ['a file of another name', '.batchfit-kept/a.jpg', 'hidden', 5],
    ['a file in another folder', 'elsewhere/0badcafe-1-a.jpg', 'hidden', 5],
    ['an original in its folder', 'Originals 2026-11-25/a.jpg', 'folder', 5],
    ['an original beside its replacement', 'a (original).jpg', 'bin', 5],
  ] as const)('never lose %s', async (_, name, keeper, seconds) => {
    const folder = await folderWith('a.jpg')
    const store = createMemoryStore()
    const kept = await keep(folder, name, seconds)
    const isReplace = keeper !== 'hidden'
    await journalBatch(store, { id: '0badcafe', files: [fileIn(folder, kept, keeper)], startedMs: oldMs, isReplace })
    await expire(store)
    expect(await readdir(folder, { recursive: true })).toContain(name)
    expect(await store.batch('0badcafe')).toBeNull()
  })

  it('are left for the next start when the program ends meanwhile', async () => {
    const folder = await folderWith('a.jpg')
    const store = createMemoryStore()
    const kept = await keep(folder, '.batchfit-kept/0badcafe-1-a.jpg')
    await journalBatch(store, { id: '0badcafe', files: [fileIn(folder, kept, 'hidden')], startedMs: oldMs })
    const expiry = startExpiry({ store, nowMs, log: () => undefined })
    expiry.close()
    await expiry.ended
    expect(await store.batch('0badcafe')).not.toBeNull()
    await expire(store)
    expect(await store.batch('0badcafe')).toBeNull()
    expect(await readdir(folder)).toEqual(['a.jpg'])
  })
})

describe('a journal that cannot be read', () => {
  it('is logged and disturbs nobody', async () => {
    const store = createMemoryStore()
    store.expired = () => Promise.reject(new Error('it is damaged'))
    expect(await expire(store)).toEqual(['old batches could not be forgotten: it is damaged'])
  })

  it('is not asked where none is kept', async () => {
    expect(await expire(createNoStore(null))).toEqual([])
  })
})

async function expire(store: Store): Promise<readonly string[]> {
  const lines: string[] = []
  await startExpiry({ store, nowMs, log: (line) => lines.push(line) }).ended
  return lines
}

/** A kept file that is as the journal says where `seconds` is 5. */
async function keep(folder: string, name: string, seconds = 5): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, 'x'.repeat(madeUpFingerprint(2).bytes))
  await utimes(path, seconds, seconds)
  return path
}

function fileIn(folder: string, keptAt: string, keeper: 'bin' | 'folder' | 'hidden'): JournaledFile {
  const path = join(folder, 'a.jpg')
  return { source: path, output: path, kept: { path, keptAt, keeper } }
}
