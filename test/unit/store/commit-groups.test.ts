import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { JournalEntry } from '../../../src/store/store.ts'
import { prepareCommits } from '../../../src/store/thread/commit-groups.ts'

/** A database that takes down the names of batches that are dismissed; `bad` is none that it can write. */
function stage() {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE names (name TEXT)')
  const insert = database.prepare('INSERT INTO names VALUES (?)')
  const failures: unknown[] = []
  const storage = { failure: null as Error | null }
  const apply = (entries: readonly JournalEntry[]): void => {
    for (const entry of entries) {
      if (entry.kind !== 'dismissed') continue
      insert.run(entry.batch)
      if (entry.batch === 'bad') throw new TypeError('no such thing')
      if (storage.failure !== null) throw storage.failure
    }
  }
  const commit = prepareCommits(database, apply, (error) => failures.push(error))
  const names = (): unknown[] =>
    database
      .prepare('SELECT name FROM names')
      .all()
      .map(({ name }) => name)
  return { commit, names, failures, storage }
}

function group(number: number, ...batches: string[]) {
  const entries = batches.map((batch): JournalEntry => ({ kind: 'dismissed', batch }))
  return { kind: 'append', id: 100 + number, group: number, entries } as const
}

const full = Object.assign(new Error('database or disk is full'), { errcode: 13 })

describe('prepareCommits', () => {
  it('commits groups that come together in their order, and answers each', () => {
    const { commit, names } = stage()
    expect(commit([group(0, 'a', 'b'), group(1, 'c')])).toEqual([
      { id: 100, ok: true, value: null },
      { id: 101, ok: true, value: null },
    ])
    expect(commit([group(2, 'd')])).toMatchObject([{ ok: true }])
    expect(names()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('takes nothing that follows a group that failed until that one has come again', () => {
    const { commit, names, storage, failures } = stage()
    storage.failure = full
    expect(commit([group(0, 'a'), group(1, 'b')])).toMatchObject([
      { ok: false, message: 'database or disk is full (SQLite 13)' },
      { ok: false },
    ])
    storage.failure = null
    expect(commit([group(2, 'c')])).toMatchObject([{ ok: false }])
    expect(names()).toEqual([])
    expect(commit([group(0, 'a', 'b'), group(1, 'c')])).toMatchObject([{ ok: true }, { ok: true }])
    expect(names()).toEqual(['a', 'b', 'c'])
    expect(failures).toEqual([full])
  })

  it('leaves out one entry that cannot be written at all, says so, and keeps the others', () => {
    const { commit, names } = stage()
    const value = 'An entry "dismissed" was left out: no such thing'
    expect(commit([group(0, 'a', 'bad', 'b')])).toEqual([{ id: 100, ok: true, value }])
    expect(commit([group(1, 'c')])).toMatchObject([{ ok: true, value: null }])
    expect(names()).toEqual(['a', 'b', 'c'])
  })
})
