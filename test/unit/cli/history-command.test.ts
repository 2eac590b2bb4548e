import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FlagValues } from '../../../src/cli/flags.ts'
import { historyCommand } from '../../../src/cli/history-command.ts'
import { createNoStore } from '../../../src/store/no-store.ts'
import type { Store } from '../../../src/store/store.ts'
import { createFakeProgram, type FakeProgram } from '../../support/fake-program.ts'
import { journalBatch } from '../../support/journaled-batch.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const id = '0badcafe'

describe('batchfit history', () => {
  it('lists the newest twenty, or as many as are asked for', async () => {
    const store = createMemoryStore()
    for (let nth = 0; nth < 25; nth += 1) {
      await journalBatch(store, {
        id: String(nth).padStart(8, '0'),
        files: [{ source: '/p/a.jpg', output: '/p/out/a.jpg' }],
      })
    }
    const { program } = await history([], {}, store)
    expect(program.stdout()).toContain('00000024')
    expect(program.stdout()).toContain('00000005')
    expect(program.stdout()).not.toContain('00000004')
    expect(program.stdout()).toContain('… and 5 older batches')
    expect((await history([], { limit: 3 }, store)).program.stdout()).toContain('… and 22 older batches')
  })

  it('says so where there is none yet', async () => {
    const { code, program } = await history([], {}, createMemoryStore())
    expect(code).toBe(0)
    expect(program.stdout()).toMatch(/^No batch yet\./)
  })

  it('is one batch a line with --json', async () => {
    const { program } = await history([], { json: true }, await someStore())
    expect(linesOf(program)).toEqual([
      expect.objectContaining({
        event: 'batch',
        id,
        state: 'finished',
        started: '2026-11-25T12:00:00.000Z',
        ended: '2026-11-25T12:00:01.000Z',
        ...{ origin: 'cli', replace: false, inputs: ['/photos'], folder: '/p/out' },
        ...{ total: 3, done: 2, skipped: 0, failed: 1, sourceBytes: 2000, outputBytes: 200, seconds: 1 },
        ...{ written: 2, undone: 0, leftAlone: 1, canResume: false, canUndo: true },
      }),
    ])
  })

  it('cannot be had without a journal', async () => {
    expect((await history([], {}, createNoStore(null))).code).toBe(4)
  })
})

describe('batchfit history ID', () => {
  it('tells of the batch, of what failed and what was left alone, and what can be done', async () => {
    const { code, program } = await history([id], {}, await someStore())
    expect(code).toBe(0)
    expect(program.stdout()).toContain('Batch 0badcafe, finished')
    expect(program.stdout()).toContain('\nfailed   b.jpg: /p/b.jpg is damaged.\n')
    expect(program.stdout()).toContain('\nleft alone  out/c.jpg: It was edited.\n')
    expect(program.stdout()).toContain('\nbatchfit undo 0badcafe takes it back.\n')
  })

  it('tells of no more files than asked for', async () => {
    const store = createMemoryStore()
    const files = Array.from({ length: 30 }, (_, place) => {
      return { source: `/p/${String(place)}.jpg`, output: null, status: 'failed' as const }
    })
    await journalBatch(store, { id, files })
    const { program } = await history([id], { limit: 5 }, store)
    expect(program.stdout().match(/^failed /gm)).toHaveLength(5)
    expect(program.stdout()).toContain('… and 25 more')
  })

  it('has the batch, every file and what was left alone with --json', async () => {
    const { program } = await history([id], { json: true }, await someStore())
    expect(linesOf(program)).toMatchObject([
      { event: 'batch', id },
      { event: 'file', source: '/p/a.jpg', status: 'done', outputs: [{ path: '/p/out/a.jpg' }] },
      { event: 'file', source: '/p/b.jpg', status: 'failed', failure: { code: 'image-damaged' } },
      { event: 'file', source: '/p/c.jpg', status: 'done' },
      { event: 'left-alone', path: '/p/out/c.jpg', code: 'output-changed', message: 'It was edited.' },
    ])
  })

  it('says so where there is no such batch', async () => {
    const { code, program } = await history(['ffffffff'], {}, await someStore())
    expect(code).toBe(3)
    expect(program.stderr()).toContain('There is no batch ffffffff.')
  })

  it('writes a report', async () => {
    const path = join(await tempFolder(), 'report.csv')
    const { code } = await history([id], { report: path }, await someStore())
    expect(code).toBe(0)
    expect((await readFile(path, 'utf8')).split('\r\n')).toHaveLength(5)
    expect((await history([id], { report: '/p/report.txt' }, await someStore())).code).toBe(2)
  })
})

describe('batchfit history ID --forget', () => {
  it('says so in JSON where that is asked for', async () => {
    const { code, program } = await history([id], { forget: true, json: true }, await someStore())
    expect(code).toBe(0)
    expect(linesOf(program)).toEqual([{ event: 'forgotten', id }])
  })

  it('drops the batch', async () => {
    const store = await someStore()
    expect((await history([id], { forget: true }, store)).code).toBe(0)
    expect(await store.batch(id)).toBeNull()
  })

  it('says so while somebody works on it', async () => {
    const store = createMemoryStore()
    await journalBatch(store, { id, files: [], end: 'running' })
    const { code, program } = await history([id], { forget: true }, store.beside())
    expect(code).toBe(4)
    expect(program.stderr()).toContain('Batchfit is working on it')
  })
})

async function someStore(): Promise<MemoryStore> {
  const store = createMemoryStore()
  store.close = () => Promise.resolve()
  const files = [
    { source: '/p/a.jpg', output: '/p/out/a.jpg' },
    { source: '/p/b.jpg', output: '/p/out/b.jpg', status: 'failed' as const },
    { source: '/p/c.jpg', output: '/p/out/c.jpg' },
  ]
  await journalBatch(store, { id, files })
  const refusal = { code: 'output-changed', message: 'It was edited.' } as const
  store.write({ kind: 'undone', batch: id, at: { place: 2, output: 0 }, refusal })
  return store
}

function linesOf(program: FakeProgram): readonly unknown[] {
  return program
    .stdout()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

async function history(
  ids: readonly string[],
  flags: FlagValues,
  store: Store,
): Promise<{ readonly code: number; readonly program: FakeProgram }> {
  const program = createFakeProgram({ store })
  return { code: await historyCommand(ids, flags, program), program }
}
