import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { prepareList } from '../../../src/store/thread/apply-list.ts'
import { migrate } from '../../../src/store/thread/migrations.ts'
import { prepareListReads } from '../../../src/store/thread/read-list.ts'
import type { SourceFile } from '../../../src/shared/plan.ts'

function databaseWith(lists: Readonly<Record<string, readonly SourceFile[]>>): DatabaseSync {
  const database = new DatabaseSync(':memory:')
  onTestFinished(() => {
    database.close()
  })
  migrate(database, 0)
  database.exec('BEGIN')
  for (const [session, sources] of Object.entries(lists)) prepareList(database, session)({ kind: 'listed', sources })
  database.exec('COMMIT')
  return database
}

function sources(count: number, folder: string): readonly SourceFile[] {
  return Array.from({ length: count }, (_, index) => {
    return { path: `/pictures/${folder}/picture-${String(index)}.jpg`, treeFolder: folder, origin: 'found' } as const
  })
}

function readsOf(database: DatabaseSync, alive: readonly string[] = []) {
  return prepareListReads(database, { own: 'own', isAlive: (session) => alive.includes(session) } as Parameters<
    typeof prepareListReads
  >[1])
}

/** Reads a list to its end, as the window does: in pages. */
function readAll({ lostList }: ReturnType<typeof readsOf>): readonly SourceFile[] {
  const all: SourceFile[] = []
  for (let after = 0; ;) {
    const page = lostList(after, 200)
    if (page.sources.length === 0) return all
    all.push(...page.sources)
    after = page.last
  }
}

function timeOf(count: number): number {
  const reads = readsOf(databaseWith({ dead: sources(count, 'a') }))
  const begun = performance.now()
  expect(readAll(reads)).toHaveLength(count)
  return performance.now() - begun
}

describe('a list whose process has died', () => {
  it('comes whole and in its order, also of several processes, and without those of the living', () => {
    const lists = { one: sources(3, 'one'), two: sources(450, 'two'), living: sources(5, 'living') }
    const reads = readsOf(databaseWith(lists), ['living'])
    expect(readAll(reads)).toEqual([...lists.one, ...lists.two])
    reads.dropLostList()
    expect(readAll(reads)).toEqual([])
  })

  it('takes as much longer as it is longer, not the square of it: the window waits for it', () => {
    // Eight times as long for eight times as many; 64 times where every page sorts the whole list.
    const [few, many] = [timeOf(5000), timeOf(40_000)]
    expect(many / few).toBeLessThan(24)
  })
})
