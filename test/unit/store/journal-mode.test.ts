import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { setJournalMode } from '../../../src/store/thread/journal-mode.ts'
import { tempFolder } from '../../support/temp-folder.ts'

function pragma(database: DatabaseSync, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]
}

/** As on a file system that has no memory to share: the log is accepted, and then cannot be used. */
class WithoutSharedMemory extends DatabaseSync {
  override exec(sql: string): void {
    if (sql.includes('journal_mode = WAL')) throw new Error('unable to open database file')
    super.exec(sql)
  }
}

describe('setJournalMode', () => {
  it('takes a write-ahead log, and waits for the disk at every commit', async () => {
    const database = new DatabaseSync(join(await tempFolder(), 'a.sqlite'))
    setJournalMode(database, '/')
    expect(pragma(database, 'journal_mode')).toBe('wal')
    expect(pragma(database, 'synchronous')).toBe(2)
    database.close()
  })

  it('takes a rollback journal where no log can be had, also for one that had a log', async () => {
    const folder = await tempFolder()
    const path = join(folder, 'a.sqlite')
    const first = new DatabaseSync(path)
    first.exec('PRAGMA journal_mode = WAL; CREATE TABLE a (b); INSERT INTO a VALUES (7)')
    first.close()
    const database = new WithoutSharedMemory(path)
    setJournalMode(database, folder)
    expect(pragma(database, 'journal_mode')).toBe('truncate')
    expect(pragma(database, 'synchronous')).toBe(2)
    database.exec('INSERT INTO a VALUES (8)')
    // Nobody is kept out.
    const other = new DatabaseSync(path)
    expect(other.prepare('SELECT sum(b) AS sum FROM a').get()).toEqual({ sum: 15 })
    other.close()
    database.close()
  })
})
