import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createNodeRuntime } from '../../../src/pool/node-runtime.ts'
import type { PoolJob, PoolOutcome } from '../../../src/pool/pool-job.ts'
import { createProcessPool, type PoolOptions, type ProcessPool } from '../../../src/pool/process-pool.ts'
import { until } from '../../support/until.ts'

/** A pool of real children that run a fixture. */
function createPool(fixture = 'obedient', changes: Partial<PoolOptions> = {}): ProcessPool {
  const workerPath = join(import.meta.dirname, 'fixtures', `${fixture}.mjs`)
  const pool = createProcessPool({
    runtime: createNodeRuntime({ workerPath, execPath: process.execPath, env: process.env }),
    workSlots: 1,
    lightSlots: 1,
    memoryBudgetBytes: 1e9,
    clock: {
      now: () => performance.now(),
      after: (delayMs, callback) => {
        const timer = setTimeout(callback, delayMs)
        return () => {
          clearTimeout(timer)
        }
      },
    },
    recycle: { afterJobs: 100, aboveRssBytes: 1e9 },
    startTimeoutMs: 20_000,
    ...changes,
  })
  onTestFinished(() => pool.kill())
  return pool
}

function ask(pool: ProcessPool, payload: unknown, changes: Partial<PoolJob> = {}): Promise<PoolOutcome> {
  return pool.submit({
    lane: 'work',
    costBytes: 1,
    memoryLimitBytes: null,
    deadlineMs: null,
    payload: () => payload,
    ...changes,
  })
}

const echo = (value: unknown): unknown => ({ act: 'echo', value })

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a pool whose children cannot start', () => {
  it.each([
    { fixture: 'exits-at-once', exit: { code: 3, signal: null, stderrTail: 'cannot find libvips\n' } },
    { fixture: 'wrong-version', exit: { signal: 'SIGKILL' } },
    { fixture: 'garbage-at-start', exit: { signal: 'SIGKILL' } },
    { fixture: 'is-missing', exit: { code: 1, stderrTail: expect.stringContaining('MODULE_NOT_FOUND') as string } },
  ])('gives everything up after three of them: $fixture', async ({ fixture, exit }) => {
    const pool = createPool(fixture)
    const outcomes = await Promise.all([ask(pool, echo(1)), ask(pool, echo(2))])
    expect(outcomes).toMatchObject(Array(2).fill({ kind: 'cannot-start', exit }))
    expect(pool.stats()).toEqual({ running: 0, queued: 0, childPids: [], starts: 3 })
  })

  it('gives up on children that stay silent', async () => {
    const pool = createPool('never-ready', { startTimeoutMs: 300 })
    expect(await ask(pool, echo(1))).toMatchObject({ kind: 'cannot-start', exit: { signal: 'SIGKILL' } })
    expect(pool.stats()).toMatchObject({ childPids: [], starts: 3 })
  })

  it('gives up when the system throws instead of starting one', async () => {
    // More than any argument list may hold: spawn throws E2BIG at once.
    const env = { PATH: 'x'.repeat(8_000_000) }
    const runtime = createNodeRuntime({ workerPath: 'any.mjs', execPath: process.execPath, env })
    expect(await ask(createPool('obedient', { runtime }), echo(1))).toMatchObject({ kind: 'cannot-start' })
  })

  it('gives up when there is no such program, and says so', async () => {
    const runtime = createNodeRuntime({ workerPath: 'any.mjs', execPath: '/no/such/node', env: {} })
    const pool = createPool('obedient', { runtime })
    const outcome = await ask(pool, echo(1))
    const stderrTail = expect.stringContaining('ENOENT') as string
    expect(outcome).toEqual({ kind: 'cannot-start', exit: { code: null, signal: null, stderrTail } })
    expect(pool.stats()).toEqual({ running: 0, queued: 0, childPids: [], starts: 3 })
  })
})

describe('a pool whose child dies of a job', () => {
  it.each([
    { name: 'SIGSEGV', payload: { act: 'die', signal: 'SIGSEGV' }, exit: { code: null, signal: 'SIGSEGV' } },
    { name: 'abort', payload: { act: 'abort' }, exit: { code: null, signal: 'SIGABRT' } },
    { name: 'exit code 0 without a reply', payload: { act: 'exit', code: 0 }, exit: { code: 0, signal: null } },
    { name: 'garbage', payload: { act: 'say', frame: 'garbage' }, exit: { code: null, signal: 'SIGKILL' } },
  ])('tries it again, calls it crashed, and goes on: $name', async ({ payload, exit }) => {
    const pool = createPool()
    let sweeps = 0
    const bad = ask(pool, payload, { afterChildDeath: () => Promise.resolve(void (sweeps += 1)) })
    const good = ask(pool, echo('well'))
    expect(await bad).toMatchObject({ kind: 'crashed', exit, attempts: 2 })
    expect(sweeps).toBe(2)
    expect(await good).toEqual({ kind: 'replied', payload: 'well', attempts: 1 })
    expect(pool.stats()).toMatchObject({ running: 0, queued: 0, starts: 3 })
  })

  it('hears of a bug in the child on stderr', async () => {
    const outcome = await ask(createPool(), { act: 'bug' })
    const stderrTail = expect.stringContaining('Error: a bug in the child') as string
    expect(outcome).toMatchObject({ kind: 'crashed', exit: { signal: 'SIGABRT', stderrTail } })
  })

  it('keeps the last 4 KB of stderr', async () => {
    const text = `${'x'.repeat(20_000)}the end`
    const outcome = await ask(createPool(), { act: 'stderr', text, signal: 'SIGABRT' })
    expect(outcome).toMatchObject({ kind: 'crashed', exit: { stderrTail: text.slice(-4096) } })
  })

  it('tries a job anew whose child somebody else killed', async () => {
    const pool = createPool()
    const started = Promise.withResolvers<undefined>()
    const payload = (attempt: number): unknown => (attempt === 1 ? { act: 'wait' } : echo('well'))
    const outcome = ask(pool, null, {
      payload,
      onStart: () => {
        started.resolve(undefined)
      },
    })
    await started.promise
    const [pid] = pool.stats().childPids
    process.kill(pid ?? 0, 'SIGKILL')
    expect(await outcome).toEqual({ kind: 'replied', payload: 'well', attempts: 2 })
    expect(pool.stats().childPids).not.toContain(pid)
  })

  it('calls it killed when somebody else kills every child', async () => {
    const outcome = await ask(createPool(), { act: 'die', signal: 'SIGKILL' })
    expect(outcome).toMatchObject({ kind: 'killed', exit: { code: null, signal: 'SIGKILL' }, attempts: 10 })
  })
})

describe('a pool', () => {
  it('takes the reply of a child that dies right after it, and harms no other job', async () => {
    for (const then of ['exit', 'SIGKILL', 'SIGSEGV']) {
      const pool = createPool()
      const attempts: number[] = []
      const first = await ask(pool, { act: 'chatter', count: 100, then }, { onStart: (nth) => void attempts.push(nth) })
      expect(first).toEqual({ kind: 'replied', payload: 'last words', attempts: 1 })
      expect(await ask(pool, echo('next'))).toMatchObject({ kind: 'replied', payload: 'next' })
      expect(attempts).toEqual([1])
    }
  })

  it('takes the first of two replies', async () => {
    const pool = createPool()
    const outcomes = await Promise.all([ask(pool, { act: 'twice', value: 'once' }), ask(pool, echo('own'))])
    expect(outcomes).toMatchObject([
      { kind: 'replied', payload: 'once', attempts: 1 },
      { kind: 'replied', payload: 'own' },
    ])
  })

  it('ends a child that is past its deadline, however deaf it is, before the next job goes on', async () => {
    const pool = createPool()
    const hung: number[] = []
    const outcome = await ask(
      pool,
      { act: 'hang' },
      { deadlineMs: 300, onStart: () => hung.push(...pool.stats().childPids) },
    )
    expect(outcome).toEqual({ kind: 'deadline', limitMs: 300 })
    const next = await ask(pool, { act: 'pid' })
    expect(next).toMatchObject({ kind: 'replied' })
    expect(hung).toHaveLength(1)
    expect(hung.map(isRunning)).toEqual([false])
  })

  it('ends a child that outgrows the memory of its job', async () => {
    const limitBytes = 300e6
    const outcome = await ask(createPool(), { act: 'grow' }, { memoryLimitBytes: limitBytes, deadlineMs: 30_000 })
    expect(outcome).toMatchObject({ kind: 'over-memory', limitBytes })
    expect(outcome).toSatisfy((over: { readonly rssBytes: number }) => over.rssBytes > limitBytes)
  })

  it('leaves a child alone that stays within the memory of its job', async () => {
    const pool = createPool()
    const outcome = ask(pool, { act: 'grow' }, { memoryLimitBytes: 4e9, deadlineMs: 1500 })
    expect(await outcome).toMatchObject({ kind: 'deadline' })
  })

  it('replaces a child by a new process after so many jobs', async () => {
    const pool = createPool('obedient', { recycle: { afterJobs: 2, aboveRssBytes: 1e9 } })
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => ask(pool, { act: 'pid' })))
    const pids = outcomes.map((outcome) => (outcome.kind === 'replied' ? outcome.payload : null))
    expect(new Set(pids).size).toBe(3)
    expect([pids[0], pids[2]]).toEqual([pids[1], pids[3]])
  })

  it('replaces a child that has grown', async () => {
    const pool = createPool('obedient', { recycle: { afterJobs: 100, aboveRssBytes: 1 } })
    const [one, other] = [await ask(pool, { act: 'pid' }), await ask(pool, { act: 'pid' })]
    expect(one).not.toEqual(other)
    expect(pool.stats().starts).toBe(2)
  })

  it('leaves no process behind after kill() or close()', async () => {
    const pool = createPool('obedient', { workSlots: 2 })
    await Promise.all([ask(pool, echo(1)), ask(pool, echo(2))])
    const hung = [ask(pool, { act: 'hang' }), ask(pool, { act: 'wait' })]
    const pids = pool.stats().childPids
    expect(pids.map(isRunning)).toEqual([true, true])
    await pool.kill()
    expect(pids.map(isRunning)).toEqual([false, false])
    expect(await Promise.all(hung)).toEqual([{ kind: 'cancelled' }, { kind: 'cancelled' }])
    const calm = createPool()
    await ask(calm, echo(1))
    const [pid] = calm.stats().childPids
    await calm.close()
    expect(isRunning(pid ?? 0)).toBe(false)
    await until(() => calm.stats().childPids.length === 0)
  })
})
