import { execFile } from 'node:child_process'
import { cp, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { fingerprints } from '../../scripts/support/files-below.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { batchWindow, type BatchWindow, stateLimitMs } from './support/batch-window.ts'
import { homeWith } from './support/home-with.ts'
import type { LaunchedApp } from './support/launch-app.ts'
import { openApp } from './support/open-app.ts'
import { fillWithPictures } from './support/picture-folders.ts'

const program = resolve(import.meta.dirname, '../../bin/batchfit.mjs')

describe('Presets', () => {
  it('are chosen, changed, saved, renamed, and there again after a restart with the settings as they were', async () => {
    const homeFolder = await homeWith({})
    const app = await openApp({ homeFolder })
    const window = batchWindow(app)
    const { t } = window
    await choosePreset(app, window, t.recipe.presets['web-small'])
    await window.setLength(900)
    await presetShown(window, `${t.recipe.presets['web-small']} ${t.recipe.preset.changed}`).waitFor()

    await window.chooseFromMenu(t.recipe.preset.menu, t.recipe.preset.saveAs)
    await answerName(window, 'Shop', t.dialogs.savePreset.action)
    await presetShown(window, 'Shop').waitFor()
    await window.chooseFromMenu(t.recipe.preset.menu, t.recipe.preset.rename)
    await answerName(window, 'Shop photos', t.dialogs.renamePreset.action)
    await presetShown(window, 'Shop photos').waitFor()
    await app.close()

    const again = await openApp({ homeFolder })
    const anew = batchWindow(again)
    await presetShown(anew, 'Shop photos').waitFor()
    expect(await anew.panel.getByRole('spinbutton', { name: t.recipe.size.side, exact: true }).inputValue()).toBe('900')
    await choosePreset(again, anew, t.recipe.presets.print)
    await choosePreset(again, anew, 'Shop photos')
    expect(await anew.panel.getByRole('spinbutton', { name: t.recipe.size.side, exact: true }).inputValue()).toBe('900')
  })

  it('go to a file and come back from it after they were deleted', async () => {
    const app = await openApp()
    const window = batchWindow(app)
    const { t } = window
    const file = join(await tempFolder(), 'for the shop.json')
    await choosePreset(app, window, t.recipe.presets['web-small'])
    await window.setLength(777)
    await window.chooseFromMenu(t.recipe.preset.menu, t.recipe.preset.saveAs)
    await answerName(window, 'Shop', t.dialogs.savePreset.action)
    await presetShown(window, 'Shop').waitFor()
    await app.dialogs.answerSave(file, () => window.chooseFromMenu(t.recipe.preset.menu, t.recipe.preset.exportFile))
    await app.page.getByText(t.recipe.preset.exported(file)).waitFor()
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      version: 1,
      outputs: [{ resize: { mode: 'longest-side', size: 777 }, format: { type: 'webp' }, metadata: 'private' }],
    })

    await window.chooseFromMenu(t.recipe.preset.menu, t.recipe.preset.delete)
    await window.dialog.getByRole('button', { name: t.dialogs.deletePreset.action, exact: true }).click()
    await app.page.getByText(t.recipe.preset.deleted('Shop')).waitFor()
    await choosePreset(app, window, t.recipe.presets.print)
    await app.dialogs.answerOpen([file], () => window.chooseFromMenu(t.recipe.preset.menu, t.recipe.preset.importFile))
    await app.page.getByText(t.recipe.preset.imported('for the shop')).waitFor()
    const length = window.panel.getByRole('spinbutton', { name: t.recipe.size.side, exact: true })
    await expect.poll(() => length.inputValue()).toBe('777')
  })

  it('are copied as a command that writes the same files', async () => {
    const folder = await tempFolder()
    const twin = await tempFolder()
    await fillWithPictures(folder, { count: 2, width: 800, height: 600 })
    await cp(folder, twin, { recursive: true })
    const app = await openApp({ paths: [folder] })
    const window = batchWindow(app)
    const { t } = window
    await choosePreset(app, window, t.recipe.presets.thumbnail)
    await window.chooseFromMenu(t.recipe.preset.menu, t.recipe.preset.copyAsCommand)
    const words = await app.page.getByText(t.recipe.preset.copied('batchfit run')).innerText()
    const line = words.slice(words.indexOf('batchfit run'))
    await window.filter('all', 2).waitFor()
    await window.planned()
    await window.start()
    await window.filter('done', 2).waitFor({ timeout: stateLimitMs })

    await runInShell(line, twin)
    const written = await fingerprints(join(folder, 'Resized'))
    expect(Object.keys(written)).toEqual(['photo-01-thumb.jpg', 'photo-02-thumb.jpg'])
    expect(await fingerprints(join(twin, 'Resized'))).toEqual(written)
  })
})

function presetShown({ panel, t }: BatchWindow, name: string) {
  return panel.getByRole('combobox', { name: `${t.recipe.preset.label} ${name}`, exact: true })
}

async function choosePreset({ page }: LaunchedApp, { panel, t }: BatchWindow, name: string): Promise<void> {
  await panel.getByRole('combobox', { name: new RegExp(`^${t.recipe.preset.label} `) }).click()
  await page.getByRole('option', { name }).click()
  await page.getByRole('listbox').waitFor({ state: 'detached' })
}

async function answerName({ dialog, t }: BatchWindow, name: string, action: string): Promise<void> {
  await dialog.getByRole('textbox', { name: t.dialogs.presetName }).fill(name)
  await dialog.getByRole('button', { name: action, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** As a person would paste it, with our own program in the place of the installed one. */
async function runInShell(line: string, folder: string): Promise<void> {
  const own = `"${process.execPath}" "${program}"`
  await promisify(execFile)('/bin/sh', ['-c', `${line.replace(/^batchfit/, own)} "$0"`, folder])
}
