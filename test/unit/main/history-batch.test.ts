import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { historyBatch } from '../../../src/main/history-batch.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import { batchStart } from '../../support/journal-samples.ts'
import { createMemoryStore } from '../../support/memory-store.ts'

describe('a batch as the window shows it', () => {
  it('says where its sources and its outputs are, however its command line called them', async () => {
    const store = createMemoryStore()
    const start = batchStart('0a1b2c3d')
    const workingFolder = resolve('/home/person/shop')
    const elsewhere = resolve('/elsewhere/a.jpg')
    await store.begin({
      ...start,
      origin: 'cli',
      inputs: ['in', elsewhere, '.'],
      recipe: Recipe.parse({ destination: { kind: 'folder', path: 'web' } }),
      options: { ...start.options, workingFolder },
    })
    const record = await store.batch('0a1b2c3d')
    if (record === null) throw new Error('Expected a batch.')
    const { inputs, recipe } = historyBatch(record)
    expect(inputs).toEqual([resolve(workingFolder, 'in'), elsewhere, workingFolder])
    expect(recipe.destination).toEqual({ kind: 'folder', path: resolve(workingFolder, 'web') })
  })

  it('names the first of many sources', async () => {
    const store = createMemoryStore()
    const inputs = Array.from({ length: 300 }, (_, index) => `/pictures/${String(index)}.jpg`)
    await store.begin({ ...batchStart('0a1b2c3d'), inputs })
    const record = await store.batch('0a1b2c3d')
    expect(record === null ? [] : historyBatch(record).inputs).toEqual(inputs.slice(0, 20))
  })
})
