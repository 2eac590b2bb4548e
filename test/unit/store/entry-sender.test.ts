import { describe, expect, it } from 'vitest'
import { EntrySender } from '../../../src/store/entry-sender.ts'
import type { JournalEntry } from '../../../src/store/store.ts'
import { added, finished, resultAt } from '../../support/journal-samples.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

interface Sent {
  readonly group: number
  readonly entries: readonly JournalEntry[]
  readonly commit: (complaint?: string) => Promise<void>
  readonly refuse: (message: string) => Promise<void>
}

/** A thread that answers when the test says so. */
function stage() {
  const sent: Sent[] = []
  const complaints: string[] = []
  const clock = createVirtualClock()
  const link = {
    end: null as Error | null,
    append: (group: number, entries: readonly JournalEntry[]): Promise<string | null> => {
      const { promise, resolve, reject } = Promise.withResolvers<string | null>()
      sent.push({
        group,
        entries,
        commit: (complaint) => {
          resolve(complaint ?? null)
          return settled()
        },
        refuse: (message) => {
          reject(new Error(message))
          return settled()
        },
      })
      return promise
    },
  }
  const sender = new EntrySender(link, clock, (detail) => complaints.push(detail))
  return { sent, complaints, clock, link, sender }
}

/** Lets what has been answered be heard. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

const dismissed = (batch: string): JournalEntry => ({ kind: 'dismissed', batch })
const names = (entries: readonly JournalEntry[]): readonly string[] =>
  entries.map((entry) => ('batch' in entry ? entry.batch : ''))

describe('EntrySender', () => {
  it('gathers entries for a moment and sends them together, in order', () => {
    const { sent, clock, sender } = stage()
    for (const name of ['a', 'b', 'c']) sender.write(dismissed(name))
    clock.advance(19)
    expect(sent).toEqual([])
    clock.advance(1)
    expect(sent.map(({ entries }) => names(entries))).toEqual([['a', 'b', 'c']])
    expect(sender.pending).toBe(3)
  })

  it('sends at once when somebody waits, who hears only when all before it are committed', async () => {
    const { sent, clock, sender } = stage()
    sender.write(dismissed('a'))
    const heard: string[] = []
    void sender.committed().then(() => heard.push('first'))
    clock.advance(0)
    sender.write(dismissed('b'))
    void sender.committed().then(() => heard.push('second'))
    clock.advance(0)
    expect(sent).toHaveLength(2)
    expect(heard).toEqual([])
    await sent[0]?.commit()
    expect(heard).toEqual(['first'])
    await sent[1]?.commit()
    expect(heard).toEqual(['first', 'second'])
    expect(sender.pending).toBe(0)
    await expect(sender.committed()).resolves.toBeUndefined()
  })

  it('sends a hundred thousand sources in many small messages, a few at a time', async () => {
    const { sent, clock, sender } = stage()
    sender.write(added('a', 100_000))
    clock.advance(1000)
    expect(sent.length).toBeLessThanOrEqual(8)
    const sizes: number[] = []
    let next = 0
    for (let group = sent.shift(); group !== undefined; group = sent.shift()) {
      for (const entry of group.entries) {
        if (entry.kind !== 'added') throw new Error(entry.kind)
        expect(entry.firstPlace).toBe(next)
        next += entry.sources.length
      }
      sizes.push(group.entries.reduce((sum, entry) => sum + (entry.kind === 'added' ? entry.sources.length : 0), 0))
      await group.commit()
      clock.advance(1000)
    }
    expect(next).toBe(100_000)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(300)
    expect(sender.pending).toBe(0)
  })

  it('sends few results in one message: they are larger than sources', () => {
    const { sent, clock, sender } = stage()
    for (let place = 0; place < 1000; place += 1) sender.write(finished('a', resultAt(place)))
    clock.advance(20)
    expect(sent[0]?.entries.length).toBeLessThanOrEqual(100)
  })

  it('sends what failed again before anything else, and tells once', async () => {
    const { sent, complaints, clock, sender } = stage()
    sender.write(dismissed('a'))
    clock.advance(20)
    sender.write(dismissed('b'))
    const waiting = sender.committed()
    clock.advance(0)
    const [first, second] = sent.splice(0)
    await first?.refuse('database or disk is full')
    await second?.refuse('An earlier entry was not written.')
    await expect(waiting).rejects.toThrow('database or disk is full')
    expect(complaints).toEqual(['database or disk is full'])
    sender.write(dismissed('c'))
    clock.advance(1000)
    const [again] = sent.splice(0)
    expect(again?.group).toBe(0)
    expect(names(again?.entries ?? [])).toEqual(['a', 'b', 'c'])
    await again?.refuse('database or disk is full')
    expect(complaints).toHaveLength(1)
    clock.advance(1000)
    const [last] = sent.splice(0)
    await last?.commit()
    expect(sender.pending).toBe(0)
    sender.write(dismissed('d'))
    clock.advance(20)
    await sent[0]?.refuse('disk I/O error')
    expect(complaints).toEqual(['database or disk is full', 'disk I/O error'])
  })

  it('keeps what was committed before a failure, and goes on after it', async () => {
    const { sent, clock, sender } = stage()
    for (const name of ['a', 'b']) {
      sender.write(dismissed(name))
      clock.advance(20)
    }
    const [first, second] = sent.splice(0)
    await first?.commit()
    await second?.refuse('full')
    expect(sender.pending).toBe(1)
    clock.advance(1000)
    expect(sent.map(({ group, entries }) => ({ group, names: names(entries) }))).toEqual([{ group: 1, names: ['b'] }])
  })

  it('tries at once when somebody waits, also while nothing can be written', async () => {
    const { sent, clock, sender } = stage()
    sender.write(dismissed('a'))
    clock.advance(20)
    await sent.shift()?.refuse('full')
    const waiting = sender.committed()
    clock.advance(0)
    await sent.shift()?.commit()
    await expect(waiting).resolves.toBeUndefined()
  })

  it('keeps fifty thousand entries that cannot be written and no more', async () => {
    const { sent, clock, sender } = stage()
    sender.write(dismissed('a'))
    clock.advance(20)
    await sent.shift()?.refuse('full')
    for (let count = 0; count < 60_000; count += 1) sender.write(dismissed('b'))
    expect(sender.pending).toBe(50_000)
  })

  it('tells of an entry that had to be left out, and goes on', async () => {
    const { sent, complaints, clock, sender } = stage()
    sender.write(dismissed('a'))
    clock.advance(20)
    await sent[0]?.commit('An entry was left out.')
    expect(complaints).toEqual(['An entry was left out.'])
    expect(sender.pending).toBe(0)
  })

  it('refuses for good once the thread has ended, without trying again', async () => {
    const { sent, complaints, clock, link, sender } = stage()
    sender.write(dismissed('a'))
    clock.advance(20)
    link.end = new Error('The thread has ended.')
    await sent.shift()?.refuse('The thread has ended.')
    expect(complaints).toEqual(['The thread has ended.'])
    await expect(sender.committed()).rejects.toThrow('The thread has ended.')
    sender.write(dismissed('b'))
    clock.advance(10_000)
    expect(sent).toEqual([])
    expect(sender.pending).toBe(1)
  })
})
