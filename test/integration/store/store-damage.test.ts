import { execFileSync } from 'node:child_process'
import { chmod, chown, copyFile, mkdir, open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../../src/store/store.ts'
import { startJournalProcess } from '../../support/journal-process.ts'
import { added, batchStart, finished, resultAt, wholeBatch } from '../../support/journal-samples.ts'
import { openMortalStore, openRealStore } from '../../support/real-store.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const isRoot = process.getuid?.() === 0
const nobody = 65_534

/** A state folder with a journal of some batches that every process has let go of. */
async function folderWithJournal(batches = 20): Promise<{ readonly folder: string; readonly path: string }> {
  const folder = join(await tempFolder(), 'state')
  const { store } = await openRealStore(folder)
  for (let index = 0; index < batches; index += 1) {
    const id = index.toString(16).padStart(8, '0')
    await store.begin(batchStart(id))
    for (const entry of wholeBatch(id, 10)) store.write(entry)
  }
  await store.close()
  return { folder, path: join(folder, 'journal.sqlite') }
}

async function overwrite(path: string, position: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'r+')
  await file.write(bytes, 0, bytes.length, position)
  await file.close()
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size
}

/** SQL by another hand than ours. */
function run(path: string, sql: string): void {
  const database = new DatabaseSync(path)
  try {
    database.exec(sql)
  } finally {
    database.close()
  }
}

/** It keeps what it is told, across a restart as well. */
async function expectWorks(folder: string, store: Store): Promise<void> {
  expect(store.isKeeping).toBe(true)
  await store.begin(batchStart('ffffffff'))
  for (const entry of wholeBatch('ffffffff', 3)) store.write(entry)
  await store.committed()
  await store.close()
  const { store: next } = await openRealStore(folder)
  expect(next.problem).toBeNull()
  expect((await next.batches(0, 10)).items).toMatchObject([{ id: 'ffffffff', done: 3 }])
}

const damages: readonly { readonly how: string; readonly damage: (path: string) => Promise<void> }[] = [
  { how: 'cut to nothing', damage: (path) => truncate(path, 0) },
  { how: 'cut within its header', damage: (path) => truncate(path, 50) },
  { how: 'cut within its first page', damage: (path) => truncate(path, 3000) },
  { how: 'cut in half', damage: async (path) => truncate(path, Math.floor((await sizeOf(path)) / 2)) },
  { how: 'cut by its last bytes', damage: async (path) => truncate(path, (await sizeOf(path)) - 100) },
  { how: 'zeroed', damage: async (path) => writeFile(path, new Uint8Array(await sizeOf(path))) },
  {
    how: 'zeroed from its second page on',
    damage: async (path) => overwrite(path, 4096, new Uint8Array((await sizeOf(path)) - 4096)),
  },
  { how: 'replaced by garbage', damage: (path) => writeFile(path, new Uint8Array(50_000).fill(0xa7)) },
  { how: 'replaced by text', damage: (path) => writeFile(path, 'not a journal') },
  {
    how: 'overwritten in a part of one page',
    damage: async (path) => {
      const page = Math.floor((await sizeOf(path)) / 4096 / 2)
      await overwrite(path, 4096 * page, new Uint8Array(2000).fill(0xff))
    },
  },
  { how: 'overwritten in its schema', damage: (path) => overwrite(path, 200, new Uint8Array(3000).fill(0x41)) },
  {
    how: 'replaced by the database of another program',
    damage: async (path) => {
      await writeFile(path, '')
      run(path, 'CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES (1)')
    },
  },
  {
    how: 'without its version',
    damage: (path) => {
      run(path, 'PRAGMA user_version = 0')
      return Promise.resolve()
    },
  },
]

describe('a damaged journal', () => {
  it.each(damages)('that was $how is set aside under a dated name, and a new one begun', async ({ damage }) => {
    const { folder, path } = await folderWithJournal()
    await damage(path)
    const damaged = await readFile(path)
    const { store, complaints } = await openRealStore(folder)
    expect(store.problem).toMatchObject({ code: 'damaged', detail: expect.stringMatching(/./) as string })
    const aside = store.problem?.setAsidePath ?? ''
    expect(basename(aside)).toMatch(/^journal-damaged-\d{8}-\d{6}\.sqlite$/)
    expect(dirname(aside)).toBe(folder)
    expect((await readFile(aside)).equals(damaged)).toBe(true)
    expect(await store.batches(0, 10)).toEqual({ total: 0, items: [] })
    await expectWorks(folder, store)
    expect(complaints).toEqual([])
  })

  it('of a newer version is set aside under a name that says so', async () => {
    const { folder, path } = await folderWithJournal()
    run(path, 'PRAGMA user_version = 99')
    const { store } = await openRealStore(folder)
    expect(store.problem).toMatchObject({ code: 'too-new', detail: expect.stringContaining('99') as string })
    expect(basename(store.problem?.setAsidePath ?? '')).toMatch(/^journal-newer-\d{8}-\d{6}\.sqlite$/)
    await expectWorks(folder, store)
  })

  it('that is a folder is set aside like any other', async () => {
    const folder = join(await tempFolder(), 'state')
    await mkdir(join(folder, 'journal.sqlite', 'inner'), { recursive: true })
    const { store } = await openRealStore(folder)
    expect(store.problem).toMatchObject({ code: 'damaged' })
    await expectWorks(folder, store)
  })

  it('keeps its batches beside a log and a memory that are no such thing', async () => {
    const { folder, path } = await folderWithJournal()
    await writeFile(`${path}-wal`, new Uint8Array(20_000).fill(0x37))
    await writeFile(`${path}-shm`, new Uint8Array(32_768).fill(0x73))
    const { store } = await openRealStore(folder)
    expect(store.problem).toBeNull()
    expect((await store.batches(0, 1)).total).toBe(20)
  })

  it('never takes the log of another database for its own without a word', async () => {
    const { folder, path } = await folderWithJournal()
    const other = join(folder, 'other.sqlite')
    const database = new DatabaseSync(other)
    database.exec('PRAGMA journal_mode = WAL; CREATE TABLE a (b); INSERT INTO a VALUES (1)')
    await copyFile(`${other}-wal`, `${path}-wal`)
    database.close()
    const { store } = await openRealStore(folder)
    expect(store.problem).toMatchObject({ code: 'damaged' })
    await expectWorks(folder, store)
  })

  it('leaves nothing of a removed journal to the new one', async () => {
    const { folder, path } = await folderWithJournal()
    const copy = join(dirname(folder), 'copy')
    await mkdir(copy)
    const { store, kill } = await openMortalStore(folder)
    await store.begin(batchStart('aaaaaaaa'))
    await copyFile(`${path}-wal`, join(copy, 'journal.sqlite-wal'))
    await kill()
    const { store: fresh } = await openRealStore(copy)
    expect(fresh.problem).toBeNull()
    expect((await fresh.batches(0, 10)).total).toBe(0)
    await expectWorks(copy, fresh)
  })

  it('is set aside once by several processes that start at once', async () => {
    const { folder, path } = await folderWithJournal()
    await writeFile(path, 'not a journal')
    const processes = await Promise.all(Array.from({ length: 4 }, () => startJournalProcess(folder)))
    const problems = processes.map(({ opened }) => opened.problem?.code ?? null)
    expect(problems.toSorted()).toEqual(['damaged', null, null, null])
    for (const [index, { call }] of processes.entries()) await call('begin', batchStart(`0000000${String(index)}`))
    for (const { call } of processes) expect((await call('batches', 0, 10)).total).toBe(4)
    expect((await readdir(folder)).filter((name) => name.startsWith('journal-damaged'))).toHaveLength(1)
  })

  it('is not moved while another process has it open: the second works without one and says why', async () => {
    const { folder, path } = await folderWithJournal()
    const first = await startJournalProcess(folder)
    await first.call('begin', batchStart('aaaaaaaa'))
    // By another process: to close a file of one's own lets go of every lock that one has on it.
    execFileSync('sh', ['-c', 'printf garbage | dd of="$1" conv=notrunc status=none; sync', 'sh', path])
    const second = await startJournalProcess(folder)
    expect(second.opened).toMatchObject({ isKeeping: false, problem: { code: 'unavailable', setAsidePath: null } })
    expect(second.opened.problem?.detail).toMatch(/Another Batchfit/)
    expect((await readdir(folder)).filter((name) => name.startsWith('journal-damaged'))).toEqual([])
    await first.kill()
  })

  it('that is met while it is in use is reported, survived, and set aside at the next start', async () => {
    const { folder, path } = await folderWithJournal(3)
    const { store } = await openRealStore(folder)
    await store.begin(batchStart('aaaaaaaa'))
    for (const entry of wholeBatch('aaaaaaaa', 10_000)) store.write(entry)
    await store.close()
    const { store: next, complaints } = await openRealStore(folder)
    // All but the first pages, by another process: to close a file of one's own lets go of every lock that one has on it.
    const script = 'dd if=/dev/zero of="$1" bs=4096 seek=3 count=$2 conv=notrunc status=none'
    execFileSync('sh', ['-c', script, 'sh', path, String(Math.floor((await sizeOf(path)) / 4096) - 3)])
    await expect(next.results('aaaaaaaa', 0, 10_000)).rejects.toThrow(/malformed/)
    for (let place = 0; place < 100; place += 1) next.write(finished('aaaaaaaa', resultAt(place)))
    await expect(next.committed()).rejects.toThrow(/malformed/)
    expect(complaints).toEqual([expect.stringMatching(/malformed/)])
    await next.close()
    const { store: last } = await openRealStore(folder)
    expect(last.problem).toMatchObject({ code: 'damaged', detail: expect.stringMatching(/malformed/) as string })
    await expectWorks(folder, last)
  })

  it('of which SQLite saw nothing is set aside once a value of it cannot be read', async () => {
    const { folder, path } = await folderWithJournal(1)
    run(path, "UPDATE results SET result = 'half a val'")
    const { store } = await openRealStore(folder)
    expect(store.problem).toBeNull()
    await expect(store.results('00000000', 0, 10)).rejects.toThrow(/cannot be read/)
    expect((await store.batches(0, 10)).total).toBe(1)
    await store.close()
    const { store: next } = await openRealStore(folder)
    expect(next.problem).toMatchObject({ code: 'damaged' })
    await expectWorks(folder, next)
  })
})

describe('a place where nothing can be kept', () => {
  it('gives a store that keeps nothing, and says why', async () => {
    const folder = join(await tempFolder(), 'file')
    await writeFile(folder, '')
    const { store } = await openRealStore(folder)
    expect(store).toMatchObject({ isKeeping: false, problem: { code: 'unavailable', setAsidePath: null } })
    await store.begin(batchStart('00000001'))
    store.write(added('00000001', 1))
    await store.committed()
    expect(await store.batches(0, 10)).toEqual({ total: 0, items: [] })
    expect(await store.claim('00000001', 'run')).toBe('gone')
  })

  it.runIf(isRoot)('is a folder that is not ours to write into', async () => {
    const { folder, path } = await folderWithJournal()
    await reachable(folder)
    const { opened } = await startJournalProcess(folder, nobody)
    expect(opened).toMatchObject({ isKeeping: false, problem: { code: 'unavailable' } })
    expect(await sizeOf(path)).toBeGreaterThan(0)
  })
})

describe('a journal that may only be read', () => {
  it.runIf(isRoot)('is made writable again where it is our own', async () => {
    const { folder, path } = await folderWithJournal()
    await reachable(folder)
    await giveTo(nobody, folder)
    await chmod(path, 0o400)
    const { opened, call } = await startJournalProcess(folder, nobody)
    expect(opened).toMatchObject({ isKeeping: true, problem: null })
    await call('begin', batchStart('aaaaaaaa'))
    expect((await call('batches', 0, 1)).total).toBe(21)
  })

  it.runIf(isRoot)('and belongs to somebody else is set aside', async () => {
    const { folder, path } = await folderWithJournal()
    await reachable(folder)
    await giveTo(nobody, folder)
    await chown(path, 0, 0)
    await chmod(path, 0o444)
    const { opened, call } = await startJournalProcess(folder, nobody)
    expect(opened).toMatchObject({ isKeeping: true, problem: { code: 'damaged' } })
    await call('begin', batchStart('aaaaaaaa'))
    expect((await call('batches', 0, 1)).total).toBe(1)
  })
})

describe('the files of a journal', () => {
  it.skipIf(process.platform === 'win32')('can be read by their owner only', async () => {
    const { folder, path } = await folderWithJournal()
    const { store } = await openRealStore(folder)
    await store.begin(batchStart('aaaaaaaa'))
    for (const name of [path, `${path}-wal`, `${path}-shm`]) expect((await stat(name)).mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
  })

  it('that were half made when a process died are made anew', async () => {
    const folder = join(await tempFolder(), 'state')
    await mkdir(folder)
    await writeFile(join(folder, 'journal-new.sqlite'), 'half')
    await writeFile(join(folder, 'open.lock'), 'garbage')
    const { store } = await openRealStore(folder)
    expect(store.problem).toBeNull()
    await expectWorks(folder, store)
  })
})

/** Temporary folders are their owner's; this one may be entered by all. */
async function reachable(folder: string): Promise<void> {
  await chmod(dirname(folder), 0o755)
  await chmod(folder, 0o755)
}

async function giveTo(user: number, folder: string): Promise<void> {
  await chown(folder, user, user)
  for (const name of await readdir(folder, { recursive: true })) await chown(join(folder, name), user, user)
}
