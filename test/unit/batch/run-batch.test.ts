import { describe, expect, it } from 'vitest'
import { itemsOf, stageBatch } from '../../support/batch-stage.ts'
import { until } from '../../support/until.ts'
import { result } from '../cli/samples.ts'

describe('a batch over a stream of jobs', () => {
  it('takes them in order, and sums them up', async () => {
    const stage = stageBatch(['a', 'skip b', 'c'])
    await stage.flush()
    expect(stage.sources()).toEqual(['a', 'c'])
    await stage.done('c')
    await stage.done('a')
    const summary = await stage.batch.ended
    expect(summary).toMatchObject({ total: 3, done: 2, skipped: 1, failed: 0, notStarted: 0, outputBytes: 20 })
    expect(stage.events.flatMap((event) => (event.kind === 'planned' ? [event.index] : []))).toEqual([0, 1, 2])
  })

  it('fails with the stream', async () => {
    const stage = stageBatch(
      (async function* () {
        yield* itemsOf(['a'])
        throw new Error('A bug.')
      })(),
    )
    const rejected = expect(stage.batch.ended).rejects.toThrow('A bug.')
    await stage.flush()
    await stage.done('a')
    await rejected
  })

  it('tells that a child died before it tells how the job goes on', async () => {
    const stage = stageBatch(['a'])
    await stage.flush()
    stage.children[0]?.exit({ signal: 'SIGSEGV' })
    await until(() => stage.kinds().length === 4)
    expect(stage.kinds()).toEqual(['planned', 'started', 'interrupted', 'started'])
    await stage.done('a')
    expect(await stage.batch.ended).toMatchObject({ done: 1 })
  })

  it('counts what had ended before, and does nothing about it', async () => {
    const before = result({ index: 0, source: 'a', sourceBytes: 100 })
    const stage = stageBatch([{ action: 'recall', result: before }, 'b'])
    await stage.flush()
    expect(stage.sources()).toEqual(['b'])
    await stage.done('b')
    expect(await stage.batch.ended).toMatchObject({ total: 2, done: 2, outputBytes: 412_310 })
    expect(stage.kinds()).toEqual(['recalled', 'planned', 'started', 'finished', 'ended'])
  })

  it('tells a child where a process before this one may have done part of the work', async () => {
    const stage = stageBatch(['a', 'b'], { isRecovery: (index) => index === 1 })
    await stage.flush()
    expect(stage.task('a').isRecovery).toBe(false)
    expect(stage.task('b').isRecovery).toBe(true)
    await stage.done('a')
    await stage.done('b')
    await stage.batch.ended
  })
})

describe('a pause', () => {
  it('holds up everything that has not begun, also what needs no child', async () => {
    const stage = stageBatch(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'skip j'])
    await stage.flush()
    stage.batch.pause()
    await stage.done('a')
    await stage.done('b')
    expect(stage.sources()).toEqual([])
    expect(stage.finished()).toEqual(['a', 'b'])
    stage.batch.resume()
    await stage.flush()
    expect(stage.sources()).toEqual(['c', 'd'])
    while (stage.sources().length > 0) await stage.done(stage.sources()[0] ?? '')
    expect(await stage.batch.ended).toMatchObject({ done: 9, skipped: 1 })
  })

  it('before anything was planned begins nothing', async () => {
    const stage = stageBatch(['skip a', 'b'])
    stage.batch.pause()
    await stage.flush()
    expect(stage.sources()).toEqual([])
    expect(stage.finished()).toEqual([])
    stage.batch.resume()
    await stage.flush()
    await stage.done('b')
    expect(await stage.batch.ended).toMatchObject({ done: 1, skipped: 1 })
  })

  it('ends when the batch is cancelled, and nothing more is begun', async () => {
    const stage = stageBatch(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'skip i'])
    await stage.flush()
    stage.batch.pause()
    await stage.done('a')
    stage.batch.cancel()
    stage.batch.pause()
    await stage.done('b')
    expect(await stage.batch.ended).toMatchObject({ done: 2, skipped: 0, notStarted: 7, cancelled: true })
    expect(stage.finished()).toEqual(['a', 'b'])
  })
})
