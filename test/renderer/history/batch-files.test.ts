import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BatchFiles, filesPerPage } from '../../../src/renderer/history/batch-files.svelte.ts'
import { createFakeMain, type FakeMain } from '../support/fake-bridge.ts'

let fake: FakeMain
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1000)
const asked = (): readonly unknown[] =>
  fake.asked.filter(({ name }) => name === 'listHistoryFiles').map(({ input }) => input)
const idOf = (place: number): string => fake.history.batches[place]?.id ?? ''

beforeEach(() => {
  vi.useFakeTimers()
  fake = createFakeMain({ history: 10 })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the files of a batch', () => {
  it('come a page at a time, to the end', async () => {
    const files = new BatchFiles(fake.bridge)
    files.show(idOf(1))
    await settle()
    expect(files.files).toHaveLength(filesPerPage)
    expect(files.hasMore).toBe(true)
    files.more()
    files.more()
    await settle()
    expect(files.files).toHaveLength(177)
    expect(files.hasMore).toBe(false)
    expect(files.files?.map(({ place }) => place)).toEqual(Array.from({ length: 177 }, (_, place) => place))
  })

  it('are not asked for while one batch after another is only passed by', async () => {
    const files = new BatchFiles(fake.bridge)
    for (let place = 0; place < 8; place++) files.show(idOf(place))
    await settle()
    expect(asked()).toEqual([{ id: idOf(7), filter: 'all', offset: 0, limit: filesPerPage }])
  })

  it('are of one filter, and of all again for another batch', async () => {
    const files = new BatchFiles(fake.bridge)
    files.show(idOf(2))
    await settle()
    files.choose('failed')
    expect(files.files).toBeNull()
    await settle()
    expect(files.files?.every(({ status }) => status === 'failed')).toBe(true)
    files.show(idOf(1))
    await settle()
    expect(files.filter).toBe('all')
  })

  it('drop an answer that is about another batch by now', async () => {
    const files = new BatchFiles(fake.bridge)
    files.show(idOf(1))
    await vi.advanceTimersByTimeAsync(150)
    files.show(idOf(5))
    await settle()
    expect(files.files?.[0]?.source).toContain('Lisbon')
  })

  it('stay as they are until they have come anew', async () => {
    const files = new BatchFiles(fake.bridge)
    files.show(idOf(2))
    await settle()
    const before = files.files
    fake.history.change(idOf(2), { refused: 2 })
    files.refresh()
    expect(files.files).toBe(before)
    await settle()
    expect(files.files?.filter(({ refusal }) => refusal !== null)).toHaveLength(2)
  })

  it('that were asked for beyond one answer stay where the first come anew', async () => {
    const files = new BatchFiles(fake.bridge)
    fake.history.change(idOf(1), { total: 520, done: 520, skipped: 0, failed: 0 })
    files.show(idOf(1))
    await settle()
    for (let page = 1; page < 4; page++) {
      files.more()
      await settle()
    }
    expect(files.files).toHaveLength(400)
    files.refresh()
    await settle()
    expect(files.files?.map(({ place }) => place)).toEqual(Array.from({ length: 400 }, (_, place) => place))
    files.more()
    await settle()
    expect(files.files?.at(-1)?.place).toBe(499)
  })

  it('say that they could not be read', async () => {
    fake.failNext('listHistoryFiles', { code: 'internal-error', message: 'No.' })
    const files = new BatchFiles(fake.bridge)
    files.show(idOf(2))
    await settle()
    expect([files.hasFailed, files.files]).toEqual([true, null])
    files.close()
  })
})
