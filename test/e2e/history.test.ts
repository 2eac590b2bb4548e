import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow } from '../../scripts/support/files-below.ts'
import { command } from '../support/command-line.ts'
import { jpegPicture } from '../support/pictures.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { batchWindow, type BatchWindow, stateLimitMs } from './support/batch-window.ts'
import { homeWith } from './support/home-with.ts'
import type { LaunchedApp } from './support/launch-app.ts'
import { openApp } from './support/open-app.ts'
import { pastWindow, type PastWindow } from './support/past-window.ts'
import { fillWithPictures, writtenFiles } from './support/picture-folders.ts'

/** What the app has in its history: the newest is the command line's, the other this window's, with a failure. */
interface Stage {
  readonly app: LaunchedApp
  readonly window: BatchWindow
  readonly past: PastWindow
  /** Of the window's batch: three pictures and a torn one. */
  readonly folder: string
  /** Of the command line's: two pictures, written as WebP of 100 pixels into `web`. */
  readonly other: string
}

async function twoBatches(): Promise<Stage> {
  const [folder, other] = [await tempFolder(), await tempFolder()]
  await fillWithPictures(folder, { count: 3, width: 640, height: 480 })
  const whole = await jpegPicture(640, 480, 5)
  await writeFile(join(folder, 'torn.jpg'), whole.subarray(0, whole.length / 2))
  await fillWithPictures(other, { count: 2, name: 'scan', width: 400, height: 300 })
  const app = await openApp({ paths: [folder], homeFolder: await homeWith({}) })
  const [window, past] = [batchWindow(app), pastWindow(app)]
  await window.filter('all', 4).waitFor({ timeout: stateLimitMs })
  await window.planned()
  await window.start()
  await window.ended()
  const args = ['run', '--quiet', '--longest-side', '100', '--format', 'webp', '--to', 'web', '.']
  const { exitCode, stderr } = await command(args, { folder: other, env: { BATCHFIT_HOME: app.homeFolder } })
  expect([exitCode, stderr]).toEqual([0, ''])
  return { app, window, past, folder, other }
}

describe('The history', () => {
  it('says that there is nothing yet, and leads back to the batch', async () => {
    const app = await openApp()
    const [window, past] = [batchWindow(app), pastWindow(app)]
    await past.open(0)
    await app.page.getByText(past.t.empty.text).waitFor()
    await window.button(window.t.window.toBatch).click()
    await app.page.getByRole('heading', { name: window.t.window.empty.title }).waitFor()
  })

  it('lists the batches of window and command line, the newest first, with how they ended and what they wrote', async () => {
    const { window, past, folder, other } = await twoBatches()
    const { t } = past
    await past.open(2)
    await past.says(0, t.finished)
    await past.batch(0).getByText(t.origins.cli).waitFor({ state: 'attached' })
    await past.says(1, t.failed(1))
    expect(await past.batch(1).getByText(t.origins.cli).count()).toBe(0)
    expect(await past.batch(0).getAttribute('aria-selected')).toBe('true')

    await past.details.getByText(t.done(2), { exact: true }).waitFor()
    // Whatever folder the command ran in: here it is said in full.
    await past.details.getByText(other, { exact: true }).waitFor()
    await past.details.getByText(join(other, 'web'), { exact: true }).waitFor()
    await past
      .file('scan-01.jpg')
      .getByTitle(join(other, 'web', 'scan-01.webp'))
      .waitFor()

    await past.choose(1)
    await past.details.getByText(`${t.done(3)}, ${t.failed(1)}`, { exact: true }).waitFor()
    await past.details.getByText(join(folder, 'Resized'), { exact: true }).waitFor()
    await past.file('photo-03.jpg').waitFor()
    await past.showFiles('failed')
    await expect.poll(() => past.files.getByRole('listitem').count()).toBe(1)
    await past.file('torn.jpg').getByText(window.t.reasons.failures['image-damaged'].title).waitFor()
  })

  it('opens the folder of a batch, and shows a file in it', async () => {
    const { app, past, other } = await twoBatches()
    await app.evaluateInMain(({ shell }) => {
      const opened: string[] = []
      Object.assign(globalThis, { opened })
      shell.openPath = (path) => {
        opened.push(`open ${path}`)
        return Promise.resolve('')
      }
      shell.showItemInFolder = (path) => {
        opened.push(`show ${path}`)
      }
    })
    await past.open(2)
    await past.action('openFolder').click()
    await past.file('scan-02.jpg').getByRole('button').click()
    await expect
      .poll(() => app.evaluateInMain(() => (globalThis as { readonly opened?: readonly string[] }).opened))
      .toEqual([`open ${join(other, 'web')}`, `show ${join(other, 'web', 'scan-02.webp')}`])
  })

  it('saves the report of a batch, with every file and how it ended', async () => {
    const { app, window, past, folder } = await twoBatches()
    const { summary } = window.t.window
    await past.open(2)
    await past.choose(1)
    const path = join(await tempFolder(), 'report.csv')
    await app.dialogs.answerSave(path, () => window.chooseFromMenu(summary.reportLabel, summary.csv))
    await app.page.getByText(summary.reportSaved(path)).waitFor()
    const [head = '', ...lines] = (await readFile(path, 'utf8'))
      .replace(/^\ufeff/, '')
      .trimEnd()
      .split('\r\n')
    const files = await writtenFiles(join(folder, 'Resized'))
    expect(head.split(',').slice(0, 7)).toEqual(
      ['source', 'status', 'output', 'width', 'height', 'source_bytes', 'output_bytes'], // prettier-ignore
    )
    const cells = lines.map((line) => line.split(','))
    expect(cells.map(([source, status, output, , , , bytes]) => [source, status, output, bytes])).toEqual([
      ...files.map(({ name, bytes }) => [join(folder, name), 'done', join(folder, 'Resized', name), String(bytes)]),
      [join(folder, 'torn.jpg'), 'failed', '', ''],
    ])
  })

  it('repeats a batch: its pictures and its recipe are in the batch again, and can be started', async () => {
    const { app, window, past, other } = await twoBatches()
    await window.clearList()
    await past.open(2)
    await past.action('repeat').click()
    await window.filter('waiting', 2).waitFor()
    await app.page.getByText(past.t.repeated(2)).first().waitFor()
    await window.filter('all', 2).waitFor()
    await window.shows('scan-01.jpg', 4, /400×300\s*→\s*100×75/)
    await window.planned()
    await window.start()
    await window.filter('done', 2).waitFor({ timeout: stateLimitMs })
    await window.ended()
    expect((await writtenFiles(join(other, 'web'))).map(({ name, width }) => [name, width])).toEqual([
      ['scan-01 (2).webp', 100],
      ['scan-01.webp', 100],
      ['scan-02 (2).webp', 100],
      ['scan-02.webp', 100],
    ])
    await past.open(3)
    await past.says(0, past.t.finished)
  })

  it('repeats the batch that has just ended, with its pictures still in the list', async () => {
    const { window, past, folder } = await twoBatches()
    await past.open(2)
    await past.choose(1)
    await past.action('repeat').click()
    await window.filter('waiting', 4).waitFor({ timeout: stateLimitMs })
    await window.planned()
    await window.start()
    await window.filter('done', 3).waitFor({ timeout: stateLimitMs })
    await window.ended()
    expect(await filesBelow(join(folder, 'Resized'))).toHaveLength(6)
    await past.open(3)
    await past.choose(0)
    await past.details.getByText(folder, { exact: true }).waitFor()
  })

  it('forgets a batch once that is confirmed, and touches none of its files', async () => {
    const { app, window, past, folder, other } = await twoBatches()
    const before = [await filesBelow(folder), await filesBelow(other)]
    await past.open(2)
    await past.action('forget').click()
    await window.dialog.getByText(past.t.forget.text).waitFor()
    await window.dialog.getByRole('button', { name: window.t.dialogs.cancel, exact: true }).click()
    await past.open(2)
    await past.action('forget').click()
    await window.dialog.getByRole('button', { name: past.t.forget.action, exact: true }).click()
    await app.page.getByText(past.t.forgotten).first().waitFor()
    await past.open(1)
    await past.says(0, past.t.failed(1))
    expect([await filesBelow(folder), await filesBelow(other)]).toEqual(before)
  })
})
