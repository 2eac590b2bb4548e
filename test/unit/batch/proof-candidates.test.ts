import { describe, expect, it } from 'vitest'
import { proofCandidates } from '../../../src/batch/proof-candidates.ts'
import { headerChange } from '../../../src/batch/row-change.ts'
import { RowStore } from '../../../src/batch/row-store.ts'
import { succeed } from '../../../src/shared/failure.ts'
import type { ImageFacts } from '../../../src/shared/image-facts.ts'
import { makeFacts } from '../../support/facts.ts'

/** Rows whose headers say this; null for one that has not been read. */
function rowsOf(facts: readonly (Partial<ImageFacts> | null)[]): RowStore {
  const store = new RowStore({
    onRowAdded: () => undefined,
    onRowChanged: () => undefined,
    onRowsRemoved: () => undefined,
  })
  for (const [index, each] of facts.entries()) {
    store.add({ path: `/p/${String(index)}.jpg`, treeFolder: '', origin: 'found' }, null)
    const row = store.get(index)
    if (row !== undefined && each !== null) store.update(row, headerChange(succeed(makeFacts(each))))
  }
  return store
}

describe('candidates for a proof', () => {
  it('are all rows of a short list whose headers are known', () => {
    const candidates = proofCandidates(rowsOf([{ hasAlpha: true }, null, { width: 10, height: 20, isAnimated: true }]))
    expect(candidates).toEqual([
      { row: 0, width: 4032, height: 3024, bytes: 3_000_000, hasAlpha: true, isAnimated: false },
      { row: 2, width: 10, height: 20, bytes: 3_000_000, hasAlpha: false, isAnimated: true },
    ])
  })

  it('are few of a long list, with the extremes and the odd ones among them', () => {
    const facts: Partial<ImageFacts>[] = Array.from({ length: 20_000 }, () => ({ width: 200, height: 100 }))
    facts[7777] = { width: 9000, height: 6000 }
    facts[8888] = { width: 3, height: 2 }
    facts[9999] = { width: 201, height: 100, isAnimated: true }
    facts[11_111] = { width: 202, height: 100, hasAlpha: true }
    facts[12_345] = { width: 100, height: 201 }
    const candidates = proofCandidates(rowsOf(facts))
    expect(candidates.length).toBeLessThan(2100)
    expect(candidates.map(({ row }) => row)).toEqual(expect.arrayContaining([7777, 8888, 9999, 11_111, 12_345]))
  })
})
