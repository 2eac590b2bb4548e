import { describe, expect, it } from 'vitest'
import type { MemoryScript } from '../../support/memory-runtime.ts'
import { createMemoryPool } from '../../support/memory-runtime.ts'

describe('a job that a child died of', () => {
  it('is tried once more, with no other work beside it, and is then crashed while the rest goes on', async () => {
    const { submit, flush, running, crash, finish } = createMemoryPool({}, { workSlots: 2 })
    const job = submit('a')
    const [beside, after] = [submit('b'), submit('c')]
    await flush()
    expect(running()).toEqual(['a', 'b'])
    await crash('a')
    expect(running(), 'waits for b to finish').toEqual(['b'])
    await finish('b')
    expect(running(), 'alone').toEqual(['a'])
    await crash('a', { signal: 'SIGABRT', stderrTail: 'free(): invalid pointer' })
    const exit = { code: null, signal: 'SIGABRT', stderrTail: 'free(): invalid pointer' }
    expect(job.settled()).toEqual({ kind: 'crashed', exit, attempts: 2 })
    expect(running()).toEqual(['c'])
    await finish('c')
    expect(beside.settled()).toMatchObject({ kind: 'replied', attempts: 1 })
    expect(after.settled()).toMatchObject({ kind: 'replied', attempts: 1 })
  })

  it('may succeed at the second attempt', async () => {
    const { submit, flush, crash, finish } = createMemoryPool()
    const job = submit('a')
    await flush()
    await crash('a')
    await finish('a', 'well')
    expect(job.settled()).toEqual({ kind: 'replied', payload: 'well', attempts: 2 })
  })

  it('takes its turn when another has crashed too: one alone, then the other', async () => {
    const { submit, flush, running, crash, finish, childWith } = createMemoryPool({}, { workSlots: 3 })
    const jobs = ['a', 'b', 'c'].map((name) => submit(name))
    await flush()
    childWith('a').exit({ signal: 'SIGSEGV' })
    childWith('b').exit({ signal: 'SIGSEGV' })
    childWith('c').exit({ signal: 'SIGSEGV' })
    await flush()
    for (let left = 3; left > 0; left -= 1) {
      expect(running()).toHaveLength(1)
      const name = String(running()[0])
      await (name === 'b' ? crash(name) : finish(name))
    }
    expect(jobs.map((job) => job.settled()?.kind)).toEqual(['replied', 'crashed', 'replied'])
  })

  it('does not keep the light lane waiting while it runs alone', async () => {
    const { submit, flush, running, crash } = createMemoryPool()
    submit('a')
    await flush()
    await crash('a')
    submit('facts', { lane: 'light' })
    await flush()
    expect(running()).toEqual(['a', 'facts'])
  })

  it('is swept before it is tried again', async () => {
    const { submit, flush, crash, running, pool } = createMemoryPool()
    const sweep = Promise.withResolvers<undefined>()
    const job = submit('a', { afterChildDeath: () => sweep.promise })
    await flush()
    await crash('a')
    expect(job.attempts).toEqual([1])
    expect(running()).toEqual([])
    expect(pool.stats().running, 'still counts while it is swept').toBe(1)
    sweep.resolve(undefined)
    await flush()
    expect(job.attempts).toEqual([1, 2])
    expect(running()).toEqual(['a'])
  })

  it('is swept before it is settled, after every death', async () => {
    const { submit, flush, crash } = createMemoryPool()
    const sweeps: PromiseWithResolvers<undefined>[] = []
    const job = submit('a', {
      afterChildDeath: () => {
        const sweep = Promise.withResolvers<undefined>()
        sweeps.push(sweep)
        return sweep.promise
      },
    })
    await flush()
    await crash('a')
    sweeps[0]?.resolve(undefined)
    await flush()
    await crash('a')
    expect(sweeps).toHaveLength(2)
    expect(job.settled()).toBeNull()
    sweeps[1]?.resolve(undefined)
    await flush()
    expect(job.settled()).toMatchObject({ kind: 'crashed' })
  })
})

describe('a SIGKILL that is not ours', () => {
  it.each(['SIGKILL', 'SIGTERM'])(
    'is no crash of the job, nor is a SIGTERM: ten attempts, then killed: %s',
    async (signal) => {
      const { submit, flush, crash } = createMemoryPool()
      const job = submit('a')
      await flush()
      for (let attempt = 1; attempt <= 10; attempt += 1) {
        expect(job.attempts).toHaveLength(attempt)
        expect(job.settled()).toBeNull()
        await crash('a', { signal })
      }
      const exit = { code: null, signal, stderrTail: '' }
      expect(job.settled()).toEqual({ kind: 'killed', exit, attempts: 10 })
    },
  )

  it('does not make the job run alone', async () => {
    const { submit, flush, crash, running } = createMemoryPool({}, { workSlots: 2 })
    submit('a')
    submit('b')
    await flush()
    await crash('a', { signal: 'SIGKILL' })
    expect(new Set(running())).toEqual(new Set(['a', 'b']))
  })

  it('does not use up the second attempt that a crash leaves', async () => {
    const { submit, flush, crash } = createMemoryPool()
    const job = submit('a')
    await flush()
    await crash('a')
    for (let kills = 0; kills < 9; kills += 1) await crash('a', { signal: 'SIGKILL' })
    expect(job.settled()).toBeNull()
    await crash('a')
    expect(job.settled()).toMatchObject({ kind: 'crashed', attempts: 11 })
  })
})

describe('a deadline', () => {
  const holdExit: MemoryScript = { onKill: () => undefined }

  it('ends the child, and the slot is free only after its exit', async () => {
    const { submit, flush, advance, running, childWith, pool } = createMemoryPool(holdExit)
    const job = submit('a', { deadlineMs: 1000 })
    const next = submit('b')
    await flush()
    const child = childWith('a')
    await advance(999)
    expect(child.isKilled).toBe(false)
    await advance(1)
    expect(child.isKilled).toBe(true)
    await advance(60_000)
    expect(job.settled()).toBeNull()
    expect(running()).toEqual(['a'])
    expect(pool.stats().starts).toBe(1)
    child.exit({ signal: 'SIGKILL' })
    await flush()
    expect(job.settled()).toEqual({ kind: 'deadline', limitMs: 1000 })
    expect(job.attempts, 'not tried again').toEqual([1])
    expect(running()).toEqual(['b'])
    expect(next.attempts).toEqual([1])
  })

  it('makes a reply that comes between the kill and the exit too late', async () => {
    const { submit, flush, advance, childWith } = createMemoryPool(holdExit)
    const job = submit('a', { deadlineMs: 1000 })
    await flush()
    const child = childWith('a')
    await advance(1000)
    child.done('late')
    child.exit({ signal: 'SIGKILL' })
    await flush()
    expect(job.settled()).toEqual({ kind: 'deadline', limitMs: 1000 })
  })

  it('waits for what the child has said when this process stood still', async () => {
    const { submit, flush, clock, childWith, advance } = createMemoryPool()
    const job = submit('a', { deadlineMs: 1000 })
    await flush()
    const child = childWith('a')
    clock.stall(8000)
    expect(child.isKilled).toBe(false)
    child.done('in time')
    await flush()
    expect(job.settled()).toMatchObject({ kind: 'replied' })
    const other = submit('b', { deadlineMs: 1000 })
    await flush()
    clock.stall(8000)
    await advance(1000)
    expect(other.settled()).toMatchObject({ kind: 'deadline' })
  })

  it('still hears what the child had done by then', async () => {
    const { submit, flush, advance, childWith } = createMemoryPool(holdExit)
    const heard: unknown[] = []
    submit('a', { deadlineMs: 1000, onProgress: (payload) => void heard.push(payload) })
    await flush()
    const child = childWith('a')
    await advance(1000)
    const jobId = child.job?.jobId ?? 0
    child.say({ kind: 'progress', jobId, payload: 'published' })
    child.say({ kind: 'progress', jobId: jobId + 1, payload: 'of another' })
    child.exit({ signal: 'SIGKILL' })
    await flush()
    expect(heard).toEqual(['published'])
  })

  it('runs from the dispatch, not from the submission', async () => {
    const { submit, flush, advance, finish } = createMemoryPool()
    submit('a')
    const job = submit('b', { deadlineMs: 1000 })
    await flush()
    await advance(5000)
    await finish('a')
    await advance(999)
    expect(job.settled()).toBeNull()
    await advance(1)
    expect(job.settled()).toEqual({ kind: 'deadline', limitMs: 1000 })
  })

  it('does not outlive its job', async () => {
    const { submit, flush, advance, finish, children, clock } = createMemoryPool()
    submit('a', { deadlineMs: 1000 })
    submit('b')
    await flush()
    await advance(900)
    await finish('a')
    expect(clock.pending()).toBe(0)
    await advance(10_000)
    expect(children.map(({ isKilled }) => isKilled)).toEqual([false])
  })

  it('starts afresh with the second attempt', async () => {
    const { submit, flush, advance, crash } = createMemoryPool()
    const job = submit('a', { deadlineMs: 1000 })
    await flush()
    await advance(900)
    await crash('a')
    await advance(900)
    expect(job.settled()).toBeNull()
    await advance(100)
    expect(job.settled()).toMatchObject({ kind: 'deadline' })
  })
})
