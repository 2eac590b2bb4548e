import { describe, expect, it } from 'vitest'
import { createMemoryPool, type MemoryPool } from '../../support/memory-runtime.ts'

describe('the memory budget', () => {
  it('holds for the sum of what runs, to the byte', async () => {
    const { submit, flush, running, finish } = createMemoryPool({}, { workSlots: 4 })
    submit('a', { costBytes: 60 })
    submit('b', { costBytes: 40 })
    submit('c', { costBytes: 1 })
    await flush()
    expect(running()).toEqual(['a', 'b'])
    await finish('b')
    expect(new Set(running())).toEqual(new Set(['a', 'c']))
  })

  it('is never exceeded, whatever comes in whatever order', async () => {
    const { submit, flush, running, finish } = createMemoryPool({}, { workSlots: 4 })
    const costs = Array.from({ length: 60 }, (_, index) => 1 + ((index * 37) % 70))
    const jobs = costs.map((costBytes, index) => submit(String(index), { costBytes }))
    await flush()
    for (let turn = 0; running().length > 0; turn += 1) {
      const sum = running().reduce<number>((total, name) => total + (costs[Number(name)] ?? 0), 0)
      expect(sum).toBeLessThanOrEqual(100)
      await finish(String(running()[turn % running().length]))
    }
    expect(jobs.every((job) => job.settled()?.kind === 'replied')).toBe(true)
  })

  it('lets a job above all of it run alone', async () => {
    const { submit, flush, running, finish } = createMemoryPool({}, { workSlots: 4 })
    for (const [name, costBytes] of Object.entries({ a: 10, huge: 500, b: 10 })) submit(name, { costBytes })
    await flush()
    expect(running()).toEqual(['a', 'b'])
    await finish('a')
    expect(running()).toEqual(['b'])
    await finish('b')
    submit('c', { costBytes: 1 })
    await flush()
    expect(running()).toEqual(['huge'])
    await finish('huge')
    expect(running()).toEqual(['c'])
  })

  it('counts what the light lane takes', async () => {
    const { submit, flush, running, finish } = createMemoryPool({}, { workSlots: 2 })
    submit('facts', { lane: 'light', costBytes: 50 })
    submit('a', { costBytes: 30 })
    submit('b', { costBytes: 30 })
    await flush()
    expect(running()).toEqual(['facts', 'a'])
    await finish('facts')
    expect(running()).toEqual(['a', 'b'])
  })

  it('counts a job until its child is gone', async () => {
    const { submit, flush, advance, running, childWith } = createMemoryPool(
      { onKill: () => undefined },
      { workSlots: 2 },
    )
    submit('a', { costBytes: 60, deadlineMs: 1000 })
    submit('b', { costBytes: 60 })
    await flush()
    const child = childWith('a')
    await advance(1000)
    expect(running()).toEqual(['a'])
    child.exit({ signal: 'SIGKILL' })
    await flush()
    expect(running()).toEqual(['b'])
  })

  it('lets a smaller job overtake one that does not fit, but only 16 times', async () => {
    const { submit, flush, running, finish } = createMemoryPool({}, { workSlots: 2 })
    submit('a', { costBytes: 60 })
    submit('big', { costBytes: 60 })
    for (let nth = 1; nth <= 20; nth += 1) submit(`small ${String(nth)}`, { costBytes: 10 })
    await flush()
    for (let nth = 1; nth <= 16; nth += 1) {
      expect(running()).toEqual(['a', `small ${String(nth)}`])
      await finish(`small ${String(nth)}`)
    }
    expect(running()).toEqual(['a'])
    await finish('a')
    expect(new Set(running())).toEqual(new Set(['big', 'small 17']))
  })
})

/** Starts a job, lets it wait for the disk for so long, and finishes it. */
async function waitForDisk({ submit, flush, childWith, advance, finish }: MemoryPool, ms: number): Promise<void> {
  submit('earlier')
  await flush()
  childWith('earlier').computed()
  await flush()
  await advance(ms)
  await finish('earlier')
}

async function compute({ childWith, flush }: MemoryPool, name: string): Promise<void> {
  childWith(name).computed()
  await flush()
}

describe('a job that only waits for the disk', () => {
  it('gets no other beside it while waiting has cost less than a child would', async () => {
    const memory = createMemoryPool()
    await waitForDisk(memory, 249)
    memory.submit('a')
    memory.submit('b')
    await memory.flush()
    await compute(memory, 'a')
    expect(memory.running()).toEqual(['a'])
    expect(memory.pool.stats().starts).toBe(1)
  })

  it('lets another compute in a spare child once jobs have waited 250 ms in all', async () => {
    const memory = createMemoryPool()
    await waitForDisk(memory, 100)
    await waitForDisk(memory, 150)
    memory.submit('a')
    memory.submit('b')
    await memory.flush()
    expect(memory.running(), 'not while a computes').toEqual(['a'])
    await compute(memory, 'a')
    expect(memory.running()).toEqual(['a', 'b'])
  })

  it('does not count the time in which it computed', async () => {
    const memory = createMemoryPool()
    memory.submit('slow')
    await memory.flush()
    await memory.advance(10_000)
    await memory.finish('slow')
    memory.submit('a')
    memory.submit('b')
    await memory.flush()
    await compute(memory, 'a')
    expect(memory.running()).toEqual(['a'])
  })

  it('counts from the first time it says so', async () => {
    const memory = createMemoryPool()
    memory.submit('wordy')
    await memory.flush()
    await compute(memory, 'wordy')
    await memory.advance(249)
    await compute(memory, 'wordy')
    await memory.advance(1)
    await memory.finish('wordy')
    memory.submit('a')
    memory.submit('b')
    await memory.flush()
    await compute(memory, 'a')
    expect(memory.running()).toEqual(['a', 'b'])
  })

  it('still holds its memory', async () => {
    const memory = createMemoryPool()
    await waitForDisk(memory, 250)
    memory.submit('a', { costBytes: 60 })
    memory.submit('b', { costBytes: 60 })
    await memory.flush()
    await compute(memory, 'a')
    expect(memory.running()).toEqual(['a'])
  })

  it('never leads to more jobs computing than there are work slots', async () => {
    const memory = createMemoryPool({}, { workSlots: 2 })
    await waitForDisk(memory, 250)
    for (const name of ['a', 'b', 'c', 'd', 'e']) memory.submit(name)
    await memory.flush()
    expect(memory.running()).toEqual(['a', 'b'])
    await compute(memory, 'a')
    expect(memory.running()).toEqual(['a', 'b', 'c'])
    await compute(memory, 'b')
    expect(memory.running(), 'half as many spare children again, and no more').toHaveLength(3)
    await memory.finish('a')
    expect(memory.running()).toHaveLength(3)
    await memory.finish('b')
    expect(memory.running(), 'one child is free, but c and d compute').toEqual(expect.arrayContaining(['c', 'd']))
    expect(memory.running()).toHaveLength(2)
  })

  it('has to compute again when its child dies', async () => {
    const memory = createMemoryPool()
    await waitForDisk(memory, 250)
    memory.submit('a')
    memory.submit('b')
    await memory.flush()
    await compute(memory, 'a')
    await memory.crash('a', { signal: 'SIGKILL' })
    expect(memory.running()).toEqual(['b'])
    await memory.finish('b')
    expect(memory.running()).toEqual(['a'])
    memory.submit('c')
    await memory.flush()
    expect(memory.running()).toEqual(['a'])
  })
})
