import { describe, expect, it } from 'vitest'
import { inspectAhead, type InspectedSource, type InspectItem } from '../../../src/batch/inspect-ahead.ts'
import type { ScannedItem } from '../../../src/batch/scan-sources.ts'
import { volumeLookMs, VolumeWatch } from '../../../src/batch/volume-watch.ts'
import { fail, succeed } from '../../../src/shared/failure.ts'
import { makeFacts } from '../../support/facts.ts'
import { createFakeDisk } from '../../support/fake-disk.ts'
import { createFakePool, type FakePool, type FakePoolOptions } from '../../support/fake-pool.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

function item(name: string): ScannedItem {
  return { source: { path: `/in/${name}`, treeFolder: '', origin: 'found' }, failure: null }
}

function numbered(count: number): readonly ScannedItem[] {
  return Array.from({ length: count }, (_, index) => item(`${String(index)}.jpg`))
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of what is there already
async function* stream(items: Iterable<InspectItem>): AsyncGenerator<InspectItem> {
  yield* items
}

function inspect(pool: FakePool, items: AsyncIterable<InspectItem>, requestsAhead = 3) {
  return inspectAhead(items, { pool, lane: 'light', deadlineMs: 5000, requestsAhead })
}

async function inspectAll(options: FakePoolOptions, items: readonly InspectItem[]) {
  const pool = createFakePool({ inspect: () => succeed(makeFacts()), ...options })
  const inspected: InspectedSource[] = []
  for await (const source of inspect(pool, stream(items))) inspected.push(source)
  return { pool, inspected, requests: pool.requests.map((paths) => paths.length) }
}

const exit = { code: null, signal: 'SIGSEGV', stderrTail: '' }

describe('inspecting ahead', () => {
  it('yields every source with its facts, in the order in which they came', async () => {
    const inspectOne = (path: string) => succeed(makeFacts({ width: Number(/\d+/.exec(path)?.[0]) + 1 }))
    const { inspected } = await inspectAll({ inspect: inspectOne }, numbered(150))
    expect(inspected.map(({ source }) => source.path)).toEqual(numbered(150).map(({ source }) => source.path))
    expect(inspected.map(({ facts }) => facts.ok && facts.value.width)).toEqual(
      numbered(150).map((_, index) => index + 1),
    )
  })

  it('does not ask for what is known already', async () => {
    const known = makeFacts({ width: 7 })
    const { inspected, requests } = await inspectAll({}, [
      { ...item('a.jpg'), known },
      item('b.jpg'),
      { ...item('c.jpg'), known },
    ])
    expect(inspected.map(({ facts }) => facts.ok && facts.value.width)).toEqual([7, 4032, 7])
    expect(requests).toEqual([1])
  })

  it('keeps the order when later requests are answered first', async () => {
    const gate = Promise.withResolvers<undefined>()
    const inspectOne = async (path: string) => {
      if (path === '/in/0.jpg') await gate.promise
      if (path === '/in/4.jpg') gate.resolve(undefined)
      return succeed(makeFacts())
    }
    const { inspected } = await inspectAll({ inspect: inspectOne }, numbered(20))
    expect(inspected.map(({ source }) => source.path)).toEqual(numbered(20).map(({ source }) => source.path))
  })

  it('asks for one file first, so that the first job can start, then for twice as many each time, up to 32', async () => {
    const { requests } = await inspectAll({}, numbered(130))
    expect(requests).toEqual([1, 2, 4, 8, 16, 32, 32, 32, 3])
  })

  it('asks on the lane and with the deadline that it was given', async () => {
    const { pool } = await inspectAll({}, numbered(1))
    expect(pool.jobs[0]).toMatchObject({ lane: 'light', deadlineMs: 5000 })
    expect(pool.jobs[0]?.payload(1)).toEqual({ kind: 'inspect', paths: ['/in/0.jpg'] })
  })

  it('does not ask about what the scan has given up, and passes its failure on', async () => {
    const { failure } = fail('name-unreadable', 'The name is not valid Unicode.')
    const given = numbered(7).map((one, index) => (index % 2 === 0 ? { ...one, failure } : one))
    const { inspected, pool } = await inspectAll({}, given)
    expect(pool.requests.flat()).toEqual(['/in/1.jpg', '/in/3.jpg', '/in/5.jpg'])
    expect(inspected.map(({ facts }) => (facts.ok ? 'facts' : facts.failure.code))).toEqual(
      given.map((one) => one.failure?.code ?? 'facts'),
    )
  })

  it('has nothing to ask and nothing to yield when nothing was found', async () => {
    const { inspected, requests } = await inspectAll({}, [])
    expect({ inspected, requests }).toEqual({ inspected: [], requests: [] })
  })

  it.each([
    ['crashed', { kind: 'crashed', exit, attempts: 2 }, 'worker-crashed'],
    ['killed', { kind: 'killed', exit, attempts: 5 }, 'worker-killed'],
    ['deadline', { kind: 'deadline', limitMs: 5000 }, 'time-limit'],
    ['over-memory', { kind: 'over-memory', rssBytes: 3e9, limitBytes: 2e9 }, 'out-of-memory'],
  ] as const)('finds the one file to blame when a request ended as %s', async (_, ending, code) => {
    const end = (paths: readonly string[]) => (paths.includes('/in/5.jpg') ? ending : null)
    const { inspected, requests } = await inspectAll({ end }, numbered(10))
    const failed = inspected.filter(({ facts }) => !facts.ok)
    expect(inspected).toHaveLength(10)
    expect(failed).toMatchObject([{ source: { path: '/in/5.jpg' }, facts: { failure: { code } } }])
    // 3 to 6 were asked for together, then alone.
    expect(requests.filter((length) => length === 1)).toHaveLength(5)
  })

  it.each([
    ['cannot-start', { kind: 'cannot-start', exit }, 'workers-cannot-start'],
    ['cancelled', { kind: 'cancelled' }, 'cancelled'],
  ] as const)('does not ask again when a request ended as %s', async (_, ending, code) => {
    const { inspected, requests } = await inspectAll({ end: () => ending }, numbered(7))
    expect(requests).toEqual([1, 2, 4])
    expect(inspected.map(({ facts }) => !facts.ok && facts.failure.code)).toEqual(Array<string>(7).fill(code))
  })

  it('runs no further ahead than it may, and stops asking when nobody reads any more', async () => {
    let taken = 0
    const endless = function* (): Generator<ScannedItem> {
      for (;;) yield item(`${String(taken++)}.jpg`)
    }
    const pool = createFakePool({ inspect: () => succeed(makeFacts()) })
    for await (const { source } of inspect(pool, stream(endless()), 2)) {
      expect(source.path).toBe('/in/0.jpg')
      await new Promise((resolve) => setImmediate(resolve))
      break
    }
    const asked = pool.requests.length
    expect(asked).toBeLessThanOrEqual(4)
    await new Promise((resolve) => setImmediate(resolve))
    expect(pool.requests.length).toBe(asked)
  })

  it('lets the source of the items go when nobody reads any more', async () => {
    const letGo = Promise.withResolvers<string>()
    const items = (async function* () {
      try {
        for (;;) yield await Promise.resolve(item('a.jpg'))
      } finally {
        letGo.resolve('let go')
      }
    })()
    const inspected = inspect(createFakePool({ inspect: () => succeed(makeFacts()) }), items, 1)
    await inspected.next()
    await inspected.return(undefined)
    expect(await letGo.promise).toBe('let go')
  })

  it('passes on that the scan broke, after what it had found', async () => {
    const broken = (async function* () {
      yield await Promise.resolve(item('a.jpg'))
      throw new Error('the drive is gone')
    })()
    const seen: string[] = []
    const reading = (async () => {
      for await (const { source } of inspect(createFakePool({ inspect: () => succeed(makeFacts()) }), broken))
        seen.push(source.path)
    })()
    await expect(reading).rejects.toThrow('the drive is gone')
    expect(seen).toEqual(['/in/a.jpg'])
  })
})

describe('sources that cannot be found while their volume is gone', () => {
  async function stage(isThere: () => boolean) {
    const disk = createFakeDisk()
    const clock = createVirtualClock()
    const volumes = new VolumeWatch({ roots: ['/in'], disk, clock })
    await volumes.begin()
    const missing = fail('input-missing', 'There is no such file.')
    const pool = createFakePool({ inspect: () => (isThere() ? succeed(makeFacts()) : missing) })
    const options = { pool, lane: 'light', deadlineMs: 5000, requestsAhead: 3, volumes } as const
    return { disk, clock, volumes, inspected: inspectAhead(stream(numbered(3)), options) }
  }

  it('are looked for again when it is back', async () => {
    let isThere = false
    const { disk, clock, volumes, inspected } = await stage(() => isThere)
    disk.devices.set('/in', null)
    const first = inspected.next()
    await new Promise((resolve) => setImmediate(resolve))
    isThere = true
    disk.devices.set('/in', 1n)
    clock.advance(volumeLookMs)
    expect((await first).value).toMatchObject({ source: { path: '/in/0.jpg' }, facts: { ok: true } })
    for await (const { facts } of inspected) expect(facts.ok).toBe(true)
    volumes.close()
  })

  it('are missing at once where it is there', async () => {
    const { volumes, inspected } = await stage(() => false)
    for await (const { facts } of inspected) expect(facts).toMatchObject({ ok: false })
    volumes.close()
  })
})
