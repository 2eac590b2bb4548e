import { describe, expect, it } from 'vitest'
import { createMemoryPool } from '../../support/memory-runtime.ts'

describe('a child', () => {
  it('is replaced after so many jobs, and only once it has exited', async () => {
    const { submit, flush, finish, running, children } = createMemoryPool(
      { onKill: () => undefined },
      { recycle: { afterJobs: 2, aboveRssBytes: 1000 } },
    )
    const jobs = ['a', 'b', 'c'].map((name) => submit(name))
    await flush()
    await finish('a')
    expect(children[0]?.isKilled).toBe(false)
    await finish('b')
    expect(jobs[1]?.settled(), 'the job does not wait for that').toMatchObject({ kind: 'replied' })
    expect(children.map(({ isKilled }) => isKilled)).toEqual([true])
    expect(running()).toEqual([])
    children[0]?.exit({ signal: 'SIGKILL' })
    await flush()
    expect(children).toHaveLength(2)
    expect(running()).toEqual(['c'])
    await finish('c')
    expect(jobs[2]?.settled()).toMatchObject({ kind: 'replied', attempts: 1 })
  })

  it('counts its own jobs, not those of the child before it', async () => {
    const { submit, flush, finish, children } = createMemoryPool({}, { recycle: { afterJobs: 2, aboveRssBytes: 1000 } })
    for (const name of ['a', 'b', 'c', 'd', 'e']) submit(name)
    await flush()
    for (const name of ['a', 'b', 'c', 'd', 'e']) await finish(name)
    expect(children.map(({ received }) => received.length)).toEqual([2, 2, 1])
  })

  it('is replaced when it has grown too large', async () => {
    const { submit, flush, finish, children } = createMemoryPool()
    for (const name of ['a', 'b', 'c']) submit(name)
    await flush()
    await finish('a', 'ok', 1000)
    expect(children.map(({ isKilled }) => isKilled)).toEqual([false])
    await finish('b', 'ok', 1001)
    expect(children.map(({ isKilled }) => isKilled)).toEqual([true, false])
    expect(children[1]?.job?.payload).toBe('c')
  })

  it('of the work lane ends after so long without work, and another starts for the next', async () => {
    const { submit, flush, finish, advance, children } = createMemoryPool({}, { workIdleMs: 1000 })
    submit('facts', { lane: 'light' })
    submit('a')
    await flush()
    await finish('facts')
    await finish('a')
    await advance(999)
    const job = submit('b')
    await flush()
    await advance(5000)
    expect(children.map(({ isAlive }) => isAlive)).toEqual([true, true])
    await finish('b')
    expect(job.settled()).toMatchObject({ kind: 'replied', attempts: 1 })
    await advance(1000)
    expect(
      children.map(({ isAlive }) => isAlive),
      'the light lane answers at once',
    ).toEqual([true, false])
    const next = submit('c')
    await flush()
    await finish('c')
    expect(next.settled()).toMatchObject({ kind: 'replied', attempts: 1 })
    expect(children).toHaveLength(3)
  })

  it('that dies while idle is replaced for the next job, and nobody is blamed', async () => {
    const { submit, flush, finish, children } = createMemoryPool()
    submit('a')
    await flush()
    await finish('a')
    for (let deaths = 0; deaths < 5; deaths += 1) {
      children.at(-1)?.exit({ signal: 'SIGSEGV' })
      await flush()
      const job = submit('b')
      await flush()
      await finish('b')
      expect(job.settled()).toMatchObject({ kind: 'replied', attempts: 1 })
    }
    expect(children).toHaveLength(6)
  })
})

describe('stop()', () => {
  it('lets what runs finish and cancels what waits', async () => {
    const { submit, flush, finish, pool, children } = createMemoryPool()
    const jobs = ['a', 'b', 'c'].map((name) => submit(name))
    await flush()
    pool.stop()
    await flush()
    expect(jobs.map((job) => job.settled()?.kind)).toEqual([undefined, 'cancelled', 'cancelled'])
    expect(children.map(({ isKilled }) => isKilled)).toEqual([false])
    await finish('a', 'whole')
    expect(jobs[0]?.settled()).toEqual({ kind: 'replied', payload: 'whole', attempts: 1 })
    expect(jobs.flatMap((job) => job.attempts)).toEqual([1])
  })

  it('cancels what is submitted later, in both lanes', async () => {
    const { submit, pool } = createMemoryPool()
    pool.stop()
    expect(await submit('a').outcome).toEqual({ kind: 'cancelled' })
    expect(await submit('b', { lane: 'light' }).outcome).toEqual({ kind: 'cancelled' })
    expect(pool.stats()).toEqual({ running: 0, queued: 0, childPids: [], starts: 0 })
  })

  it('gives a job that crashes afterwards no second attempt, but sweeps it', async () => {
    const { submit, flush, crash, pool } = createMemoryPool()
    let sweeps = 0
    const job = submit('a', { afterChildDeath: () => Promise.resolve(void (sweeps += 1)) })
    await flush()
    pool.stop()
    await crash('a')
    expect(job.settled()).toEqual({ kind: 'cancelled' })
    expect(job.attempts).toEqual([1])
    expect(sweeps).toBe(1)
  })

  it('leaves deadlines in force', async () => {
    const { submit, flush, advance, pool } = createMemoryPool()
    const job = submit('a', { deadlineMs: 1000 })
    await flush()
    pool.stop()
    await advance(1000)
    expect(job.settled()).toMatchObject({ kind: 'deadline' })
  })
})

describe('kill()', () => {
  it('ends every child at once and resolves when the last has gone', async () => {
    const { submit, flush, pool, children } = createMemoryPool({ onKill: () => undefined }, { workSlots: 2 })
    const jobs = ['a', 'b', 'c'].map((name) => submit(name))
    jobs.push(submit('facts', { lane: 'light' }))
    await flush()
    let isOver = false
    void pool.kill().then(() => (isOver = true))
    await flush()
    expect(children.map(({ isKilled }) => isKilled)).toEqual([true, true, true])
    children[0]?.exit({ signal: 'SIGKILL' })
    children[1]?.exit({ signal: 'SIGKILL' })
    await flush()
    expect(isOver).toBe(false)
    children[2]?.exit({ signal: 'SIGKILL' })
    await flush()
    expect(isOver).toBe(true)
    expect(jobs.map((job) => job.settled())).toEqual(Array(4).fill({ kind: 'cancelled' }))
    expect(pool.stats()).toMatchObject({ running: 0, queued: 0, childPids: [] })
  })

  it('resolves only after the jobs have been swept and settled', async () => {
    const { submit, flush, pool } = createMemoryPool()
    const sweep = Promise.withResolvers<undefined>()
    const job = submit('a', { afterChildDeath: () => sweep.promise })
    await flush()
    let settledAtEnd: unknown = null
    let isOver = false
    void pool.kill().then(() => {
      isOver = true
      settledAtEnd = job.settled()
    })
    await flush()
    expect(isOver).toBe(false)
    sweep.resolve(undefined)
    await flush()
    expect(isOver).toBe(true)
    expect(settledAtEnd).toEqual({ kind: 'cancelled' })
  })

  it('cancels also the job whose child was being ended already', async () => {
    const { submit, flush, advance, pool, children } = createMemoryPool({ onKill: () => undefined })
    const job = submit('a', { deadlineMs: 1000 })
    await flush()
    await advance(1000)
    const end = pool.kill()
    children[0]?.exit({ signal: 'SIGKILL' })
    await end
    expect(job.settled()).toEqual({ kind: 'cancelled' })
  })

  it('ends a child that is still starting', async () => {
    const { submit, flush, pool, children, clock } = createMemoryPool({ onStart: () => undefined })
    const job = submit('a')
    await flush()
    await pool.kill()
    expect(children.map(({ isAlive }) => isAlive)).toEqual([false])
    expect(job.settled()).toEqual({ kind: 'cancelled' })
    expect(clock.pending()).toBe(0)
  })

  it('leaves no restart waiting', async () => {
    const { submit, flush, pool, clock } = createMemoryPool({
      onStart: (child) => {
        child.exit({ code: 1 })
      },
    })
    const job = submit('a')
    await flush()
    expect(clock.pending()).toBe(1)
    await pool.kill()
    expect(clock.pending()).toBe(0)
    expect(await job.outcome).toEqual({ kind: 'cancelled' })
  })

  it('leaves no restart waiting for a child that was too slow to start', async () => {
    const { submit, flush, advance, pool, children, clock } = createMemoryPool({
      onStart: () => undefined,
      onKill: () => undefined,
    })
    submit('a')
    await flush()
    await advance(5000)
    const end = pool.kill()
    children[0]?.exit({ signal: 'SIGKILL' })
    await end
    expect(clock.pending()).toBe(0)
  })

  it('can follow stop() and close()', async () => {
    const { submit, flush, pool } = createMemoryPool()
    const job = submit('a')
    await flush()
    pool.stop()
    const closing = pool.close()
    await pool.kill()
    await closing
    expect(job.settled()).toEqual({ kind: 'cancelled' })
  })
})

describe('close()', () => {
  it('waits for what runs, then ends the children', async () => {
    const { submit, flush, finish, pool, children, clock } = createMemoryPool()
    const [job, queued] = [submit('a', { deadlineMs: 1000 }), submit('b')]
    await flush()
    let isOver = false
    const closing = pool.close().then(() => (isOver = true))
    await flush()
    expect(isOver).toBe(false)
    expect(children.map(({ isKilled }) => isKilled)).toEqual([false])
    expect(queued.settled()).toEqual({ kind: 'cancelled' })
    await finish('a')
    await closing
    expect(job.settled()).toMatchObject({ kind: 'replied' })
    expect(children.map(({ isAlive }) => isAlive)).toEqual([false])
    expect(clock.pending()).toBe(0)
  })

  it('may be called again, at the same time and later', async () => {
    const { submit, flush, finish, pool, children } = createMemoryPool()
    submit('a')
    await flush()
    const both = Promise.all([pool.close(), pool.close()])
    await finish('a')
    await both
    await pool.close()
    await pool.kill()
    expect(children).toHaveLength(1)
    expect(await submit('b').outcome).toEqual({ kind: 'cancelled' })
  })

  it('has nothing to wait for in a pool that never ran', async () => {
    const { pool } = createMemoryPool()
    await pool.close()
    expect(pool.stats().starts).toBe(0)
  })
})
