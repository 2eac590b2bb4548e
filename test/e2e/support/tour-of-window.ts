import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sharp } from '../../../src/engine/load-sharp.ts'
import type { Language } from '../../../src/shared/messages/catalogue.ts'
import { jpegPicture } from '../../support/pictures.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { standstill } from '../in-page/standstill.ts'
import { batchWindow, type BatchWindow, stateLimitMs } from './batch-window.ts'
import type { LaunchedApp } from './launch-app.ts'
import { type Look, lookInto, tourOfHistory, tourOfReplacing } from './tour-of-past.ts'

/** A fresh folder with what the tour needs: a picture, one that loses its transparency as a JPEG, and one that fails. */
export async function tourFolder(): Promise<string> {
  const folder = await tempFolder()
  const whole = await jpegPicture(640, 480)
  const clear = { width: 320, height: 240, channels: 4, background: { r: 200, g: 90, b: 30, alpha: 0.5 } } as const
  await writeFile(join(folder, 'photo.jpg'), whole)
  await writeFile(join(folder, 'clear.png'), await sharp({ create: clear }).png().toBuffer())
  await writeFile(join(folder, 'torn.jpg'), whole.subarray(0, whole.length / 2))
  return folder
}

/**
 * Leads through everything the window can show: every place, dialog and menu, and a batch in each of its states; `onPlace` is
 * called at each with a name for it, once everything stands still. The window is empty at the start.
 */
export async function tourOfWindow(
  app: LaunchedApp,
  language: Language,
  folder: string,
  onPlace: (place: string) => Promise<void>,
): Promise<void> {
  const window = batchWindow(app, language)
  const { t } = window
  const look: Look = async (place) => {
    await app.page.evaluate(standstill)
    await onPlace(place)
  }
  await look('the empty batch')
  for (const place of ['watch-folders', 'history', 'batch'] as const) {
    await app.page.getByRole('tab', { name: t.window.places[place], exact: true }).click()
    await look(place)
  }
  await window.addFolder(folder, 3)
  await window.planned()
  await look('the planned batch')
  await tourOfPanel(app, window, look)
  await tourOfMenus(app, window, look)
  await tourOfDialogs(app, window, look)
  await tourOfReplacing(app, language, look)
  await tourOfBatch(app, window, look)
  await tourOfHistory(app, language, look)
}

/** Every way of resizing and every format has fields of its own. */
async function tourOfPanel(app: LaunchedApp, { panel, choose, t }: BatchWindow, look: Look): Promise<void> {
  const { size, format, carry } = t.recipe
  await panel.getByRole('button', { name: new RegExp(`^${carry.title}`) }).click()
  await panel.getByRole('button', { name: new RegExp(`^${size.advanced}`) }).click()
  for (const mode of ['fill', 'pad', 'percent', 'megapixels', 'longest-side'] as const) {
    await choose(size.mode, size.modes[mode])
    await look(`resizing by ${mode}`)
  }
  for (const type of ['webp', 'png', 'gif', 'tiff', 'jpeg'] as const) {
    await choose(format.label, format.formats[type])
    await look(`the format ${type}`)
  }
  await panel.getByRole('switch', { name: format.target }).click()
  await look('a target size')
  await panel.getByRole('switch', { name: format.target }).click()
  for (const label of [size.mode, format.label]) {
    await panel.getByRole('combobox', { name: label, exact: true }).click()
    await lookInto(app, 'listbox', `the choices of ${label}`, look)
  }
}

async function tourOfMenus(app: LaunchedApp, window: BatchWindow, look: Look): Promise<void> {
  const { panel, button, t } = window
  await panel.getByRole('combobox', { name: new RegExp(`^${t.recipe.preset.label}`) }).click()
  await lookInto(app, 'listbox', 'the presets', look)
  await button(t.recipe.preset.menu).click()
  await lookInto(app, 'menu', 'the menu of presets', look)
  await window.row('photo.jpg').click({ button: 'right' })
  await lookInto(app, 'menu', 'the menu of a row', look)
}

async function tourOfDialogs(app: LaunchedApp, window: BatchWindow, look: Look): Promise<void> {
  const { button, dialog, chooseFromMenu, row, footer, t } = window
  const { keyboard } = app.page
  await button(t.window.topBar.settings).click()
  await lookInto(app, 'dialog', 'the settings', look)
  await keyboard.press('F1')
  await lookInto(app, 'dialog', 'the shortcuts', look)
  await keyboard.press('ControlOrMeta+L')
  await dialog.getByTitle(/Resized.photo\.jpg$/).waitFor({ timeout: stateLimitMs })
  await lookInto(app, 'dialog', 'the plan', look)
  await footer.getByRole('button', { name: t.window.footer.tryIt }).click()
  await dialog.getByRole('button', { name: t.dialogs.proof.again }).waitFor({ timeout: stateLimitMs })
  await lookInto(app, 'dialog', 'the proof', look)
  await row('photo.jpg').dblclick()
  await window.compared()
  await lookInto(app, 'dialog', 'the comparison', look)
  await row('photo.jpg').click()
  await keyboard.press('Alt+Enter')
  await dialog.getByText('640×480').first().waitFor({ timeout: stateLimitMs })
  await lookInto(app, 'dialog', 'the details', look)
  await chooseFromMenu(t.recipe.preset.menu, t.recipe.preset.saveAs)
  await lookInto(app, 'dialog', 'the name of a preset', look)
}

async function tourOfBatch(app: LaunchedApp, window: BatchWindow, look: Look): Promise<void> {
  const { button, start, ended, row, dialog, t } = window
  await start()
  await ended()
  await look('the ended batch')
  await button(t.window.summary.reportLabel).click()
  await lookInto(app, 'menu', 'the menu of the report', look)
  await button(t.window.summary.losses(1)).click()
  await lookInto(app, 'dialog', 'the losses', look)
  await row('torn.jpg').click()
  await app.page.keyboard.press('Alt+Enter')
  await dialog.getByText(t.reasons.failures['image-damaged'].title).first().waitFor({ timeout: stateLimitMs })
  await lookInto(app, 'dialog', 'the details of a failure', look)
}
