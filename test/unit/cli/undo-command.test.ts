import { describe, expect, it } from 'vitest'
import { undoCommand } from '../../../src/cli/undo-command.ts'
import type { FlagValues } from '../../../src/cli/flags.ts'
import { createNoStore } from '../../../src/store/no-store.ts'
import type { Store } from '../../../src/store/store.ts'
import { createFakeProgram, type FakeProgram, type FakeProgramOptions } from '../../support/fake-program.ts'
import { type JournaledFile, journalBatch } from '../../support/journaled-batch.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { createUndoPool } from '../../support/undo-pool.ts'

const id = '0badcafe'

describe('which batch is undone', () => {
  it('is the one that was named, without a question where nobody is there', async () => {
    const store = await storeWith(3)
    const { code, program } = await undo([id], {}, { store })
    expect(code).toBe(0)
    expect(program.stdout()).toMatch(/^3 of 3 files taken back, in /)
    expect(await store.batch(id)).toMatchObject({ state: 'undone' })
  })

  it('is the newest that can be undone, and says which', async () => {
    const store = await storeWith(3)
    await journalBatch(store, { id: '00000002', files: [], end: 'finished' })
    const { code, program } = await undo([], { yes: true }, { store })
    expect(code).toBe(0)
    expect(program.stdout()).toMatch(/^Undoing batch 0badcafe of 2026-11-25 .*: longest side 1920, \/p\/out\n/)
  })

  it('has to be said where nobody can be asked', async () => {
    const store = await storeWith(3)
    const { code, program } = await undo([], {}, { store })
    expect(code).toBe(2)
    expect(program.stderr()).toContain('batchfit undo 0badcafe')
    expect(await store.batch(id)).toMatchObject({ state: 'finished' })
  })
})

describe('the question before an undo', () => {
  it('says how many files are removed and how many put back', async () => {
    const kept = { path: '/p/out/b.jpg', keptAt: '/p/out/.batchfit-kept/0badcafe-1-b.jpg', keeper: 'hidden' as const }
    const store = createMemoryStore()
    const files: readonly JournaledFile[] = [
      { source: '/p/a.jpg', output: '/p/out/a.jpg' },
      { source: '/p/b.jpg', output: '/p/out/b.jpg', kept },
      { source: '/p/c.jpg', output: '/p/out/c.jpg' },
    ]
    await journalBatch(store, { id, files })
    const { code, program } = await undo([], {}, { store, answer: true })
    expect(program.questions).toHaveLength(1)
    expect(program.stderr()).toContain('2 files that it has made are removed.')
    expect(program.stderr()).toContain('1 file that it has replaced is put back.')
    expect(code).toBe(0)
  })

  it('ends it when the answer is no', async () => {
    const store = await storeWith(3)
    const { code } = await undo([id], {}, { store, answer: false })
    expect(code).toBe(130)
    expect(await store.batch(id)).toMatchObject({ state: 'finished', undone: 0 })
  })

  it('is not asked with --yes', async () => {
    const { code, program } = await undo([], { yes: true }, { store: await storeWith(3), answer: false })
    expect(program.questions).toEqual([])
    expect(code).toBe(0)
  })
})

describe('the end of an undo', () => {
  const refusal = { code: 'output-changed', message: 'It was edited.' } as const

  it('names every file that was left alone on standard error, and is 1 then', async () => {
    const pool = createUndoPool({ refuse: ({ path }) => (path.endsWith('/1.jpg') ? refusal : null) })
    const { code, program } = await undo([id], {}, { store: await storeWith(3), pool })
    expect(code).toBe(1)
    expect(program.stderr()).toBe('left alone  out/1.jpg: It was edited.\n')
    expect(program.stdout()).toContain('2 of 3 files taken back, 1 left alone')
  })

  it('is 3 where nothing was to be undone', async () => {
    const store = await storeWith(3)
    await undo([id], {}, { store })
    const again = await undo([id], {}, { store })
    expect(again.code).toBe(3)
    expect(again.program.stderr()).toContain('has been undone already')
    expect((await undo([], { yes: true }, { store })).code).toBe(3)
    expect((await undo(['ffffffff'], {}, { store })).code).toBe(3)
  })

  it('is 4 while another process works on the batch, and without a journal', async () => {
    const store = createMemoryStore()
    await journalBatch(store, { id, files: [], end: 'running' })
    const busy = await undo([id], {}, { store: store.beside() })
    expect(busy.code).toBe(4)
    expect(busy.program.stderr()).toContain('Another Batchfit is working on this batch')
    expect((await undo([id], {}, { store: createNoStore(null) })).code).toBe(4)
  })

  it('is 4 when going on is pointless', async () => {
    const pool = createUndoPool({ end: () => ({ kind: 'deadline', limitMs: 1 }) })
    const { code, program } = await undo([id], {}, { store: await storeWith(30), pool })
    expect(code).toBe(4)
    expect(program.stderr()).toContain('does not answer')
  })

  it('is 130 after Ctrl-C, and a second undo goes on', async () => {
    const store = await storeWith(100)
    const pool = createUndoPool({
      before: () => {
        if (pool.requests.length === 1) program.interrupt()
        return Promise.resolve()
      },
    })
    const program = createFakeProgram({ store, pool })
    expect(await undoCommand([id], {}, program)).toBe(130)
    expect(program.stdout()).toContain('Undo the batch again, and it goes on.')
    expect((await undo([id], {}, { store })).code).toBe(0)
    expect(await store.batch(id)).toMatchObject({ undone: 100 })
  })
})

describe('how an undo is shown', () => {
  it('is a bar in a terminal that gives the cursor back', async () => {
    const { program } = await undo([id], {}, { store: await storeWith(45), columns: 80, answer: true })
    expect(program.stderr()).toContain('100 %  45 of 45 taken back')
    expect(program.stderr().lastIndexOf('\u001b[?25h')).toBeGreaterThan(program.stderr().lastIndexOf('\u001b[?25l'))
    expect(program.stdout()).toBe('')
  })

  it('is nothing but what was left alone with --quiet', async () => {
    const { program } = await undo([id], { quiet: true }, { store: await storeWith(3) })
    expect(program.stdout() + program.stderr()).toBe('')
  })

  it('is one event a line with --json', async () => {
    const refusal = { code: 'source-gone', message: 'The source is gone.' } as const
    const pool = createUndoPool({ refuse: ({ path }) => (path.endsWith('/1.jpg') ? refusal : null) })
    const { program } = await undo([id], { json: true }, { store: await storeWith(3), pool })
    expect(linesOf(program)).toEqual([
      { event: 'undo', id, total: 3 },
      { event: 'left-alone', path: '/p/out/1.jpg', ...refusal },
      { event: 'summary', total: 3, undone: 2, leftAlone: 1, seconds: 0 },
    ])
    expect(program.stderr()).toBe('')
  })
})

function linesOf(program: FakeProgram): readonly unknown[] {
  return program
    .stdout()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

async function undo(
  ids: readonly string[],
  flags: FlagValues,
  options: FakeProgramOptions & { readonly store: Store },
): Promise<{ readonly code: number; readonly program: FakeProgram }> {
  const program = createFakeProgram(options)
  return { code: await undoCommand(ids, flags, program), program }
}

async function storeWith(count: number): Promise<MemoryStore> {
  const store = createMemoryStore()
  store.close = () => Promise.resolve()
  const files = Array.from({ length: count }, (_, place): JournaledFile => {
    return { source: `/p/${String(place)}.jpg`, output: `/p/out/${String(place)}.jpg` }
  })
  await journalBatch(store, { id, files })
  return store
}
