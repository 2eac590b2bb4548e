import { bridgeName } from '../../../src/shared/ipc-names.ts'
import { createFakeMain, type FakeMain } from './fake-bridge.ts'
import { changeOf, type MadeUpRow } from './made-up-rows.ts'

/**
 * Runs in the page before the window does. What the address asks for: `rows`, `seed`, `language`, `theme`, `platform`,
 * `history`, `interrupted`, `lost`, `keeping=no`, `replace=yes`, and `scene`: planned, importing, running, paused, held,
 * ended. `window.fakeMain` is for whoever plays on.
 */
function prepare(): void {
  const wanted = new URLSearchParams(location.search)
  const count = Number(wanted.get('rows') ?? 0)
  const fake = createFakeMain({
    seed: Number(wanted.get('seed') ?? 1),
    platform: (wanted.get('platform') ?? 'linux') as 'linux',
    history: Number(wanted.get('history') ?? 0),
    interrupted: Number(wanted.get('interrupted') ?? 0),
    lostRows: Number(wanted.get('lost') ?? 0),
    isKeeping: wanted.get('keeping') !== 'no',
    settings: {
      language: (wanted.get('language') ?? 'en') as 'en',
      theme: (wanted.get('theme') ?? 'light') as 'light',
    },
  })
  if (wanted.get('replace') === 'yes') fake.batch.setReplace({ takesLinks: false })
  setScene(fake, wanted.get('scene') ?? 'planned', count)
  /** For runs that are paced by the page: tells the window of these rows as they are now. */
  const tell = (rows: readonly MadeUpRow[]): void => {
    fake.emit('rowsChanged', changeOf(rows))
  }
  Object.assign(window, { [bridgeName]: fake.bridge, fakeMain: Object.assign(fake, { tell }) })
}

function setScene({ batch }: FakeMain, scene: string, count: number): void {
  if (scene === 'importing') {
    batch.importAtOnce(Math.round(count / 3))
    batch.isPlaying = false
    batch.import(count - Math.round(count / 3))
    return
  }
  batch.importAtOnce(count)
  if (scene === 'running' || scene === 'paused' || scene === 'held') batch.playTo(0.4)
  if (scene === 'paused') {
    batch.pause()
    for (let i = 0; i < 40; i++) batch.step()
  }
  if (scene === 'held') {
    const folder = '/volumes/Card/DCIM/Resized'
    batch.hold({ reason: 'disk-full', folder, freeBytes: 320_000_000, neededBytes: 640_000_000 })
    for (let i = 0; i < 40; i++) batch.step()
  }
  if (scene === 'ended') {
    batch.isPlaying = false
    batch.start('waiting')
    batch.settle()
  }
}

prepare()
