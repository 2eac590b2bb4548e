import { describe, expect, it } from 'vitest'
import { BatchProgress, type BatchProgressOptions } from '../../../src/batch/batch-progress.ts'
import { createLearnedSpeed } from '../../../src/batch/learned-speed.ts'
import { RecentRate } from '../../../src/batch/recent-rate.ts'
import type { Work } from '../../../src/batch/work-share.ts'
import { randomNumbers } from '../../support/facts.ts'
import { failed, result, skipped } from '../cli/samples.ts'

const small: Work = { format: 'jpeg', megapixels: 1 }
const large: Work = { format: 'jpeg', megapixels: 99 }
const going = { cancelled: false, stopped: null }

function createProgress(works: readonly Work[], changes: Partial<BatchProgressOptions> = {}): BatchProgress {
  const progress = new BatchProgress({
    total: works.length,
    startedMs: 0,
    speed: createLearnedSpeed(),
    outputFormats: () => ['jpeg'],
    ...changes,
  })
  for (const work of works) progress.add(work)
  return progress
}

describe('the share that is done', () => {
  it('goes by pixels, not by count', () => {
    const progress = createProgress([small, large])
    progress.start(0, small, 0)
    progress.finish(result({ index: 0, elapsedMs: 100 }), small, 100)
    expect(progress.state('running', 100, going).fraction).toBeLessThan(0.3)
    const other = createProgress([small, large])
    other.start(1, large, 0)
    other.finish(result({ index: 1, elapsedMs: 5000 }), large, 5000)
    expect(other.state('running', 5000, going).fraction).toBeGreaterThan(0.7)
  })

  it('goes by what formats cost on this machine', () => {
    const speed = createLearnedSpeed()
    for (let times = 0; times < 20; times += 1) {
      speed.learn('jpeg', ['jpeg'], 10, 100)
      speed.learn('png', ['jpeg'], 10, 900)
    }
    const [jpeg, png] = [{ format: 'jpeg', megapixels: 10 } as const, { format: 'png', megapixels: 10 } as const]
    const progress = createProgress([jpeg, png], { speed })
    progress.start(0, jpeg, 0)
    progress.finish(result({ index: 0, elapsedMs: 100 }), jpeg, 100)
    expect(progress.state('running', 100, going).fraction).toBeCloseTo(0.1, 1)
  })

  it('grows while one source runs of which it is known how long it takes', () => {
    const speed = createLearnedSpeed()
    for (let times = 0; times < 5; times += 1) speed.learn('jpeg', ['jpeg'], 1, 1000)
    const progress = createProgress([small, small], { speed })
    const expectedMs = progress.start(0, small, 0)
    expect(expectedMs).toBeCloseTo(1000, 0)
    expect(progress.state('running', 500, going).fraction).toBeCloseTo(0.25, 1)
    expect(progress.state('running', 60_000, going).fraction).toBeLessThan(0.5)
  })

  it('counts what nobody has looked at as the mean of the rest, and leaves out what needs no work', () => {
    const progress = createProgress([small, null, null, small])
    progress.start(0, small, 0)
    progress.finish(result({ index: 0, elapsedMs: 50 }), small, 50)
    expect(progress.state('running', 50, going).fraction).toBeCloseTo(0.25)
    progress.drop(null)
    progress.finish(skipped('No picture.', { index: 1, elapsedMs: 0 }), null, 60)
    expect(progress.state('running', 60, going).fraction).toBeCloseTo(1 / 3)
  })

  it('is all only at the end, and never goes back, whatever is learned on the way (seeded)', () => {
    const random = randomNumbers(11)
    const works = Array.from({ length: 300 }, (): Work => {
      if (random.below(4) === 0) return null
      return { format: random.oneOf(['jpeg', 'png', 'avif'] as const), megapixels: 0.1 + random.next() * 50 }
    })
    const progress = createProgress(works)
    let nowMs = 0
    let last = 0
    for (const [index, before] of works.entries()) {
      let work = before
      if (work === null) {
        progress.drop(null)
        work = { format: 'jpeg', megapixels: random.next() * 80 }
        progress.add(work)
      }
      progress.start(index, work, nowMs)
      nowMs += random.below(3000)
      const isFailed = random.below(10) === 0
      progress.finish(
        isFailed ? failed('Cut.', { index }) : result({ index, elapsedMs: 1 + random.below(3000) }),
        work,
        nowMs,
      )
      const { fraction } = progress.state('running', nowMs, going)
      expect(fraction).toBeGreaterThanOrEqual(last)
      expect(fraction === 1).toBe(index === works.length - 1)
      last = fraction
    }
  })
})

describe('time', () => {
  it('stands still in a pause', () => {
    const progress = createProgress([small, small])
    progress.pause(1000)
    expect(progress.state('paused', 9000, going).elapsedMs).toBe(1000)
    progress.resume(10_000)
    progress.resume(11_000)
    expect(progress.state('running', 10_500, going).elapsedMs).toBe(1500)
  })

  it('left is a range once there is something to go by', () => {
    const progress = createProgress(Array.from({ length: 100 }, () => small))
    expect(progress.state('running', 10, going).timeLeft).toBeNull()
    for (let index = 0; index < 50; index += 1) {
      progress.start(index, small, index * 100)
      progress.finish(result({ index, elapsedMs: 100 }), small, (index + 1) * 100)
    }
    const { timeLeft } = progress.state('running', 5000, going)
    expect(timeLeft?.lowMs).toBeLessThan(5000)
    expect(timeLeft?.highMs).toBeGreaterThan(5000)
    expect(progress.state('ended', 5000, going).timeLeft).toBeNull()
  })
})

describe('figures', () => {
  it('are of the sources that are done, and name what was lost in how many', () => {
    const losses = [{ code: 'alpha-flattened', message: 'Flattened.' }] as const
    const progress = createProgress([small, small, small])
    for (const index of [0, 1, 2]) progress.start(index, small, 0)
    expect(progress.state('running', 0, going).running).toBe(3)
    progress.finish(result({ index: 0, losses }), small, 10)
    progress.finish(result({ index: 1, losses }), small, 10)
    progress.finish(failed('Cut.', { index: 2 }), small, 10)
    expect(progress.state('running', 10, going)).toMatchObject({
      done: 2,
      failed: 1,
      running: 0,
      sourceBytes: 7_800_000,
      outputBytes: 824_600,
      losses: [{ code: 'alpha-flattened', message: 'Flattened.', count: 2 }],
    })
  })
})

describe('the rate', () => {
  it('is that of the last five seconds', () => {
    const rate = new RecentRate()
    for (let second = 0; second < 10; second += 1) rate.add(second * 1000, 100)
    expect(rate.at(9999)).toEqual({ files: 1, bytes: 100 })
    expect(rate.at(20_000)).toEqual({ files: 0, bytes: 0 })
  })

  it('is divided by what time there was, and nothing at the very begin', () => {
    const rate = new RecentRate()
    rate.add(0, 50)
    expect(rate.at(100)).toEqual({ files: 0, bytes: 0 })
    expect(rate.at(500)).toEqual({ files: 2, bytes: 100 })
  })
})
