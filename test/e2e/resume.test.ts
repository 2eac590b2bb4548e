import { cp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, fingerprints } from '../../scripts/support/files-below.ts'
import type { RecipeInput } from '../../src/shared/recipe.ts'
import { command, startCommand } from '../support/command-line.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { untilAsync } from '../support/until.ts'
import { batchWindow, stateLimitMs } from './support/batch-window.ts'
import { homeWith } from './support/home-with.ts'
import { openApp, openMortalApp } from './support/open-app.ts'
import { pastWindow } from './support/past-window.ts'
import { fillWithPictures } from './support/picture-folders.ts'

const count = 60
/** Whole pictures that are there when the process is killed: it is in the middle then, with most of them ahead. */
const doneBefore = 8
const recipe: RecipeInput = { outputs: [{ resize: { mode: 'longest-side', size: 640 }, format: { type: 'webp' } }] }

/** Two folders with the same pictures of three sizes: one of them is for a run that nothing disturbs. */
async function twoFolders(): Promise<{ readonly folder: string; readonly calm: string }> {
  const [folder, calm] = [await tempFolder(), await tempFolder()]
  for (const [name, width] of [
    ['beach', 1200],
    ['cliff', 900],
    ['dunes', 1500],
  ] as const) {
    await fillWithPictures(folder, { name, width, height: 900, count: count / 3 })
  }
  await cp(folder, calm, { recursive: true, preserveTimestamps: true })
  return { folder, calm }
}

/** What an undisturbed run of the command line writes, with a home of its own; names with hashes. */
async function calmRun(calm: string): Promise<Readonly<Record<string, string>>> {
  const env = { BATCHFIT_HOME: await tempFolder() }
  const { exitCode, stderr } = await command(['run', '--quiet', '--recipe', JSON.stringify(recipe), '.'], {
    folder: calm,
    env,
  })
  expect([exitCode, stderr]).toEqual([0, ''])
  return fingerprints(join(calm, 'Resized'))
}

/** Resolves when the first outputs are there. */
async function inTheMiddle(outputs: string): Promise<void> {
  const written = async (): Promise<number> => {
    const names = await readdir(outputs).catch(() => [])
    return names.filter((name) => name.endsWith('.webp')).length
  }
  await untilAsync(async () => (await written()) >= doneBefore, stateLimitMs)
}

describe('A batch whose app was killed', () => {
  it('is offered at the next start and continued to the very tree of a run that nothing disturbed', async () => {
    const { folder, calm } = await twoFolders()
    const homeFolder = await homeWith({ recipe })
    const outputs = join(folder, 'Resized')
    const killed = await openMortalApp({ paths: [folder], homeFolder })
    const before = batchWindow(killed)
    await before.filter('all', count).waitFor({ timeout: stateLimitMs })
    await before.planned()
    await before.start()
    await inTheMiddle(outputs)
    await killed.kill()
    const written = (await filesBelow(outputs)).filter((name) => name.endsWith('.webp'))
    expect(written.length).toBeLessThan(count)

    const app = await openApp({ homeFolder })
    const [window, past] = [batchWindow(app), pastWindow(app)]
    await past.banner.getByText(past.t.banner.window).waitFor({ timeout: stateLimitMs })
    const left = leftOf(await past.banner.innerText())
    // The last few may have been written without anybody being told any more; what was told is written.
    expect(left).toBeGreaterThanOrEqual(count - written.length)
    expect(left).toBeLessThan(count)
    await past.banner.getByText(past.t.banner.left(left, count)).waitFor()
    await past.banner.getByText(past.t.banner.to(outputs)).waitFor()

    await past.banner.getByRole('button', { name: past.t.banner.continue, exact: true }).click()
    await past.banner.waitFor({ state: 'detached' })
    await window.ended()
    await window.footer.getByRole('button', { name: window.t.window.summary.done(left), exact: true }).waitFor()
    expect(await past.banner.count()).toBe(0)
    expect(await fingerprints(outputs)).toEqual(await calmRun(calm))

    await past.open(1)
    await past.says(0, past.t.finished)
    await past.details.getByText(past.t.done(count), { exact: true }).waitFor()
    expect(await past.action('continue').count()).toBe(0)
  })

  it('waits in the history when it is not wanted now, and once its rest is discarded it is not spoken of again', async () => {
    const { folder } = await twoFolders()
    const homeFolder = await homeWith({ recipe })
    const outputs = join(folder, 'Resized')
    const killed = await openMortalApp({ paths: [folder], homeFolder })
    const before = batchWindow(killed)
    await before.filter('all', count).waitFor({ timeout: stateLimitMs })
    await before.planned()
    await before.start()
    await inTheMiddle(outputs)
    await killed.kill()

    const second = await openApp({ homeFolder })
    const past = pastWindow(second)
    await past.banner.getByRole('button', { name: past.t.banner.notNow, exact: true }).click({ timeout: stateLimitMs })
    await past.banner.waitFor({ state: 'detached' })
    await past.open(1)
    await past.action('continue').waitFor()
    await second.close()

    const third = await openApp({ homeFolder })
    const again = pastWindow(third)
    const left = leftOf(await again.banner.innerText({ timeout: stateLimitMs }))
    await again.banner.getByRole('button', { name: again.t.banner.discard, exact: true }).click()
    const { dialog } = batchWindow(third)
    await dialog.getByText(again.t.discard.text(left)).waitFor()
    await dialog.getByRole('button', { name: again.t.discard.action, exact: true }).click()
    await again.banner.waitFor({ state: 'detached', timeout: stateLimitMs })
    await again.open(1)
    await again.says(0, again.t.states.dismissed)
    expect((await filesBelow(outputs)).filter((name) => !name.endsWith('.webp'))).toEqual([])
    await third.close()

    const fourth = await openApp({ homeFolder })
    const last = pastWindow(fourth)
    await last.open(1)
    await last.says(0, last.t.states.dismissed)
    expect(await last.banner.count()).toBe(0)
  })
})

describe('A list that was never started', () => {
  it('is brought back as it was, or dropped', async () => {
    const folder = await tempFolder()
    const names = await fillWithPictures(folder, { count: 12, width: 320, height: 240 })
    const homeFolder = await homeWith({})
    const killed = await openMortalApp({ paths: [folder], homeFolder })
    const before = batchWindow(killed)
    await before.filter('all', names.length).waitFor({ timeout: stateLimitMs })
    await before.planned()
    await killed.kill()

    const app = await openMortalApp({ homeFolder })
    const [window, past] = [batchWindow(app), pastWindow(app)]
    await past.banner.getByText(past.t.banner.list(names.length)).waitFor({ timeout: stateLimitMs })
    await past.banner.getByRole('button', { name: past.t.banner.restore, exact: true }).click()
    await window.filter('all', names.length).waitFor({ timeout: stateLimitMs })
    await past.banner.waitFor({ state: 'detached' })
    await window.planned()
    for (const name of names) await window.shows(name, 4, /320×240/)
    await app.kill()

    const last = await openMortalApp({ homeFolder })
    const lastPast = pastWindow(last)
    await lastPast.banner.getByRole('button', { name: past.t.banner.dismiss, exact: true }).click()
    await lastPast.banner.waitFor({ state: 'detached' })
    await last.kill()
    const calm = await openApp({ homeFolder })
    await pastWindow(calm).open(0)
    expect(await pastWindow(calm).banner.count()).toBe(0)
  })
})

describe('A batch of the command line that was killed', () => {
  it('is offered in the window, and continued there to the very tree of a run that nothing disturbed', async () => {
    const { folder, calm } = await twoFolders()
    const homeFolder = await homeWith({})
    const outputs = join(folder, 'Resized')
    const running = startCommand(['run', '--json', '--recipe', JSON.stringify(recipe), folder], {
      folder,
      env: { BATCHFIT_HOME: homeFolder },
    })
    await inTheMiddle(outputs)
    running.process.kill('SIGKILL')
    await running.ended

    const app = await openApp({ homeFolder })
    const [window, past] = [batchWindow(app), pastWindow(app)]
    await past.banner.getByText(past.t.banner.cli).waitFor({ timeout: stateLimitMs })
    const left = leftOf(await past.banner.innerText())
    expect(left).toBeLessThan(count)
    await past.banner.getByRole('button', { name: past.t.banner.continue, exact: true }).click()
    await window.ended()
    await window.footer.getByRole('button', { name: window.t.window.summary.done(left), exact: true }).waitFor()
    expect(await fingerprints(outputs)).toEqual(await calmRun(calm))
    await past.open(1)
    await past.says(0, past.t.finished)
    await past.details.getByText(past.t.done(count), { exact: true }).waitFor()

    const { exitCode } = await command(['resume'], { env: { BATCHFIT_HOME: homeFolder } })
    expect(exitCode, 'nothing to do').toBe(3)
  })
})

/** "108 of 120 pictures are left". */
function leftOf(text: string): number {
  const [, left] = /(\d+) of \d+ pictures? /.exec(text) ?? []
  if (left === undefined) throw new Error(`Expected how many pictures are left but got: ${text}`)
  return Number(left)
}
