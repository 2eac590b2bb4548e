import { describe, expect, it } from 'vitest'
import type { BatchEvent } from '../../../src/batch/batch-event.ts'
import { plainHold } from '../../../src/batch/holds.ts'
import { type BatchStage, stageBatch } from '../../support/batch-stage.ts'

const full = { code: 'disk-full', message: 'The disk is full.' } as const
const missing = { code: 'input-missing', message: 'There is no such file.' } as const

/** The reasons of every change, joined where there are several. */
function heldFor(events: readonly BatchEvent[]): readonly string[] {
  return events.flatMap((event) => (event.kind === 'held' ? [event.holds.map(({ reason }) => reason).join('+')] : []))
}

async function finishAll(stage: BatchStage): Promise<void> {
  for (let source = stage.sources()[0]; source !== undefined; source = stage.sources()[0]) await stage.done(source)
}

describe('a batch with several reasons to wait', () => {
  it('goes on only when there is none', async () => {
    const stage = stageBatch(['a', 'b', 'c'])
    stage.batch.hold(plainHold('battery'))
    stage.batch.pause()
    stage.batch.hold(plainHold('suspend'))
    await stage.flush()
    stage.batch.release('suspend')
    stage.batch.release('battery')
    await stage.flush()
    expect(stage.sources()).toEqual([])
    stage.batch.release('person')
    await stage.flush()
    expect(stage.sources()).toEqual(['a', 'b'])
    await finishAll(stage)
    await stage.batch.ended
    expect(heldFor(stage.events)).toEqual([
      'battery',
      'battery+person',
      'battery+person+suspend',
      'battery+person',
      'person',
      '',
    ])
  })

  it('goes on at once when the person wants it', async () => {
    const stage = stageBatch(['a'])
    stage.batch.hold(plainHold('battery'))
    stage.batch.pause()
    await stage.flush()
    stage.batch.resume()
    await stage.flush()
    expect(stage.sources()).toEqual(['a'])
    await stage.done('a')
    expect(heldFor(stage.events).at(-1)).toBe('')
    await stage.batch.ended
  })
})

describe('a full disk', () => {
  it('fails nothing: the job waits with the batch, and both go on when there is room', async () => {
    const stage = stageBatch(['a', 'b', 'c', 'd'])
    await stage.flush()
    stage.disk.freeBytes = 100e6
    await stage.fails('a', full)
    // Its child has the next one already.
    await stage.done('c')
    await stage.done('b')
    expect(stage.sources()).toEqual([])
    // A reserve of 1 GB, and the half megabyte of the job.
    const hold = { reason: 'disk-full', folder: '/out', freeBytes: 100e6, neededBytes: 1000.5e6 }
    expect(stage.events.filter(({ kind }) => kind === 'held')).toEqual([{ kind: 'held', holds: [hold] }])
    await stage.advance(10_000)
    expect(stage.sources()).toEqual([])
    stage.disk.freeBytes = 2e9
    await stage.advance(2000)
    expect(stage.sources()).toEqual(['d', 'a'])
    await finishAll(stage)
    expect(await stage.batch.ended).toMatchObject({ done: 4, failed: 0 })
    expect(heldFor(stage.events)).toEqual(['disk-full', ''])
    expect(stage.clock.pending()).toBe(0)
  })

  it('stops the batch where nobody would see it wait, and leaves the job for a resume', async () => {
    const stage = stageBatch(['a', 'b', 'c', 'd'], { whenFull: 'stop' })
    await stage.flush()
    await stage.fails('a', full)
    await stage.done('b')
    await stage.done('c')
    expect(await stage.batch.ended).toMatchObject({ done: 2, failed: 0, notStarted: 2, stopped: full })
    expect(stage.finished()).toEqual(['b', 'c'])
  })

  it('is tried at once when the person wants it', async () => {
    const stage = stageBatch(['a'])
    await stage.flush()
    stage.disk.freeBytes = 0
    await stage.fails('a', full)
    expect(stage.sources()).toEqual([])
    stage.batch.resume()
    await stage.flush()
    expect(stage.sources()).toEqual(['a'])
    await stage.done('a')
    expect(await stage.batch.ended).toMatchObject({ done: 1 })
  })

  it('is told before the first file where all of it has no room', async () => {
    const stage = stageBatch(['a'], { estimatedBytes: 80e9 })
    await stage.flush()
    expect(stage.sources()).toEqual([])
    expect(stage.events.at(-1)).toMatchObject({ kind: 'held', holds: [{ freeBytes: 50e9, neededBytes: 81e9 }] })
    stage.disk.freeBytes = 90e9
    await stage.advance(2000)
    expect(stage.sources()).toEqual(['a'])
    await stage.done('a')
    await stage.batch.ended
  })

  it('knows what an attempt had written before the disk was full as its own', async () => {
    const stage = stageBatch(['a'])
    await stage.flush()
    const fingerprint = { device: 1n, inode: 42n, bytes: 5, modifiedNs: 0n, sha256: null }
    const output = { kind: 'written', path: '/out/a', format: 'jpeg', width: 1, height: 1, bytes: 5 } as const
    await stage.done('a', { failure: full, outputs: [{ ...output, fingerprint, kept: null }] })
    await stage.advance(2000)
    expect(stage.task('a')).toMatchObject({ isRecovery: true, outputs: [{ ours: fingerprint }] })
    await stage.done('a')
    expect(await stage.batch.ended).toMatchObject({ done: 1 })
  })

  it('ends with the batch when that is cancelled meanwhile', async () => {
    const stage = stageBatch(['a', 'b'])
    await stage.flush()
    stage.disk.freeBytes = 0
    await stage.fails('a', full)
    stage.batch.cancel()
    await stage.done('b')
    expect(await stage.batch.ended).toMatchObject({ done: 1, failed: 0, notStarted: 1, cancelled: true })
    expect(stage.clock.pending()).toBe(0)
  })
})

describe('a volume that is gone', () => {
  it('fails nothing that could not be found: all of it waits until the volume is back', async () => {
    const stage = stageBatch(['a', 'b', 'c'], { roots: ['/photos'] })
    await stage.flush()
    stage.disk.devices.set('/photos', null)
    await stage.fails('a', missing)
    await stage.fails('b', missing)
    await stage.fails('c', missing)
    expect(stage.sources()).toEqual([])
    expect(heldFor(stage.events)).toEqual(['volume-gone'])
    stage.disk.devices.set('/photos', 1n)
    await stage.advance(2000)
    await finishAll(stage)
    expect(await stage.batch.ended).toMatchObject({ done: 3, failed: 0 })
    expect(heldFor(stage.events)).toEqual(['volume-gone', ''])
  })

  it('is noticed although nothing fails, and nothing more is begun', async () => {
    const stage = stageBatch(['a'], { roots: ['/photos'] })
    stage.batch.pause()
    await stage.flush()
    stage.disk.devices.set('/photos', null)
    await stage.advance(2000)
    stage.batch.release('person')
    await stage.flush()
    expect(stage.sources()).toEqual([])
    stage.batch.cancel()
    expect(await stage.batch.ended).toMatchObject({ cancelled: true, notStarted: 1 })
  })

  it('stops the batch where nobody would see it wait', async () => {
    const stage = stageBatch(['a'], { roots: ['/photos'], whenFull: 'stop' })
    await stage.flush()
    stage.disk.devices.set('/photos', null)
    await stage.fails('a', missing)
    expect(await stage.batch.ended).toMatchObject({ failed: 0, notStarted: 1, stopped: { code: 'volume-gone' } })
  })

  it('is not blamed for a file that is missing by itself', async () => {
    const stage = stageBatch(['a'], { roots: ['/photos'] })
    await stage.flush()
    await stage.fails('a', missing)
    expect(await stage.batch.ended).toMatchObject({ failed: 1, stopped: null })
    expect(heldFor(stage.events)).toEqual([])
  })
})
