import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RecipeInput } from '../../src/shared/recipe.ts'
import { expectWholePictures } from '../support/pictures.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { setBattery } from './in-page/set-battery.ts'
import { batchWindow, type BatchWindow, stateLimitMs } from './support/batch-window.ts'
import { homeWith } from './support/home-with.ts'
import type { LaunchedApp } from './support/launch-app.ts'
import { openApp } from './support/open-app.ts'
import { fillWithPictures, noisyPicture, writtenFiles } from './support/picture-folders.ts'

/** A file system of 8 MB, until the test ends; false where mounting is not allowed. */
function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return false
  }
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder])
  })
  return true
}

describe('A disk that is full', () => {
  it('makes the batch wait with one message, and once there is room it goes on by itself and finishes', async ({
    skip,
  }) => {
    const folder = await tempFolder()
    const disk = join(folder, 'disk')
    await mkdir(disk)
    if (!mountSmallDisk(disk)) skip('mounting an 8 MB tmpfs needs root and Linux')
    const count = 60
    const sources = join(folder, 'in')
    await fillWithPictures(sources, { count, width: 1600, height: 1200 })
    const recipe: RecipeInput = {
      outputs: [{ resize: { mode: 'longest-side', size: 1500 }, format: { type: 'jpeg', quality: 95 } }],
      destination: { kind: 'folder', path: disk },
    }
    const app = await openApp({ paths: [sources], homeFolder: await homeWith({ recipe }) })
    const window = batchWindow(app)
    await window.filter('all', count).waitFor({ timeout: stateLimitMs })
    await window.planned()
    await window.start()

    const holds = holdsOf(app, window)
    await holds.getByText('The disk is full').waitFor({ timeout: stateLimitMs })
    expect(await holds.getByRole('listitem').count()).toBe(1)
    expect(await holds.innerText()).toContain(disk)
    await window.footer.getByRole('button', { name: window.t.history.tryNow, exact: true }).waitFor()
    await window.footer.getByText(window.t.window.footer.paused, { exact: true }).waitFor({ timeout: stateLimitMs })
    const before = await expectWholePictures(disk)
    expect(before).toBeLessThan(count)
    expect(await window.filter('failed', 1).count()).toBe(0)

    execFileSync('mount', ['-o', 'remount,size=96m', disk])
    await window.ended()
    await window.footer.getByRole('button', { name: window.t.window.summary.done(count), exact: true }).waitFor()
    expect(await holds.count()).toBe(0)
    expect(await expectWholePictures(disk)).toBe(count)
  })
})

describe('The power of the machine', () => {
  it('is waited for on a low battery, and the batch goes on by itself when it is charged', async () => {
    const { app, window, outputs } = await runningBatch()
    const holds = holdsOf(app, window)
    await app.page.evaluate(setBattery, { level: 0.1, charging: false })
    await holds.getByText(/The battery is at 10%, and batches wait below 20%/).waitFor({ timeout: stateLimitMs })
    await window.footer.getByRole('button', { name: window.t.history.tryNow, exact: true }).waitFor()
    await app.page.evaluate(setBattery, { level: 0.1, charging: true })
    await holds.waitFor({ state: 'detached' })
    await expectAllDone(window, outputs)
  })

  it('is not waited for where the person wants to go on all the same', async () => {
    const { app, window, outputs } = await runningBatch()
    const holds = holdsOf(app, window)
    await app.page.evaluate(setBattery, { level: 0.1, charging: false })
    await window.footer.getByRole('button', { name: window.t.history.tryNow, exact: true }).click()
    await holds.waitFor({ state: 'detached' })
    await app.page.evaluate(setBattery, { level: 0.09, charging: false })
    await expectAllDone(window, outputs)
  })

  it('lets a batch finish what it is at before a sleep, and go on after it', async () => {
    const { app, window, outputs } = await runningBatch()
    const { history, window: words } = window.t
    await app.evaluateInMain(({ powerMonitor }) => powerMonitor.emit('suspend'))
    await holdsOf(app, window).getByText(history.holds.suspend(nothing)).waitFor()
    await window.footer.getByText(words.footer.paused, { exact: true }).waitFor({ timeout: stateLimitMs })
    const asleep = await writtenFiles(outputs)
    await app.evaluateInMain(({ powerMonitor }) => powerMonitor.emit('resume'))
    await holdsOf(app, window).waitFor({ state: 'detached' })
    expect(asleep.length).toBeLessThan(count)
    await expectAllDone(window, outputs)
  })
})

const count = 6
const slow: RecipeInput = { outputs: [{ resize: { mode: 'longest-side', size: 480 }, format: { type: 'avif' } }] }
const nothing = { folder: '', free: '', needed: '', threshold: '', level: '' }

/** A batch of pictures that take their time; the first is under way. */
async function runningBatch() {
  const folder = await tempFolder()
  await writeFile(join(folder, '1.png'), await noisyPicture(640, 480))
  for (let number = 2; number <= count; number += 1) {
    await copyFile(join(folder, '1.png'), join(folder, `${String(number)}.png`))
  }
  const app = await openApp({ paths: [folder], homeFolder: await homeWith({ recipe: slow }) })
  const window = batchWindow(app)
  await window.filter('all', count).waitFor({ timeout: stateLimitMs })
  await window.planned()
  await window.start()
  await window.rows.filter({ hasText: window.t.window.row.states.resizing }).first().waitFor({ timeout: stateLimitMs })
  return { app, window, outputs: join(folder, 'Resized') }
}

async function expectAllDone(window: BatchWindow, outputs: string): Promise<void> {
  await window.filter('done', count).waitFor({ timeout: stateLimitMs })
  await window.ended()
  expect(await writtenFiles(outputs)).toHaveLength(count)
}

/** Why the batch waits, in words. */
function holdsOf({ page }: LaunchedApp, { t }: BatchWindow) {
  return page.getByRole('list', { name: t.history.holdLabel, exact: true })
}
