import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RecipeInput } from '../../src/shared/recipe.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { batchWindow, stateLimitMs } from './support/batch-window.ts'
import { homeWith } from './support/home-with.ts'
import { openApp } from './support/open-app.ts'
import { fillWithPictures, noisyPicture, writtenFiles } from './support/picture-folders.ts'

describe('Launching', () => {
  it('takes in the paths of its command line, and those that a second launch hands over before it ends', async () => {
    const first = await tempFolder()
    const second = await tempFolder()
    await fillWithPictures(first, { count: 2, width: 200, height: 150, name: 'first' })
    const [name = ''] = await fillWithPictures(second, { count: 1, width: 200, height: 150, name: 'second' })
    const app = await openApp({ paths: [first] })
    const window = batchWindow(app)
    await window.filter('all', 2).waitFor({ timeout: stateLimitMs })
    expect(await app.launchAgain([join(second, name)])).toBe(0)
    await window.filter('all', 3).waitFor({ timeout: stateLimitMs })
    await window.row(name).waitFor()
    await app.page.getByText(window.t.window.notices['paths-added']()).waitFor()
  })

  it('survives a damaged settings file, keeps it aside, and says so', async () => {
    const homeFolder = await tempFolder()
    const torn = '{"version":1,"language":"zh-CN","recipe":{"outpu'
    await writeFile(join(homeFolder, 'settings.json'), torn)
    const app = await openApp({ homeFolder })
    const window = batchWindow(app)
    const aside = (await readdir(homeFolder)).find((file) => file.startsWith('settings.damaged-')) ?? ''
    await app.page.getByRole('alert').filter({ hasText: aside }).waitFor()
    await app.page.getByRole('heading', { name: window.t.window.empty.title }).waitFor()
    expect(await readFile(join(homeFolder, aside), 'utf8')).toBe(torn)
    await window.button(window.t.window.topBar.settings).click()
    await window.dialog.getByRole('radio', { name: window.t.dialogs.settings.themes.dark, exact: true }).click()
    await app.page.locator('html[data-theme="dark"]').waitFor()
    await app.close()
    expect(JSON.parse(await readFile(join(homeFolder, 'settings.json'), 'utf8'))).toMatchObject({ theme: 'dark' })
  })
})

describe('Quitting while a batch runs', () => {
  it('asks once; it goes on if that is wanted, and else finishes what runs and ends', async () => {
    const folder = await tempFolder()
    const picture = await noisyPicture(640, 480)
    for (let number = 1; number <= 6; number += 1) await writeFile(join(folder, `${String(number)}.png`), picture)
    const recipe: RecipeInput = {
      outputs: [{ resize: { mode: 'longest-side', size: 480 }, format: { type: 'avif' } }],
    }
    const app = await openApp({ paths: [folder], homeFolder: await homeWith({ recipe }) })
    const window = batchWindow(app)
    const { quit } = window.t.native
    const askToQuit = (): Promise<void> =>
      app.evaluateInMain(({ app: electronApp }) => {
        electronApp.quit()
      })
    await window.filter('all', 6).waitFor({ timeout: stateLimitMs })
    await window.planned()
    await window.start()
    await window.rows
      .filter({ hasText: window.t.window.row.states.resizing })
      .first()
      .waitFor({ timeout: stateLimitMs })

    await app.dialogs.answerQuestion(quit.keepRunning, askToQuit)
    await window.rows.filter({ hasText: window.t.window.row.states.done }).first().waitFor({ timeout: stateLimitMs })
    await app.dialogs.answerQuestion(quit.finishAndQuit, askToQuit)
    expect(await app.ended).toBe(0)
    const files = await writtenFiles(join(folder, 'Resized'))
    expect(files.length).toBeGreaterThan(0)
    expect(files.length).toBeLessThan(6)
    expect(files.every(({ name, width }) => /^\d\.avif$/.test(name) && width === 480)).toBe(true)
  })
})
