import { describe, expect, it } from 'vitest'
import { createHistoryNews } from '../../../src/main/history-news.ts'
import { type EventOf, events } from '../../../src/shared/ipc-contract.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import { batchState } from '../../support/batch-state.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

function setUp(store: MemoryStore = createMemoryStore()) {
  const clock = createVirtualClock()
  const sent: EventOf<'historyChanged'>[] = []
  const logged: string[] = []
  const news = createHistoryNews({
    store,
    clock,
    send: (name, event) => {
      sent.push(events.historyChanged.parse(event))
      expect(name).toBe('historyChanged')
    },
    log: (line) => {
      logged.push(line)
    },
  })
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { news, store, sent, logged, pass }
}

async function begin(store: MemoryStore, id: string): Promise<void> {
  await store.begin({
    ...{ id, startedMs: 1, origin: 'cli', recipe: Recipe.parse({}), isReplace: false, inputs: [] },
    options: { workingFolder: '/', recursive: true, include: [], exclude: [], takesLinks: false },
  })
}

const source = { path: '/photos/a.jpg', treeFolder: '', origin: 'found' } as const

describe('news of the history', () => {
  it('say what a process that was killed has left', async () => {
    const before = createMemoryStore()
    await begin(before, '0000000a')
    before.write({ kind: 'listed', sources: [source] })
    const { news } = setUp(before.crash())
    expect(await news.interrupted()).toMatchObject({
      batches: [{ id: '0000000a', state: 'interrupted', origin: 'cli' }],
      lostRows: 1,
    })
  })

  it('come at most three times a second, the first at once and the last in the end', async () => {
    const { news, sent, pass } = setUp()
    for (let round = 0; round < 100; round += 1) {
      news.changed()
      await pass(20)
    }
    expect(sent.length).toBeGreaterThanOrEqual(6)
    expect(sent.length).toBeLessThanOrEqual(8)
    const { length } = sent
    news.changed()
    await pass(400)
    expect(sent.length).toBe(length + 1)
  })

  it('come when a batch begins and ends, and now and then while it runs', async () => {
    const { news, sent, pass } = setUp()
    news.batchChanged(batchState({ phase: 'running' }))
    await pass(400)
    expect(sent).toHaveLength(1)
    for (let round = 0; round < 200; round += 1) {
      news.batchChanged(batchState({ phase: 'running', done: round }))
      await pass(50)
    }
    expect(sent.length).toBeGreaterThanOrEqual(5)
    expect(sent.length).toBeLessThanOrEqual(7)
    const { length } = sent
    news.batchChanged(batchState({ phase: 'ended' }))
    await pass(400)
    expect(sent).toHaveLength(length + 1)
  })

  it('tell what another process has done when the person comes back to the window', async () => {
    const store = createMemoryStore()
    const { news, sent, pass } = setUp(store)
    expect((await news.interrupted()).batches).toEqual([])
    const other = store.beside()
    await begin(other, '0000000b')
    other.crash()
    news.windowFocused()
    await pass(400)
    expect(sent.at(-1)).toMatchObject({ interrupted: { batches: [{ id: '0000000b' }] } })
  })

  it('tell that the list of an earlier process is not there any more once it was brought back or dropped', async () => {
    const before = createMemoryStore()
    before.write({ kind: 'listed', sources: [source] })
    const { news, store, sent, pass } = setUp(before.crash())
    expect((await news.interrupted()).lostRows).toBe(1)
    await store.dropLostList()
    news.lostListChanged()
    await pass(400)
    expect(sent.at(-1)).toMatchObject({ interrupted: { lostRows: 0 } })
  })

  it('wait for what is being written', async () => {
    const { news, store, sent, pass } = setUp()
    const letGo = store.holdCommits()
    news.changed()
    await pass(400)
    expect(sent).toEqual([])
    letGo()
    await pass(0)
    expect(sent).toHaveLength(1)
  })

  it('are none where the history cannot be read, which is logged', async () => {
    const store = createMemoryStore()
    store.interrupted = () => Promise.reject(new Error('the thread is gone'))
    const { news, logged } = setUp(store)
    expect(await news.interrupted()).toEqual({ batches: [], lostRows: 0 })
    expect(logged).toEqual(['the history cannot be read: the thread is gone'])
  })

  it('end with the app', async () => {
    const { news, sent, pass } = setUp()
    news.changed()
    news.close()
    news.changed()
    await pass(1000)
    expect(sent).toEqual([])
  })
})
