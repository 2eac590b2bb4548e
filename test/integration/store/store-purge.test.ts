import { DatabaseSync } from 'node:sqlite'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { batchStart, wholeBatch } from '../../support/journal-samples.ts'
import { openMortalStore, openRealStore } from '../../support/real-store.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { until } from '../../support/until.ts'

function rowsIn(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = ['batches', 'batch_inputs', 'jobs', 'plans', 'results', 'undone', 'created_folders']
    const counts = tables.map((table) => database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows'])
    return counts.reduce<number>((sum, rows) => sum + Number(rows), 0)
  } finally {
    database.close()
  }
}

function pragma(path: string, name: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return database.prepare(`PRAGMA ${name}`).get()?.[name]
  } finally {
    database.close()
  }
}

it('removes the rows of a forgotten batch and gives their space back, also after a kill in between', async () => {
  const folder = join(await tempFolder(), 'state')
  const path = join(folder, 'journal.sqlite')
  const { store, kill } = await openMortalStore(folder)
  await store.begin(batchStart('00000001', { inputs: Array.from({ length: 500 }, (_, place) => String(place)) }))
  store.write({ kind: 'folders', batch: '00000001', paths: ['/a', '/b'] })
  for (const entry of wholeBatch('00000001', 8000)) store.write(entry)
  store.write({ kind: 'undone', batch: '00000001', at: { place: 1, output: 0 }, refusal: null })
  await store.begin(batchStart('00000002'))
  for (const entry of wholeBatch('00000002', 2)) store.write(entry)
  await store.committed()
  await store.forget('00000001')
  await kill()
  const { store: next } = await openRealStore(folder)
  expect(next.problem).toBeNull()
  expect((await next.batches(0, 10)).items).toMatchObject([{ id: '00000002', total: 2 }])
  await until(() => rowsIn(path) === 1 + 3 * 2)
  expect(await next.results('00000002', 0, 10)).toHaveLength(2)
  const full = (await stat(path)).size
  expect(full).toBeGreaterThan(4_000_000)
  await until(() => pragma(path, 'freelist_count') === 0)
  await next.close()
  expect((await stat(path)).size).toBeLessThan(full / 10)
})

it('tells all inputs of one batch, and the first hundred in a list', async () => {
  const folder = join(await tempFolder(), 'state')
  const { store } = await openRealStore(folder)
  const inputs = Array.from({ length: 250 }, (_, place) => `/photos/${String(place)}`)
  await store.begin(batchStart('00000001', { inputs }))
  expect((await store.batch('00000001'))?.inputs).toEqual(inputs)
  expect((await store.batches(0, 1)).items[0]?.inputs).toEqual(inputs.slice(0, 100))
})
