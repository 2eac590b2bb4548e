import { describe, expect, it } from 'vitest'
import { createNewestFirst, type NewestFirst } from '../../../src/batch/newest-first.ts'

interface Stage {
  readonly queue: NewestFirst<string, string>
  /** What was begun, in order. */
  readonly begun: string[]
  /** Ends what was begun under this name, and lets everybody hear of it. */
  finish(name: string, result?: string | null): Promise<void>
  /** Asks, and writes down what it came to. */
  ask(name: string, signal?: AbortSignal): void
  readonly heard: string[]
}

const never = new AbortController().signal

function createStage(limits: { readonly maxRunning?: number; readonly maxWaiting?: number } = {}): Stage {
  const begun: string[] = []
  const heard: string[] = []
  const ends = new Map<string, (result: string | null) => void>()
  const queue = createNewestFirst<string, string>({
    maxRunning: 2,
    maxWaiting: 3,
    ...limits,
    run: (name) => {
      begun.push(name)
      return new Promise((resolve) => ends.set(name, resolve))
    },
  })
  return {
    queue,
    begun,
    heard,
    ask: (name, signal = never) => {
      void queue.ask(name, name, signal).then((result) => heard.push(`${name}: ${String(result)}`))
    },
    finish: async (name, result = `made ${name}`) => {
      const end = ends.get(name)
      if (end === undefined) throw new Error(`${name} was not begun`)
      ends.delete(name)
      end(result)
      await settled()
    },
  }
}

/** Promises that are decided have told it by then. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

describe('a queue of the newest first', () => {
  it('begins so many at once, and then the newest', async () => {
    const { ask, begun, finish, heard } = createStage()
    for (const name of ['a', 'b', 'c', 'd', 'e']) ask(name)
    expect(begun).toEqual(['a', 'b'])
    await finish('a')
    expect(begun).toEqual(['a', 'b', 'e'])
    for (const name of ['b', 'e', 'd', 'c']) await finish(name)
    expect(begun).toEqual(['a', 'b', 'e', 'd', 'c'])
    expect(heard).toEqual(['a: made a', 'b: made b', 'e: made e', 'd: made d', 'c: made c'])
  })

  it('gives up the oldest of too many, and nobody else', async () => {
    const { ask, begun, finish, heard } = createStage({ maxRunning: 1, maxWaiting: 2 })
    for (const name of ['a', 'b', 'c', 'd', 'e']) ask(name)
    await settled()
    expect(heard).toEqual(['b: null', 'c: null'])
    for (const name of ['a', 'e', 'd']) await finish(name)
    expect(begun).toEqual(['a', 'e', 'd'])
  })

  it('makes one of a key once, however many ask', async () => {
    const { ask, begun, finish, heard } = createStage({ maxRunning: 1 })
    ask('a')
    ask('b')
    ask('a')
    ask('b')
    expect(begun).toEqual(['a'])
    await finish('a')
    await finish('b')
    expect(begun).toEqual(['a', 'b'])
    expect(heard).toEqual(['a: made a', 'a: made a', 'b: made b', 'b: made b'])
  })

  it('takes one that is asked for again for the newest', async () => {
    const { ask, begun, finish } = createStage({ maxRunning: 1 })
    for (const name of ['a', 'b', 'c', 'b']) ask(name)
    await finish('a')
    expect(begun).toEqual(['a', 'b'])
  })

  it('makes one again that is asked for after its end', async () => {
    const { ask, begun, finish } = createStage()
    ask('a')
    await finish('a', null)
    ask('a')
    expect(begun).toEqual(['a', 'a'])
  })

  it('leaves out what nobody waits for any more', async () => {
    const { ask, begun, finish, heard } = createStage({ maxRunning: 1 })
    const [one, other] = [new AbortController(), new AbortController()]
    ask('a')
    ask('b', one.signal)
    ask('c', other.signal)
    ask('c')
    one.abort()
    other.abort()
    await settled()
    expect(heard).toEqual(['b: null', 'c: null'])
    await finish('a')
    await finish('c')
    expect(begun).toEqual(['a', 'c'])
    expect(heard).toEqual(['b: null', 'c: null', 'a: made a', 'c: made c'])
  })

  it('answers at once who gave up before or while it is made', async () => {
    const { ask, begun, finish, heard } = createStage()
    const gaveUp = new AbortController()
    ask('a', gaveUp.signal)
    gaveUp.abort()
    ask('b', gaveUp.signal)
    await settled()
    expect(heard).toEqual(['a: null', 'b: null'])
    expect(begun).toEqual(['a'])
    await finish('a')
    expect(heard).toHaveLength(2)
  })

  it('settles everything at its end, and begins nothing more', async () => {
    const { queue, ask, begun, finish, heard } = createStage({ maxRunning: 1 })
    ask('a')
    ask('b')
    queue.close()
    ask('c')
    await settled()
    expect(heard.toSorted()).toEqual(['a: null', 'b: null', 'c: null'])
    await finish('a')
    expect(begun).toEqual(['a'])
    expect(heard).toHaveLength(3)
  })
})
