import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { filesBelow } from '../../scripts/support/files-below.ts'
import { jpegPicture } from '../support/pictures.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { batchWindow, type BatchWindow, stateLimitMs } from './support/batch-window.ts'
import { shareApp } from './support/open-app.ts'
import { noisyPicture } from './support/picture-folders.ts'

describe('Two pictures that want one name', () => {
  const app = shareApp()
  let window: BatchWindow
  beforeAll(async () => {
    window = batchWindow(app())
    await window.setFormat('webp')
  })

  async function addClashing(): Promise<string> {
    const folder = await tempFolder()
    await writeFile(join(folder, 'a.jpg'), await jpegPicture(320, 240))
    await writeFile(join(folder, 'a.png'), await noisyPicture(320, 240))
    await writeFile(join(folder, 'b.jpg'), await jpegPicture(320, 240, 2))
    await window.addFolder(folder, 3)
    return folder
  }

  it.for(['skip', 'overwrite'] as const)(
    'are refused before the start where what exists is for %s',
    async (onExisting) => {
      const { t } = window
      await window.choose(t.recipe.place.onExisting, t.recipe.place.onExistings[onExisting])
      const folder = await addClashing()
      await window.shows('a.png', 8, t.reasons.failures['output-clash'].title)
      await window.plan.getByText(t.window.plan.write(2)).waitFor()
      await window.plan.getByText(t.window.plan.clashes(1)).waitFor()
      await window.plan.getByText(t.window.plan.refuse(1)).click()
      const button = app().page.getByRole('button', { name: t.dialogs.plan.details('a.png'), exact: true })
      const item = window.dialog.getByRole('listitem').filter({ has: button })
      await item.getByText(t.reasons.failures['output-clash'].title).waitFor()
      await item.getByText(t.dialogs.plan.noOutput).waitFor()
      await app().page.keyboard.press('Escape')

      await window.start()
      await window.filter('done', 2).waitFor({ timeout: stateLimitMs })
      await window.filter('failed', 1).waitFor()
      await window.footer.getByRole('button', { name: t.window.summary.failed(1), exact: true }).waitFor()
      expect(await filesBelow(join(folder, 'Resized'))).toEqual(['a.webp', 'b.webp'])
      await window.clearList()
    },
  )

  it('are numbered, and said to be, where names may be changed', async () => {
    const { t } = window
    await window.choose(t.recipe.place.onExisting, t.recipe.place.onExistings.rename)
    const folder = await addClashing()
    await window.planned()
    await window.plan.getByText(t.window.plan.renamed(1)).click()
    await window.dialog.getByTitle(join(folder, 'Resized', 'a (2).webp')).waitFor()
    await window.dialog.getByText(t.reasons.notes.renamed.title).waitFor()
    await app().page.keyboard.press('Escape')

    await window.start()
    await window.filter('done', 3).waitFor({ timeout: stateLimitMs })
    await window.footer.getByRole('button', { name: t.window.summary.done(3), exact: true }).waitFor()
    expect(await filesBelow(join(folder, 'Resized'))).toEqual(['a (2).webp', 'a.webp', 'b.webp'])
    await window.clearList()
  })
})
