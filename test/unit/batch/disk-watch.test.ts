import { describe, expect, it } from 'vitest'
import { diskLookMs, DiskWatch } from '../../../src/batch/disk-watch.ts'
import { Holds } from '../../../src/batch/holds.ts'
import type { Hold } from '../../../src/shared/history.ts'
import { createFakeDisk } from '../../support/fake-disk.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

function stageWatch(minFreeBytes: number | null = null) {
  const told: (readonly Hold[])[] = []
  const holds = new Holds((list) => told.push(list))
  const disk = createFakeDisk()
  const clock = createVirtualClock()
  const watch = new DiskWatch({ holds, disk, clock, minFreeBytes })
  /** Looks as often as it does in that time, each look to its end. */
  const pass = async (ms: number): Promise<void> => {
    for (let passedMs = 0; passedMs < ms; passedMs += diskLookMs) {
      clock.advance(diskLookMs)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { holds, disk, clock, watch, told, pass }
}

describe('the room on a disk', () => {
  it('lacks where less than the reserve would be left', async () => {
    const { disk, watch } = stageWatch()
    disk.freeBytes = 1.5e9
    expect(await watch.lack('/out', 0.5e9)).toBeNull()
    expect(await watch.lack('/out', 0.6e9)).toEqual({
      ...{ reason: 'disk-full', folder: '/out', freeBytes: 1.5e9, neededBytes: 1.6e9 },
    })
  })

  it('is measured by what has to stay free, where that is said', async () => {
    const { disk, watch } = stageWatch(0)
    disk.freeBytes = 10
    expect(await watch.lack('/out', 10)).toBeNull()
    expect(await watch.lack('/out', 11)).toMatchObject({ neededBytes: 11 })
  })

  it('is enough where the system does not say', async () => {
    const { disk, watch } = stageWatch()
    disk.isMute = true
    expect(await watch.lack('/out', 1e12)).toBeNull()
  })
})

describe('a disk that is full', () => {
  it('holds the batch until there is room for all that waits', async () => {
    const { holds, disk, watch, pass, clock } = stageWatch()
    disk.freeBytes = 0
    await watch.unusable('disk-full', '/out', 10)
    await watch.unusable('disk-full', '/out', 20)
    expect(holds.list).toMatchObject([{ neededBytes: 1e9 + 30 }])
    disk.freeBytes = 1e9 + 29
    await pass(10_000)
    expect(holds.isHeld).toBe(true)
    disk.freeBytes = 1e9 + 30
    await pass(2000)
    expect(holds.isHeld).toBe(false)
    expect(clock.pending()).toBe(0)
  })

  it('tells of a change, and nothing while there is none', async () => {
    const { disk, watch, told, pass } = stageWatch()
    disk.freeBytes = 0
    await watch.unusable('disk-full', '/out', 10)
    await pass(10_000)
    expect(told).toHaveLength(1)
    disk.freeBytes = 500
    await pass(4000)
    expect(told).toHaveLength(2)
  })

  it('although it has room, because of a quota say, is tried less and less often, until something works', async () => {
    const { holds, watch, clock, pass } = stageWatch()
    const waits: number[] = []
    const waitOnce = async (): Promise<void> => {
      const startMs = clock.now()
      await watch.unusable('disk-full', '/out', 10)
      while (holds.isHeld) await pass(diskLookMs)
      waits.push(clock.now() - startMs)
    }
    for (let time = 0; time < 7; time += 1) await waitOnce()
    expect(waits).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
    watch.worked()
    await waitOnce()
    expect(waits.at(-1)).toBe(2000)
  })

  it('is looked at no more when the person wants it tried', async () => {
    const { disk, watch, clock } = stageWatch()
    disk.freeBytes = 0
    await watch.unusable('disk-full', '/out', 10)
    watch.forget()
    expect(clock.pending()).toBe(0)
  })
})
