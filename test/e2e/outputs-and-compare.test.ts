import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'
import { batchWindow, type BatchWindow, stateLimitMs } from './support/batch-window.ts'
import { openApp } from './support/open-app.ts'
import { fillWithPictures, writtenFiles } from './support/picture-folders.ts'
import { shownBytes } from './support/shown-bytes.ts'

describe('Several outputs', () => {
  it('are tried on a few, compared, described and written, each as it was shown', async () => {
    const folder = await tempFolder()
    const names = await fillWithPictures(folder, { count: 3, width: 1000, height: 750 })
    const [name = ''] = names
    const app = await openApp({ paths: [folder] })
    const window = batchWindow(app)
    const { t } = window
    await window.filter('all', 3).waitFor({ timeout: stateLimitMs })
    await window.setLength(400)
    await window.setFormat('webp')
    await window.button(t.recipe.outputs.add).click()
    await window.setLength(200)
    await window.setFormat('jpeg')
    await window.shows(name, 4, /1000×750\s*→\s*400×300\s*\+1/)
    await window.planned()

    await window.footer.getByRole('button', { name: t.window.footer.tryIt }).click()
    const tried = window.dialog.getByRole('listitem').filter({ hasText: '400×300' }).first()
    await tried.getByText(`200×150 ${t.recipe.format.formats.jpeg}`).waitFor({ timeout: stateLimitMs })
    await window.dialog.getByText(/^All 3 pictures: about /).waitFor({ timeout: stateLimitMs })
    await window.dialog.getByRole('button', { name: t.window.close, exact: true }).last().click()
    await expect(stat(join(folder, 'Resized'))).rejects.toThrow('ENOENT')

    await window.row(name).dblclick()
    const webp = await comparedBytes(window, '400×300')
    await window.choose(t.dialogs.compare.output, '2: 200 px')
    const jpeg = await comparedBytes(window, '200×150')
    await expectPicturesShown(window, name)
    await app.page.keyboard.press('Escape')

    await window.start()
    await window.filter('done', 3).waitFor({ timeout: stateLimitMs })
    const files = await writtenFiles(join(folder, 'Resized'))
    expect(files).toMatchObject(
      names.flatMap((each) => [
        { name: each.replace('.jpg', '-2.jpg'), format: 'jpeg', width: 200, height: 150 },
        { name: each.replace('.jpg', '.webp'), format: 'webp', width: 400, height: 300 },
      ]),
    )
    expectShown(webp, files.find((file) => file.name === name.replace('.jpg', '.webp'))?.bytes)
    expectShown(jpeg, files.find((file) => file.name === name.replace('.jpg', '-2.jpg'))?.bytes)

    await window.row(name).click()
    await app.page.keyboard.press('Alt+Enter')
    await window.dialog.getByRole('heading', { name, exact: true }).waitFor()
    await window.dialog.getByText('1000×750').waitFor()
    expect(await window.dialog.getByText(t.dialogs.details.written, { exact: true }).count()).toBe(2)
    await window.dialog.getByText(join(folder, 'Resized', name.replace('.jpg', '.webp'))).waitFor()
  })
})

type Shown = ReturnType<typeof shownBytes>

/** The size that the comparison tells of its result, once that has these dimensions. */
async function comparedBytes({ dialog, t }: BatchWindow, dimensions: string): Promise<Shown> {
  const result = dialog.getByRole('definition').filter({ hasText: dimensions })
  await result.getByText(/^encoded in/).waitFor({ timeout: stateLimitMs })
  expect(await dialog.getByRole('term').allInnerTexts()).toEqual([t.dialogs.compare.source, t.dialogs.compare.result])
  return shownBytes(await result.locator('strong').innerText())
}

function expectShown({ lowBytes, highBytes }: Shown, bytes = -1): void {
  expect(bytes).toBeGreaterThanOrEqual(lowBytes)
  expect(bytes).toBeLessThanOrEqual(highBytes)
}

async function expectPicturesShown({ dialog, t }: BatchWindow, name: string): Promise<void> {
  for (const alt of [t.dialogs.compare.beforeAlt(name), t.dialogs.compare.afterAlt(name)]) {
    const picture = dialog.getByRole('img', { name: alt, exact: true })
    await expect
      .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
      .toBe(200)
  }
}
