import { join } from 'node:path'
import { command, startCommand } from '../../support/command-line.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { untilAsync } from '../../support/until.ts'
import { filesBelow } from '../../../scripts/support/files-below.ts'
import type { Language } from '../../../src/shared/messages/catalogue.ts'
import { standstill } from '../in-page/standstill.ts'
import { batchWindow, stateLimitMs } from './batch-window.ts'
import type { LaunchedApp } from './launch-app.ts'
import { pastWindow } from './past-window.ts'
import { fillWithPictures } from './picture-folders.ts'

export type Look = (place: string) => Promise<void>

/** Opens something, looks, and closes it by Escape. */
export async function lookInto(
  { page }: LaunchedApp,
  role: 'dialog' | 'listbox' | 'menu',
  place: string,
  look: Look,
): Promise<void> {
  await page.getByRole(role).first().waitFor({ timeout: stateLimitMs })
  await look(place)
  await page.keyboard.press('Escape')
  await page.getByRole(role).waitFor({ state: 'detached' })
}

/** Through the mode that replaces originals, up to the question before the start; it is off again at the end. */
export async function tourOfReplacing(app: LaunchedApp, language: Language, look: Look): Promise<void> {
  const { t, panel, footer, plan } = batchWindow(app, language)
  const { replace } = t.history
  await panel.getByRole('radio', { name: replace.choice, exact: true }).click()
  await plan.getByText(replace.strip(3), { exact: true }).waitFor({ timeout: stateLimitMs })
  await look('replacing originals')
  await footer.getByRole('button', { name: replace.start, exact: true }).click()
  await lookInto(app, 'dialog', 'the question before replacing', look)
  await panel.getByRole('radio', { name: t.recipe.place.kinds.subfolder, exact: true }).click()
  await footer.getByRole('button', { name: t.window.footer.start, exact: true }).waitFor({ timeout: stateLimitMs })
}

/** Through the history with one batch of three pictures, one of which failed; it is undone at the end. */
export async function tourOfHistory(app: LaunchedApp, language: Language, look: Look): Promise<void> {
  const { t, dialog, button } = batchWindow(app, language)
  const past = pastWindow(app, language)
  await past.open(1)
  await past.file('torn.jpg').waitFor({ timeout: stateLimitMs })
  await look('the history')
  await past.showFiles('failed')
  await past.file('photo.jpg').waitFor({ state: 'detached' })
  await look('what failed of a batch')
  await button(t.window.summary.reportLabel).click()
  await lookInto(app, 'menu', 'the menu of the report of a batch', look)
  await past.action('forget').click()
  await lookInto(app, 'dialog', 'the question before forgetting', look)
  await past.action('undo').click()
  await lookInto(app, 'dialog', 'the question before undoing', look)
  await past.action('undo').click()
  await dialog.getByRole('button', { name: past.t.undo.action, exact: true }).click()
  await past.says(0, past.t.states.undone)
  await look('an undone batch')
}

/** A home with a batch of the command line that was killed, and one that was not. */
export async function homeWithInterrupted(): Promise<string> {
  const [homeFolder, folder] = [await tempFolder(), await tempFolder()]
  const env = { BATCHFIT_HOME: homeFolder }
  await fillWithPictures(join(folder, 'whole'), { count: 2, width: 320, height: 240 })
  await command(['run', '--quiet', '--longest-side', '100', 'whole'], { folder, env })
  await fillWithPictures(join(folder, 'many'), { count: 60, width: 1500, height: 900 })
  const running = startCommand(['run', '--json', '--format', 'webp', '--to', join(folder, 'web'), 'many'], {
    folder,
    env,
  })
  await untilAsync(async () => (await filesBelow(join(folder, 'web'))).some((name) => name.endsWith('.webp')))
  running.process.kill('SIGKILL')
  await running.ended
  return homeFolder
}

/** Through what the window shows of a batch that was killed; the home is that of `homeWithInterrupted`. */
export async function tourOfInterrupted(app: LaunchedApp, language: Language, onPlace: Look): Promise<void> {
  const past = pastWindow(app, language)
  const look: Look = async (place) => {
    await app.page.evaluate(standstill)
    await onPlace(place)
  }
  await past.banner.waitFor({ timeout: stateLimitMs })
  await look('the banner of an interrupted batch')
  await past.banner.getByRole('button', { name: past.t.banner.discard, exact: true }).click()
  await lookInto(app, 'dialog', 'the question before discarding', look)
  await past.open(2)
  await look('the history of an interrupted batch')
  await past.choose(0)
  await past.action('continue').waitFor()
  await past.files.getByRole('listitem').first().waitFor({ timeout: stateLimitMs })
  await look('an interrupted batch in the history')
}
