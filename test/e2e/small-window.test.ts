import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'
import { crowdedControls } from './in-page/crowded-controls.ts'
import { batchWindow, stateLimitMs } from './support/batch-window.ts'
import type { LaunchedApp } from './support/launch-app.ts'
import { openApp } from './support/open-app.ts'
import { fillWithPictures, writtenFiles } from './support/picture-folders.ts'
import { homeWithInterrupted, tourOfInterrupted } from './support/tour-of-past.ts'
import { tourFolder, tourOfWindow } from './support/tour-of-window.ts'

describe('A small window', () => {
  it('of 900×600 shows every control of every place, none over another', async () => {
    const folder = await tourFolder()
    const app = await openApp({ viewport: { width: 900, height: 600 } })
    const found: string[] = []
    await tourOfWindow(app, 'en', folder, async (place) => {
      for (const fault of await app.page.evaluate(crowdedControls)) found.push(`${place}: ${fault}`)
    })
    expect(found).toEqual([])
  })

  it('of 900×600 shows every control of what is said of a batch that was killed', async () => {
    const app = await openApp({ homeFolder: await homeWithInterrupted(), viewport: { width: 900, height: 600 } })
    const found: string[] = []
    await tourOfInterrupted(app, 'en', async (place) => {
      for (const fault of await app.page.evaluate(crowdedControls)) found.push(`${place}: ${fault}`)
    })
    expect(found).toEqual([])
  })

  it('of 1280×800 at 200 % loses nothing: the whole flow is done in it', async () => {
    const folder = await tempFolder()
    await fillWithPictures(folder, { count: 8, width: 640, height: 480 })
    const app = await openApp({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 })
    const window = batchWindow(app)
    const { t } = window
    await expectRoom(app, 'the empty batch')
    await window.addFolder(folder, 8)
    await window.planned()
    await expectRoom(app, 'the planned batch')
    await window.row('photo-01.jpg').click()

    await window.button(t.window.views.recipe).click()
    await expectRoom(app, 'the recipe')
    await window.setLength(320)
    await window.setFormat('webp')
    for (const label of [t.recipe.place.onExisting, t.recipe.place.whenNotSmaller]) {
      await window.panel.getByRole('combobox', { name: label, exact: true }).scrollIntoViewIfNeeded()
      await expectRoom(app, label)
    }
    await window.button(t.window.views.pictures).click()
    await window.shows('photo-01.jpg', 4, /→\s*320×240/)

    await window.plan.getByText(t.window.plan.write(8)).click()
    await window.dialog.getByRole('button', { name: t.dialogs.plan.details('photo-01.jpg') }).waitFor()
    await expectRoom(app, 'the plan')
    await window.dialog.getByRole('button', { name: t.dialogs.plan.start(8, '8'), exact: true }).click()
    await window.filter('done', 8).waitFor({ timeout: stateLimitMs })
    await expectRoom(app, 'the ended batch')

    await window.row('photo-01.jpg').dblclick()
    await window.compared()
    await expectRoom(app, 'the comparison')
    await app.page.keyboard.press('Escape')
    await window.button(t.window.topBar.settings).click()
    await expectRoom(app, 'the settings')
    await window.dialog.getByText(t.dialogs.settings.licences).scrollIntoViewIfNeeded()
    await window.dialog.getByRole('button', { name: t.dialogs.settings.done, exact: true }).click()
    const report = join(await tempFolder(), 'report.json')
    await app.dialogs.answerSave(report, () =>
      window.chooseFromMenu(t.window.summary.reportLabel, t.window.summary.json),
    )
    await app.page.getByText(t.window.summary.reportSaved(report)).waitFor()
    expect(await writtenFiles(join(folder, 'Resized'))).toHaveLength(8)
  })
})

async function expectRoom({ page }: LaunchedApp, place: string): Promise<void> {
  expect(await page.evaluate(crowdedControls), place).toEqual([])
}
