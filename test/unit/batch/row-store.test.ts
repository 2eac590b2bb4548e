import { describe, expect, it } from 'vitest'
import { RowLedger } from '../../../src/batch/row-ledger.ts'
import { againChange, headerChange, planChange, resultChange, undecidedChange } from '../../../src/batch/row-change.ts'
import { RowStore, type RowStoreListener } from '../../../src/batch/row-store.ts'
import { fail, succeed } from '../../../src/shared/failure.ts'
import { makeFacts, type RandomNumbers, randomNumbers } from '../../support/facts.ts'
import { planned, plannedOutput, plannedSkip, refused, result } from '../cli/samples.ts'

const silent: RowStoreListener = {
  onRowAdded: () => undefined,
  onRowChanged: () => undefined,
  onRowsRemoved: () => undefined,
}

function add(store: RowStore, path: string): boolean {
  return store.add({ path, treeFolder: '', origin: 'found' }, null)
}

/** Counted from the rows as they are, and only from them. */
function recount(store: RowStore): RowLedger['counts'] {
  const ledger = new RowLedger()
  while (ledger.planPass < store.ledger.planPass) ledger.beginPlanPass()
  for (let id = store.first; id < store.end; id += 1) {
    const row = store.get(id)
    if (row !== undefined) ledger.put(row)
  }
  return ledger.counts
}

describe('the rows', () => {
  it('are found by id and by path, and a path is in them once', () => {
    const store = new RowStore(silent)
    expect([add(store, '/p/a.jpg'), add(store, '/p/b.jpg'), add(store, '/q/a.jpg'), add(store, '/p/a.jpg')]).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(store.at('/q/a.jpg')?.id).toBe(2)
    expect(store.at('/q/b.jpg')).toBeUndefined()
    expect(store.folderPaths).toEqual(['/p', '/q'])
    const row = store.get(1)
    expect(row === undefined ? null : store.path(row)).toBe('/p/b.jpg')
  })

  it('take a path again once it was removed, under a new id', () => {
    const store = new RowStore(silent)
    add(store, '/p/a.jpg')
    store.remove(Uint32Array.of(0, 5))
    expect(store.at('/p/a.jpg')).toBeUndefined()
    expect(add(store, '/p/a.jpg')).toBe(true)
    expect(store.at('/p/a.jpg')?.id).toBe(1)
    store.removeAll()
    expect(add(store, '/p/a.jpg')).toBe(true)
    expect([store.first, store.end, store.at('/p/a.jpg')?.id]).toEqual([2, 3, 2])
  })

  it('forget the names of removed rows without touching those that came after', async () => {
    const store = new RowStore(silent)
    for (let index = 0; index < 500; index += 1) add(store, `/p/${String(index)}.jpg`)
    add(store, '/p/kept.jpg')
    store.remove(Uint32Array.from({ length: 500 }, (_, index) => index))
    add(store, '/p/499.jpg')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(store.at('/p/499.jpg')?.id).toBe(501)
    expect(store.at('/p/kept.jpg')?.id).toBe(500)
  })

  it('begin a new list, without holes and folders, when the last of them is removed', () => {
    const told: (readonly number[] | 'all')[] = []
    const store = new RowStore({ ...silent, onRowsRemoved: (rows) => told.push(rows) })
    add(store, '/p/a.jpg')
    add(store, '/q/b.jpg')
    store.remove(Uint32Array.of(0))
    store.remove(Uint32Array.of(1))
    expect(told).toEqual([[0], 'all'])
    expect([store.first, store.end, store.folderPaths]).toEqual([2, 2, []])
    add(store, '/q/b.jpg')
    expect(store.folderPaths).toEqual(['/q'])
  })

  it('leave a row that is gone alone', () => {
    const store = new RowStore(silent)
    add(store, '/p/a.jpg')
    const row = store.get(0)
    store.removeAll()
    if (row !== undefined) store.update(row, { state: 'done' })
    expect(row?.state).toBe('waiting')
    expect(store.ledger.counts.rows).toBe(0)
  })

  it.each([1, 2, 3, 4, 5])('are counted as if they were counted anew, whatever happens (seed %i)', (seed) => {
    const random = randomNumbers(seed)
    const store = new RowStore(silent)
    let mostPlanned = 0
    for (let step = 0; step < 4000; step += 1) {
      happen(store, random)
      mostPlanned = Math.max(mostPlanned, store.ledger.counts.planned)
      if (step % 50 === 0) expect(store.ledger.counts, `step ${String(step)}`).toEqual(recount(store))
    }
    expect(store.ledger.counts).toEqual(recount(store))
    expect(mostPlanned).toBeGreaterThan(10)
  })
})

/** Something that happens to rows while a person works with them. */
function happen(store: RowStore, random: RandomNumbers): void {
  const kind = random.below(200)
  const row = store.get(store.first + random.below(Math.max(1, store.end - store.first)))
  if (kind < 60 || row === undefined) add(store, `/p${String(random.below(3))}/${String(random.below(300))}.jpg`)
  else if (kind < 62) store.ledger.beginPlanPass()
  else if (kind === 63 && random.below(20) === 0) store.removeAll()
  else if (kind < 80) store.remove(Uint32Array.from({ length: random.below(4) }, () => row.id + random.below(5)))
  else if (kind < 110)
    store.update(row, headerChange(random.below(3) === 0 ? fail('image-damaged', 'Cut.') : succeed(facts(random))))
  else if (kind < 160) store.update(row, planChange(row, job(random), store.ledger.planPass - random.below(2)))
  else if (kind < 170)
    store.update(row, { state: random.oneOf(['reading', 'resizing', 'saving', 'checking', 'waiting']) })
  else if (kind < 185)
    store.update(row, resultChange(row, result({ status: random.oneOf(['done', 'skipped', 'failed']) })))
  else if (kind < 195) store.update(row, againChange(row))
  else store.update(row, undecidedChange(row))
}

function facts(random: RandomNumbers) {
  return makeFacts({
    hasAlpha: random.below(2) === 0,
    identity: { device: 1n, inode: 1n, bytes: random.below(1e7), modifiedNs: 0n },
  })
}

function job(random: RandomNumbers) {
  const outputs = Array.from({ length: 1 + random.below(3) }, (_, index) =>
    plannedOutput({
      index,
      estimatedBytes: random.below(1e6),
      action: random.oneOf(['write', 'skip'] as const),
      overwrite: random.below(3) === 0,
    }),
  )
  return random.oneOf([planned('/p/a.jpg', outputs), plannedSkip('/p/a.jpg', 'It exists.'), refused('/p/a.jpg', 'No.')])
}
