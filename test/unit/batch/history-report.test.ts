import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeHistoryReport } from '../../../src/batch/history-report.ts'
import { type JournaledFile, journalBatch } from '../../support/journaled-batch.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const id = '0badcafe'

describe('the report of a batch of the past', () => {
  it('has every file that ended, as the report of the run itself', async () => {
    const folder = await tempFolder()
    await writeHistoryReport(await storeWith(1200), id, join(folder, 'report.json'), 'json')
    const rows = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as readonly { source: string }[]
    expect(rows.map(({ source }) => source)).toEqual(
      Array.from({ length: 1200 }, (_, place) => `/p/${String(place)}.jpg`),
    )
  })

  it('comes as CSV as well', async () => {
    const folder = await tempFolder()
    await writeHistoryReport(await storeWith(3), id, join(folder, 'report.csv'), 'csv')
    const lines = (await readFile(join(folder, 'report.csv'), 'utf8')).split('\r\n')
    expect(lines).toHaveLength(5)
    expect(lines[2]).toMatch(/^\/p\/1\.jpg,done,\/p\/out\/1\.jpg,/)
  })

  it('leaves nothing behind when the journal cannot be read', async () => {
    const folder = await tempFolder()
    const store = await storeWith(3)
    store.results = () => Promise.reject(new Error('it is damaged'))
    await expect(writeHistoryReport(store, id, join(folder, 'report.csv'), 'csv')).rejects.toThrow('it is damaged')
    expect(await readdir(folder)).toEqual([])
  })
})

async function storeWith(count: number): Promise<MemoryStore> {
  const store = createMemoryStore()
  const files = Array.from({ length: count }, (_, place): JournaledFile => {
    return { source: `/p/${String(place)}.jpg`, output: `/p/out/${String(place)}.jpg` }
  })
  await journalBatch(store, { id, files })
  return store
}
