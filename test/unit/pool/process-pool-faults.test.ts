import { describe, expect, it } from 'vitest'
import { poolProtocolVersion } from '../../../src/shared/pool-protocol.ts'
import { createMemoryPool, type MemoryScript } from '../../support/memory-runtime.ts'

const dyingEarly: MemoryScript = {
  onStart: (child) => {
    child.exit({ code: 1, stderrTail: 'no library' })
  },
}

describe('a child that dies before it is ready', () => {
  const exit = { code: 1, signal: null, stderrTail: 'no library' }

  it('is replaced twice, and after the third nothing can start: all jobs settle, in both lanes and later', async () => {
    const { submit, flush, advance, pool } = createMemoryPool(dyingEarly)
    const jobs = [submit('a'), submit('b', { lane: 'light', costBytes: 1 })]
    jobs.push(submit('c'))
    await flush()
    await advance(100)
    await advance(1000)
    expect(jobs.map((job) => job.settled())).toEqual(Array(3).fill({ kind: 'cannot-start', exit }))
    expect(jobs.flatMap((job) => job.attempts)).toEqual([])
    const { starts } = pool.stats()
    expect(await submit('late').outcome).toEqual({ kind: 'cannot-start', exit })
    expect(pool.stats()).toEqual({ running: 0, queued: 0, childPids: [], starts })
  })

  it('is replaced after 0.1 s, then after 1 s, and no sooner', async () => {
    const { submit, flush, advance, pool } = createMemoryPool(dyingEarly)
    const job = submit('a')
    await flush()
    const seen: number[] = []
    for (const ms of [99, 1, 999, 1]) {
      seen.push(pool.stats().starts)
      expect(job.settled()).toBeNull()
      await advance(ms)
    }
    expect(seen).toEqual([1, 1, 2, 2])
    expect(pool.stats().starts).toBe(3)
    expect(job.settled()).toEqual({ kind: 'cannot-start', exit })
  })

  it('is forgiven once another becomes ready', async () => {
    const { submit, flush, advance, crash, finish, children } = createMemoryPool({
      onStart: (child) => {
        if ([3, 6].includes(child.nth)) child.ready()
        else child.exit({ code: 1 })
      },
    })
    const job = submit('a')
    await flush()
    await advance(100)
    await advance(1000)
    await crash('a')
    await advance(100)
    await advance(1000)
    expect(children).toHaveLength(6)
    await finish('a')
    expect(job.settled()).toMatchObject({ kind: 'replied', attempts: 2 })
  })

  it('counts also where a child had been ready before', async () => {
    const { submit, flush, advance, crash, children } = createMemoryPool({
      onStart: (child) => {
        if (child.nth === 1) child.ready()
        else child.exit({ code: 1 })
      },
    })
    const job = submit('a')
    await flush()
    await crash('a', { signal: 'SIGKILL' })
    await advance(100)
    await advance(1000)
    expect(children).toHaveLength(4)
    expect(job.settled()).toMatchObject({ kind: 'cannot-start' })
  })

  it('leaves what already runs to finish', async () => {
    const { submit, flush, advance, finish } = createMemoryPool(
      {
        onStart: (child) => {
          if (child.nth === 1) child.ready()
          else child.exit({ code: 1 })
        },
      },
      { workSlots: 2 },
    )
    const first = submit('a')
    await flush()
    const second = submit('b')
    await flush()
    await advance(100)
    await advance(1000)
    expect(second.settled()).toMatchObject({ kind: 'cannot-start' })
    expect(first.settled()).toBeNull()
    await finish('a')
    expect(first.settled()).toMatchObject({ kind: 'replied' })
  })

  it('leaves no job behind that crashes after nothing can start any more', async () => {
    const { submit, flush, advance, crash } = createMemoryPool(
      {
        onStart: (child) => {
          if (child.nth === 1) child.ready()
          else child.exit({ code: 1 })
        },
      },
      { workSlots: 2 },
    )
    const job = submit('a')
    await flush()
    submit('b')
    await flush()
    await advance(100)
    await advance(1000)
    await crash('a')
    await advance(10_000)
    expect(job.settled()).not.toBeNull()
  })

  it('gets another try also when all slots start at once', async () => {
    const { submit, flush, advance, finish } = createMemoryPool(
      {
        onStart: (child) => {
          if (child.nth > 3) child.ready()
          else child.exit({ code: 1 })
        },
      },
      { workSlots: 3 },
    )
    const jobs = ['a', 'b', 'c'].map((name) => submit(name))
    await flush()
    await advance(1000)
    for (const name of ['a', 'b', 'c']) await finish(name)
    expect(jobs.map((job) => job.settled()?.kind)).toEqual(['replied', 'replied', 'replied'])
  })

  it('is forgiven where somebody else killed it: ten such kills in a row are waited out', async () => {
    const { submit, flush, advance, finish } = createMemoryPool({
      onStart: (child) => {
        if (child.nth > 10) child.ready()
        else child.exit({ signal: 'SIGKILL' })
      },
    })
    const job = submit('a')
    await flush()
    for (let wait = 0; wait < 10; wait += 1) await advance(100)
    await finish('a')
    expect(job.settled()).toMatchObject({ kind: 'replied' })
  })
})

describe('a child that never becomes ready', () => {
  it('is ended after the start timeout and counts as one that died early', async () => {
    const { submit, flush, advance, children } = createMemoryPool({ onStart: () => undefined })
    const job = submit('a')
    await flush()
    await advance(4999)
    expect(children[0]?.isKilled).toBe(false)
    await advance(1)
    expect(children[0]?.isKilled).toBe(true)
    for (const waitMs of [100, 1000]) {
      expect(job.settled()).toBeNull()
      await advance(waitMs)
      await advance(5000)
    }
    expect(children).toHaveLength(3)
    expect(job.settled()).toMatchObject({ kind: 'cannot-start', exit: { signal: 'SIGKILL' } })
  })

  it.each([
    { name: 'speaks another version', frame: { kind: 'ready', protocolVersion: poolProtocolVersion + 1 } },
    { name: 'replies before it was asked', frame: { kind: 'done', jobId: 1, payload: 'early', rssBytes: 1 } },
    { name: 'talks nonsense', frame: 'hello' },
  ])('is ended at once when it $name, and counts as well', async ({ frame }) => {
    const { submit, flush, advance, children } = createMemoryPool({
      onStart: (child) => {
        child.say(frame)
      },
    })
    const job = submit('a')
    await flush()
    expect(children[0]?.isKilled).toBe(true)
    await advance(100)
    await advance(1000)
    expect(children.map(({ received }) => received.length)).toEqual([0, 0, 0])
    expect(job.settled()).toMatchObject({ kind: 'cannot-start' })
  })
})

describe('a child that talks nonsense', () => {
  const frames = [
    { name: 'no frame', frame: 'hello' },
    { name: 'a frame without its fields', frame: { kind: 'done', jobId: 1 } },
    { name: 'a reply to a job it does not hold', frame: { kind: 'done', jobId: 999, payload: 'x', rssBytes: 1 } },
    { name: 'progress of a job it does not hold', frame: { kind: 'progress', jobId: 999, payload: 'x' } },
    { name: 'ready for a second time', frame: { kind: 'ready', protocolVersion: poolProtocolVersion } },
  ]

  it.each(frames)('is killed while busy and has crashed its job: $name', async ({ frame }) => {
    const { submit, flush, childWith, finish } = createMemoryPool()
    const job = submit('a')
    await flush()
    const child = childWith('a')
    child.say(frame)
    await flush()
    expect(child.isKilled).toBe(true)
    await finish('a')
    expect(job.settled()).toMatchObject({ kind: 'replied', attempts: 2 })
  })

  it('crashes its job for good the second time', async () => {
    const { submit, flush } = createMemoryPool({
      onJob: (child) => {
        child.say({ nonsense: true })
      },
    })
    const job = submit('a')
    await flush()
    expect(job.settled()).toMatchObject({ kind: 'crashed', attempts: 2 })
  })

  it.each(frames)('is killed while idle, to the harm of no job: $name', async ({ frame }) => {
    const { submit, flush, finish, children } = createMemoryPool()
    submit('a')
    await flush()
    await finish('a')
    children[0]?.say(frame)
    await flush()
    expect(children[0]?.isKilled).toBe(true)
    const next = submit('b')
    await flush()
    await finish('b')
    expect(next.settled()).toMatchObject({ kind: 'replied', attempts: 1 })
  })
})

describe('a child that outgrows the memory of its job', () => {
  it('is ended, and the job is not tried again', async () => {
    const { submit, flush, childWith, running } = createMemoryPool()
    const job = submit('a', { memoryLimitBytes: 500 })
    submit('b')
    await flush()
    const child = childWith('a')
    child.say({ kind: 'over-memory', jobId: child.job?.jobId, rssBytes: 777 })
    await flush()
    expect(child.isKilled).toBe(true)
    expect(job.settled()).toEqual({ kind: 'over-memory', rssBytes: 777, limitBytes: 500 })
    expect(job.attempts).toEqual([1])
    expect(running()).toEqual(['b'])
  })

  it('is not blamed on the one that the slot holds next', async () => {
    const { submit, flush, childWith, crash } = createMemoryPool()
    submit('a', { memoryLimitBytes: 500 })
    const next = submit('b', { memoryLimitBytes: 500 })
    await flush()
    const child = childWith('a')
    child.say({ kind: 'over-memory', jobId: child.job?.jobId, rssBytes: 777 })
    await flush()
    await crash('b')
    await crash('b')
    expect(next.settled()).toMatchObject({ kind: 'crashed' })
  })
})
