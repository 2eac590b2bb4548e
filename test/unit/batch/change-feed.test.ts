import { describe, expect, it } from 'vitest'
import { ChangeFeed } from '../../../src/batch/change-feed.ts'
import { headerChange } from '../../../src/batch/row-change.ts'
import { RowStore } from '../../../src/batch/row-store.ts'
import { succeed } from '../../../src/shared/failure.ts'
import { type EventOf, maxEventRows } from '../../../src/shared/ipc-contract.ts'
import type { WorklistEventName } from '../../../src/batch/worklist-event.ts'
import { makeFacts } from '../../support/facts.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

interface Sent {
  readonly name: WorklistEventName
  readonly atMs: number
  readonly event: unknown
}

function createFeed() {
  const clock = createVirtualClock()
  const sent: Sent[] = []
  const state = () => ({}) as never
  const feed = new ChangeFeed({
    clock,
    send: (name, event) => sent.push({ name, atMs: clock.now(), event }),
    states: { importChanged: state, planChanged: state, batchChanged: state },
  })
  const rows = new RowStore(feed)
  feed.serve(rows)
  const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const of = <Name extends WorklistEventName>(name: Name) =>
    sent.filter((each) => each.name === name).map(({ atMs, event }) => ({ atMs, event: event as EventOf<Name> }))
  const add = (...paths: readonly string[]): void => {
    for (const path of paths) rows.add({ path, treeFolder: '', origin: 'found' }, null)
  }
  const change = (id: number): void => {
    const row = rows.get(id)
    if (row !== undefined) rows.update(row, headerChange(succeed(makeFacts())))
  }
  const advance = async (ms: number): Promise<void> => {
    await flush()
    clock.advance(ms)
    await flush()
  }
  return { clock, feed, rows, sent, of, add, change, flush, advance }
}

function many(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, index) => `/p/${String(from + index)}.jpg`)
}

describe('the change feed', () => {
  it('tells the first change at once, together with what changes in the same breath', async () => {
    const { add, of, flush } = createFeed()
    add('/p/a.jpg', '/p/b.jpg')
    await flush()
    expect(of('rowsAdded')).toEqual([
      {
        atMs: 0,
        event: {
          beginsAnew: true,
          firstRow: 0,
          names: ['a.jpg', 'b.jpg'],
          folders: Uint32Array.of(0, 0),
          newFolders: ['/p'],
        },
      },
    ])
  })

  it('tells what follows together, 50 ms after the last', async () => {
    const { add, of, flush, advance } = createFeed()
    add('/p/a.jpg')
    await flush()
    add('/p/b.jpg')
    await advance(30)
    add('/q/c.jpg')
    await advance(19)
    expect(of('rowsAdded')).toHaveLength(1)
    await advance(1)
    expect(of('rowsAdded')[1]).toMatchObject({
      atMs: 50,
      event: { beginsAnew: false, firstRow: 1, names: ['b.jpg', 'c.jpg'], newFolders: ['/q'] },
    })
  })

  it('tells each name at most 20 times a second, however much changes', async () => {
    const { feed, add, change, of, advance } = createFeed()
    for (let step = 0; step < 1000; step += 1) {
      add(`/p/${String(step)}.jpg`)
      change(step)
      for (const name of ['importChanged', 'planChanged', 'batchChanged'] as const) feed.touch(name)
      await advance(2)
    }
    for (const name of ['rowsAdded', 'rowsChanged', 'importChanged', 'planChanged', 'batchChanged'] as const) {
      const times = of(name).map(({ atMs }) => atMs)
      expect(times.length, name).toBeGreaterThan(35)
      for (const [index, atMs] of times.slice(1).entries())
        expect(atMs - (times[index] ?? 0), name).toBeGreaterThanOrEqual(50)
    }
  })

  it('tells no more rows in one event than the contract allows, and the rest after it', async () => {
    const { add, change, of, flush, advance } = createFeed()
    add(...many(maxEventRows * 2 + 7))
    await flush()
    expect(of('rowsAdded').map(({ event }) => event.names.length)).toEqual([maxEventRows])
    await advance(100)
    expect(of('rowsAdded').map(({ event }) => event.names.length)).toEqual([maxEventRows, maxEventRows, 7])
    expect(of('rowsAdded').map(({ event }) => event.firstRow)).toEqual([0, maxEventRows, maxEventRows * 2])
    for (let id = 0; id < maxEventRows + 5; id += 1) change(id)
    await advance(100)
    expect(of('rowsChanged').map(({ event }) => event.columns.rows.length)).toEqual([maxEventRows, 5])
  })

  it('ends an event early that would carry too many words', async () => {
    const { rows, add, of, advance } = createFeed()
    add(...many(2500))
    await advance(0)
    for (let id = 0; id < 2500; id += 1) {
      const row = rows.get(id)
      if (row !== undefined) rows.update(row, { message: { kind: 'note', code: 'renamed', text: String(id) } })
    }
    await advance(200)
    expect(of('rowsChanged').map(({ event }) => event.messages.length)).toEqual([1000, 1000, 500])
    expect(of('rowsChanged')[1]?.event.messages[0]).toEqual({ row: 1000, kind: 'note', code: 'renamed', text: '1000' })
  })

  it('tells a row once however often it changes, as it is by then, and not at all when it is gone', async () => {
    const { rows, add, change, of, advance } = createFeed()
    add('/p/a.jpg', '/p/b.jpg')
    await advance(60)
    change(1)
    await advance(0)
    change(0)
    change(0)
    change(1)
    rows.remove(Uint32Array.of(1))
    await advance(60)
    expect(of('rowsChanged').map(({ event }) => [...event.columns.rows])).toEqual([[1], [0]])
    expect(of('rowsRemoved').map(({ event }) => event.rows)).toEqual([Uint32Array.of(1)])
  })

  it('never speaks of a row before it has been added, and tells what it was by then', async () => {
    const { rows, add, change, of, flush, advance } = createFeed()
    add(...many(maxEventRows + 3))
    change(maxEventRows + 1)
    rows.remove(Uint32Array.of(maxEventRows))
    await flush()
    expect(of('rowsChanged')).toEqual([])
    expect(of('rowsRemoved')).toEqual([])
    await advance(200)
    expect(of('rowsAdded')[1]?.event).toMatchObject({
      firstRow: maxEventRows + 1,
      names: [expect.any(String), expect.any(String)],
    })
    expect([...(of('rowsChanged')[0]?.event.columns.rows ?? [])]).toEqual([maxEventRows + 1])
  })

  it('tells that everything is gone before it tells of what came after', async () => {
    const { rows, add, sent, flush, advance } = createFeed()
    add('/p/a.jpg')
    await flush()
    rows.removeAll()
    await flush()
    add('/p/b.jpg')
    rows.removeAll()
    add('/p/c.jpg')
    await advance(200)
    expect(sent.map(({ name }) => name)).toEqual(['rowsAdded', 'rowsRemoved', 'rowsRemoved', 'rowsAdded'])
    expect(sent.at(-1)?.event).toMatchObject({
      beginsAnew: true,
      firstRow: 2,
      names: ['c.jpg'],
      folders: Uint32Array.of(0),
      newFolders: ['/p'],
    })
  })

  it('tells everything anew to whoever attaches, in pieces, with holes as holes', async () => {
    const { feed, rows, add, change, of, sent, advance } = createFeed()
    add('/gone/x.jpg', ...many(3), '/q/z.jpg')
    change(2)
    await advance(500)
    rows.remove(Uint32Array.of(0, 3))
    await advance(500)
    sent.length = 0
    feed.attach()
    await advance(500)
    expect(of('rowsAdded').map(({ event }) => event)).toEqual([
      {
        beginsAnew: true,
        firstRow: 1,
        names: ['0.jpg', '1.jpg', '', 'z.jpg'],
        folders: Uint32Array.of(1, 1, 1, 2),
        newFolders: ['/gone', '/p', '/q'],
      },
    ])
    expect(of('rowsChanged').map(({ event }) => [...event.columns.rows])).toEqual([[2]])
    expect(of('rowsRemoved').map(({ event }) => event.rows)).toEqual([Uint32Array.of(3)])
  })

  it('says nothing once it is closed', async () => {
    const { feed, add, sent, flush, advance, clock } = createFeed()
    add('/p/a.jpg')
    await flush()
    add('/p/b.jpg')
    feed.close()
    add('/p/c.jpg')
    await advance(1000)
    expect(sent).toHaveLength(1)
    expect(clock.pending()).toBe(0)
  })
})
