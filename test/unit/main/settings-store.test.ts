import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSettings } from '../../../src/main/open-settings.ts'
import { createSettingsStore, savePauseMs } from '../../../src/main/settings-store.ts'
import { Settings } from '../../../src/shared/settings.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const initial = Settings.parse({})
const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function setUp(save: (settings: Settings) => Promise<void> = () => Promise.resolve()) {
  const clock = createVirtualClock()
  const saved: Settings[] = []
  const unwritable: string[] = []
  const store = createSettingsStore({
    initial,
    clock,
    save: async (settings) => {
      saved.push(settings)
      await save(settings)
    },
    onUnwritable: (message) => {
      unwritable.push(message)
    },
  })
  const pause = async (): Promise<void> => {
    clock.advance(savePauseMs)
    await flush()
  }
  return { clock, saved, unwritable, store, pause }
}

describe('the settings of the running app', () => {
  it('change at once and are saved once, after a pause', async () => {
    const { clock, saved, store } = setUp()
    store.change({ theme: 'dark' })
    store.change({ jobs: 2 })
    expect(store.current()).toEqual({ ...initial, theme: 'dark', jobs: 2 })
    clock.advance(savePauseMs - 1)
    await flush()
    expect(saved).toEqual([])
    clock.advance(1)
    await flush()
    expect(saved).toEqual([{ ...initial, theme: 'dark', jobs: 2 }])
    expect(clock.pending()).toBe(0)
  })

  it('are saved in time while they never stop changing', async () => {
    const { clock, saved, store } = setUp()
    for (let x = 0; x < 20; x += 1) {
      store.change({ panelWidthPx: 300 + x })
      clock.advance(savePauseMs / 5)
    }
    await flush()
    expect(saved.length).toBeGreaterThanOrEqual(3)
  })

  it('tell who listens of every change and of its keys, until they stop listening', () => {
    const { store } = setUp()
    const told: unknown[] = []
    const stop = store.onChange((settings, keys) => {
      told.push([settings.theme, keys])
    })
    store.change({ theme: 'light', jobs: null })
    stop()
    store.change({ theme: 'dark' })
    expect(told).toEqual([['light', ['theme', 'jobs']]])
  })

  it('are saved when the app ends, and not after', async () => {
    const { clock, saved, store } = setUp()
    store.change({ theme: 'dark' })
    await store.close()
    expect(saved).toEqual([{ ...initial, theme: 'dark' }])
    store.change({ theme: 'light' })
    expect(clock.pending()).toBe(0)
    await store.close()
    expect(saved).toHaveLength(1)
  })

  it('are saved in the order of their changes, however long a save takes', async () => {
    const ends: (() => void)[] = []
    const { saved, store, pause } = setUp(() => new Promise((resolve) => ends.push(resolve)))
    store.change({ jobs: 1 })
    await pause()
    store.change({ jobs: 2 })
    await pause()
    expect(
      saved.map(({ jobs }) => jobs),
      'the second waits for the first',
    ).toEqual([1])
    ends[0]?.()
    await flush()
    expect(saved.map(({ jobs }) => jobs)).toEqual([1, 2])
    const closed = store.close()
    ends[1]?.()
    await closed
  })

  it('go on without a file, say so once, and again only after a save that went well', async () => {
    let isBroken = true
    const { store, unwritable, pause } = setUp(() =>
      isBroken ? Promise.reject(new Error('EROFS')) : Promise.resolve(),
    )
    for (const jobs of [1, 2, 3]) {
      store.change({ jobs })
      await pause()
    }
    expect([store.current().jobs, unwritable]).toEqual([3, ['EROFS']])
    isBroken = false
    store.change({ jobs: 4 })
    await pause()
    isBroken = true
    store.change({ jobs: 5 })
    await pause()
    expect(unwritable).toEqual(['EROFS', 'EROFS'])
    await store.close()
  })
})

describe('the settings of earlier launches', () => {
  const now = (): Date => new Date('2026-11-24T23:02:45.678Z')

  it('are read again', async () => {
    const folder = await tempFolder()
    const options = { folder, clock: createVirtualClock(), now, raise: () => undefined }
    const store = await openSettings(options)
    store.change({ theme: 'dark' })
    await store.close()
    expect((await openSettings(options)).current().theme).toBe('dark')
  })

  it('raise a notice when they are damaged, and what could be read is written anew', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'settings.json'), '{"theme":"dark","jobs":"all"}')
    const notices: unknown[] = []
    const store = await openSettings({
      folder,
      clock: createVirtualClock(),
      now,
      raise: (notice) => {
        notices.push(notice)
      },
    })
    const aside = join(folder, 'settings.damaged-20261124-230245.json')
    expect(notices).toEqual([{ code: 'settings-damaged', detail: aside }])
    await store.close()
    expect((await readdir(folder)).sort()).toEqual(['settings.damaged-20261124-230245.json', 'settings.json'])
    expect(JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'))).toMatchObject({
      theme: 'dark',
      jobs: null,
    })
  })

  it('raise a notice when they cannot be written, and the app goes on', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'file'), '')
    const notices: { readonly code: string }[] = []
    const store = await openSettings({
      folder: join(folder, 'file', 'below'),
      clock: createVirtualClock(),
      now,
      raise: (notice) => {
        notices.push(notice)
      },
    })
    store.change({ theme: 'dark' })
    await store.close()
    expect(store.current().theme).toBe('dark')
    expect(notices.map(({ code }) => code)).toContain('settings-unwritable')
  })
})
