import { describe, expect, it } from 'vitest'
import { createMemoryPool } from '../../support/memory-runtime.ts'

describe('a pool', () => {
  it('gives a child one job at a time', async () => {
    const { submit, flush, running, children, finish } = createMemoryPool({}, { workSlots: 2 })
    for (const name of ['a', 'b', 'c']) submit(name)
    await flush()
    expect(running()).toEqual(['a', 'b'])
    expect(children.map(({ received }) => received.length)).toEqual([1, 1])
    await finish('b')
    expect(running()).toEqual(['a', 'c'])
    expect(children.map(({ received }) => received.length)).toEqual([1, 2])
  })

  it('takes jobs in the order in which they came', async () => {
    const { submit, flush, running, finish } = createMemoryPool()
    const names = ['a', 'b', 'c', 'd']
    for (const name of names) submit(name)
    await flush()
    for (const name of names) {
      expect(running()).toEqual([name])
      await finish(name)
    }
  })

  it('starts no more children than there are jobs, and keeps them for the next', async () => {
    const { submit, flush, finish, pool } = createMemoryPool({}, { workSlots: 4 })
    submit('a')
    submit('b')
    await flush()
    expect(pool.stats().starts).toBe(2)
    await finish('a')
    submit('c')
    await flush()
    expect(pool.stats()).toEqual({ running: 2, queued: 0, childPids: [1001, 1002], starts: 2 })
  })

  it('sends the payload with the memory limit and passes on what comes back', async () => {
    const { submit, flush, children } = createMemoryPool()
    const payload = { bytes: new Uint8Array([1, 2]), inode: 7n }
    const starts: number[] = []
    const progress: unknown[] = []
    const job = submit('a', {
      memoryLimitBytes: 5e8,
      payload: () => payload,
      onStart: (attempt) => void starts.push(attempt),
      onProgress: (stage) => void progress.push(stage),
    })
    await flush()
    const [child] = children
    expect(child?.job).toMatchObject({ kind: 'job', payload, memoryLimitBytes: 5e8 })
    const jobId = child?.job?.jobId
    child?.say({ kind: 'progress', jobId, payload: 'reading' })
    child?.say({ kind: 'progress', jobId, payload: { stage: 'saving' } })
    await flush()
    expect(starts).toEqual([1])
    expect(progress).toEqual(['reading', { stage: 'saving' }])
    expect(job.settled()).toBeNull()
    child?.done({ files: 3 })
    expect(await job.outcome).toEqual({ kind: 'replied', payload: { files: 3 }, attempts: 1 })
  })

  it('asks for the payload anew at every attempt', async () => {
    const { submit, flush, crash, children } = createMemoryPool()
    const starts: number[] = []
    const job = submit('a', {
      payload: (attempt) => (attempt === 1 ? 'first' : 'again'),
      onStart: (attempt) => void starts.push(attempt),
    })
    await flush()
    await crash('first')
    expect(children.map(({ received }) => received.map(({ payload }) => payload))).toEqual([['first'], ['again']])
    expect(job.attempts).toEqual([1, 2])
    expect(starts).toEqual([1, 2])
  })

  it('asks for the payload only when the job is sent', async () => {
    const { submit, flush, finish } = createMemoryPool()
    submit('a')
    const later = submit('b')
    await flush()
    expect(later.attempts).toEqual([])
    await finish('a')
    expect(later.attempts).toEqual([1])
  })
})

describe('a job', () => {
  it('is done only on a reply: a child that exits with 0 has crashed', async () => {
    const { submit, flush, crash } = createMemoryPool()
    const job = submit('a')
    await flush()
    await crash('a', { code: 0 })
    expect(job.settled()).toBeNull()
    await crash('a', { code: 0 })
    expect(job.settled()).toEqual({ kind: 'crashed', exit: { code: 0, signal: null, stderrTail: '' }, attempts: 2 })
  })

  it('settles once: a child that dies right after the reply changes nothing', async () => {
    const { submit, flush, childWith, pool } = createMemoryPool()
    let sweeps = 0
    const job = submit('a', { afterChildDeath: () => Promise.resolve(void (sweeps += 1)) })
    await flush()
    const child = childWith('a')
    child.done('first')
    child.exit({ signal: 'SIGSEGV' })
    await flush()
    expect(job.settled()).toEqual({ kind: 'replied', payload: 'first', attempts: 1 })
    expect(job.attempts).toEqual([1])
    expect(sweeps).toBe(0)
    expect(pool.stats()).toEqual({ running: 0, queued: 0, childPids: [], starts: 1 })
  })

  it('settles once: a second reply ends the child and is nobody’s', async () => {
    const { submit, flush, childWith, children } = createMemoryPool()
    const job = submit('a')
    await flush()
    const child = childWith('a')
    const jobId = child.job?.jobId
    child.done('first')
    child.say({ kind: 'done', jobId, payload: 'second', rssBytes: 1 })
    await flush()
    expect(job.settled()).toMatchObject({ payload: 'first' })
    expect(child.isKilled).toBe(true)
    const next = submit('b')
    await flush()
    children[1]?.done('own')
    expect(await next.outcome).toEqual({ kind: 'replied', payload: 'own', attempts: 1 })
  })

  it('never takes the reply to the job before it', async () => {
    const { submit, flush, childWith, finish } = createMemoryPool()
    submit('a')
    const job = submit('b')
    await flush()
    const child = childWith('a')
    const jobId = child.job?.jobId
    child.done('of a')
    child.say({ kind: 'done', jobId, payload: 'of a again', rssBytes: 1 })
    await flush()
    expect(job.settled()).toBeNull()
    await finish('b', 'of b')
    expect(job.settled()).toEqual({ kind: 'replied', payload: 'of b', attempts: 2 })
  })
})

describe('the light lane', () => {
  it('answers while the work lane is full', async () => {
    const { submit, flush, running, finish } = createMemoryPool()
    for (const name of ['a', 'b', 'c']) submit(name)
    await flush()
    const job = submit('facts', { lane: 'light' })
    await flush()
    expect(running()).toEqual(['a', 'facts'])
    await finish('facts', 'known')
    expect(job.settled()).toMatchObject({ payload: 'known' })
    expect(running()).toEqual(['a'])
  })

  it('answers beside a job that takes more than the whole memory budget', async () => {
    const { submit, flush, running } = createMemoryPool()
    submit('huge', { costBytes: 1000 })
    await flush()
    submit('facts', { lane: 'light', costBytes: 10 })
    await flush()
    expect(running()).toEqual(['huge', 'facts'])
  })

  it('does not keep such a job waiting either', async () => {
    const { submit, flush, running } = createMemoryPool()
    submit('facts', { lane: 'light', costBytes: 10 })
    await flush()
    submit('huge', { costBytes: 1000 })
    await flush()
    expect(running()).toEqual(['facts', 'huge'])
  })

  it('has only its own slots, even while the others have idle children', async () => {
    const { submit, flush, running, finish } = createMemoryPool({}, { workSlots: 3 })
    const work = ['w1', 'w2', 'w3']
    for (const name of work) submit(name)
    await flush()
    for (const name of work) await finish(name)
    for (const name of ['a', 'b']) submit(name, { lane: 'light' })
    await flush()
    expect(running()).toEqual(['a'])
    await finish('a')
    expect(running()).toEqual(['b'])
  })

  it('does not lend its slots to work, even while it has idle children', async () => {
    const { submit, flush, running, finish } = createMemoryPool({}, { lightSlots: 2 })
    submit('facts', { lane: 'light' })
    await flush()
    await finish('facts')
    for (const name of ['a', 'b']) submit(name)
    await flush()
    expect(running()).toEqual(['a'])
  })
})
