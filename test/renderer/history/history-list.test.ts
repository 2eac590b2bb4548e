import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HistoryList, pageLength } from '../../../src/renderer/history/history-list.svelte.ts'
import { createFakeMain, type FakeMain } from '../support/fake-bridge.ts'
import { makeUpBatch } from '../support/made-up-history.ts'

let fake: FakeMain
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1000)
const pagesAsked = (): readonly unknown[] =>
  fake.asked.filter(({ name }) => name === 'listHistory').map(({ input }) => (input as { offset: number }).offset)

beforeEach(() => {
  vi.useFakeTimers()
  fake = createFakeMain({ history: 500 })
  fake.history.isPlaying = false
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the list of batches', () => {
  it('asks for the pages in sight, once each', async () => {
    const list = new HistoryList(fake.bridge, null)
    list.look(0, 10)
    list.look(0, 20)
    expect(list.total).toBeNull()
    await settle()
    expect(list.total).toBe(500)
    expect(list.at(3)?.id).toBe(makeUpBatch(3).id)
    expect(list.at(pageLength)).toBeNull()
    list.look(480, 500)
    await settle()
    expect(pagesAsked()).toEqual([0, 450])
    expect(list.at(499)?.id).toBe(makeUpBatch(499).id)
  })

  it('stays with the chosen batch when newer ones come', async () => {
    const list = new HistoryList(fake.bridge, null)
    list.look(0, 10)
    await settle()
    list.choose(4)
    const chosen = list.chosen?.id
    fake.history.batches = [{ ...makeUpBatch(900), id: 'ffffffff' }, ...fake.history.batches]
    list.refresh()
    await settle()
    expect(list.chosenPlace).toBe(5)
    expect(list.chosen?.id).toBe(chosen)
    expect(list.total).toBe(501)
  })

  it('chooses the one that took the place of a batch that is gone, and the last where none did', async () => {
    fake.history.batches = fake.history.batches.slice(0, 3)
    const list = new HistoryList(fake.bridge, null)
    list.look(0, 3)
    await settle()
    list.choose(1)
    fake.history.forget(list.chosen?.id ?? '')
    list.refresh()
    await settle()
    expect([list.chosenPlace, list.chosen?.id]).toEqual([1, makeUpBatch(2).id])
    fake.history.forget(list.chosen?.id ?? '')
    list.refresh()
    await settle()
    expect([list.chosenPlace, list.chosen?.id]).toEqual([0, makeUpBatch(0).id])
  })

  it('finds a batch that it was opened for', async () => {
    const list = new HistoryList(fake.bridge, makeUpBatch(7).id)
    list.look(0, 10)
    expect(list.chosen).toBeNull()
    await settle()
    expect(list.chosenPlace).toBe(7)
  })

  it('knows a batch that is chosen before its page has come', async () => {
    const list = new HistoryList(fake.bridge, null)
    list.look(0, 10)
    await settle()
    list.choose(499)
    expect(list.chosen).toBeNull()
    await settle()
    expect(list.chosen?.id).toBe(makeUpBatch(499).id)
  })

  it('asks again for what is in sight, once, however many batches change', async () => {
    const list = new HistoryList(fake.bridge, null)
    list.look(0, 10)
    await settle()
    for (let time = 0; time < 20; time++) list.refresh()
    await settle()
    expect(pagesAsked()).toEqual([0, 0])
  })

  it('says that it could not be read', async () => {
    fake.failNext('listHistory', { code: 'internal-error', message: 'No.' })
    const list = new HistoryList(fake.bridge, null)
    list.look(0, 10)
    await settle()
    expect([list.hasFailed, list.total]).toEqual([true, null])
  })

  it('takes nothing in after it was closed', async () => {
    const list = new HistoryList(fake.bridge, null)
    list.look(0, 10)
    list.close()
    await settle()
    expect(list.total).toBeNull()
  })
})
