import { describe, expect, it } from 'vitest'
import { volumeLookMs, VolumeWatch } from '../../../src/batch/volume-watch.ts'
import { createFakeDisk } from '../../support/fake-disk.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

async function stageWatch(...roots: readonly string[]) {
  const told: (string | null)[] = []
  const disk = createFakeDisk()
  const clock = createVirtualClock()
  const watch = new VolumeWatch({ roots, disk, clock })
  watch.listen((gone) => told.push(gone))
  await watch.begin()
  const pass = async (): Promise<void> => {
    clock.advance(volumeLookMs)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { watch, disk, clock, told, pass }
}

describe('a volume', () => {
  it('is gone when its folder is, and back when that is', async () => {
    const { watch, disk, told, pass } = await stageWatch('/in', '/out')
    expect(await watch.gone()).toBeNull()
    disk.devices.set('/out', null)
    await pass()
    expect(told).toEqual(['/out'])
    let isBack = false
    const back = watch.back().then(() => (isBack = true))
    await pass()
    expect(isBack).toBe(false)
    disk.devices.set('/out', 1n)
    await pass()
    await back
    expect(told).toEqual(['/out', null])
    watch.close()
  })

  it('is gone when only its mount point is left, and back when it is mounted again, as another device even', async () => {
    const { watch, disk, told, pass } = await stageWatch('/media/card')
    disk.devices.set('/media/card', 99n)
    await pass()
    await pass()
    expect(told).toEqual(['/media/card'])
    disk.devices.set('/media/card', 2n)
    await pass()
    expect(told).toEqual(['/media/card', null])
    disk.devices.set('/media/card', 1n)
    await pass()
    expect(await watch.gone()).toBe('/media/card')
    watch.close()
  })

  it('is as it should be when the person says so, but for one that is not there', async () => {
    const { watch, disk, told } = await stageWatch('/in', '/out')
    disk.devices.set('/in', 99n)
    expect(await watch.gone()).toBe('/in')
    await watch.accept()
    expect(await watch.gone()).toBeNull()
    disk.devices.set('/out', null)
    expect(await watch.gone()).toBe('/out')
    await watch.accept()
    expect(told).toEqual(['/in', '/out', '/out'])
    watch.close()
  })

  it('is not looked at again at once where that has just been done', async () => {
    const { watch, disk, clock } = await stageWatch('/in')
    await watch.gone()
    disk.devices.set('/in', null)
    expect(await watch.gone('lately')).toBeNull()
    clock.stall(500)
    expect(await watch.gone('lately')).toBe('/in')
    watch.close()
  })

  it('lets everybody go when nobody waits any more, and leaves no timer', async () => {
    const { watch, disk, clock } = await stageWatch('/in')
    disk.devices.set('/in', null)
    await watch.gone()
    const back = watch.back()
    watch.close()
    await back
    expect(clock.pending()).toBe(0)
  })
})
