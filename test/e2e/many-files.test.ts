import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow } from '../../scripts/support/files-below.ts'
import type { RecipeInput } from '../../src/shared/recipe.ts'
import { dropFiles } from '../support/drop-files.ts'
import { jpegPicture } from '../support/pictures.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { batchWindow, stateLimitMs } from './support/batch-window.ts'
import { homeWith } from './support/home-with.ts'
import { openApp } from './support/open-app.ts'
import { watchTasks } from './support/task-watch.ts'

const count = 5000
/** Of processor time: on a machine that has other things to do, a task takes longer by the clock. */
const longestTaskMs = 50
/** The whole run takes a quarter of a minute on a machine of two cores that does nothing else. */
const runLimitMs = 180_000
const small: RecipeInput = {
  outputs: [{ resize: { mode: 'longest-side', size: 64 }, format: { type: 'jpeg' } }],
  dates: 'now',
}

describe('A folder of 5,000 files', () => {
  it(
    'is taken in from a drop, and from a dialog and run to its end without the page standing still',
    async ({ annotate }) => {
      const folder = await tempFolder()
      await fillFolder(join(folder, 'pictures'))
      const app = await openApp({ homeFolder: await homeWith({ recipe: small }) })
      const window = batchWindow(app)
      const { page } = app
      await page.getByRole('heading', { name: window.t.window.empty.title }).waitFor()
      await dropFiles(page, [join(folder, 'pictures')])
      await window.filter('all', count).waitFor({ timeout: stateLimitMs })
      await window.planned()
      await window.plan.getByText(window.t.window.plan.write(count)).waitFor()
      await window.clearList()

      // Not before: under the browser host, Chromium itself stands still while it reads a dropped folder.
      const watch = await watchTasks(page)
      await window.addFolder(join(folder, 'pictures'), count)
      await window.grid.press('End')
      await window.row(nameOf(count - 1)).waitFor()
      await window.planned()
      await window.start()
      await window.filter('done', count).waitFor({ timeout: runLimitMs })
      await window.ended()
      await window.footer.getByRole('button', { name: window.t.window.summary.done(count), exact: true }).waitFor()
      const names = Array.from({ length: count }, (_, index) => nameOf(index))
      expect(await filesBelow(join(folder, 'pictures', 'Resized'))).toEqual(names)

      const { cpuMs, wallMs } = await watch.stop()
      await annotate(
        `The longest task of the page: ${cpuMs.toFixed(0)} ms of a processor, ${wallMs.toFixed(0)} ms in all.`,
      )
      expect(cpuMs).toBeLessThanOrEqual(longestTaskMs)
    },
    2 * runLimitMs,
  )
})

function nameOf(index: number): string {
  return `${String(index).padStart(4, '0')}.jpg`
}

async function fillFolder(folder: string): Promise<void> {
  await mkdir(folder)
  await writeFile(join(folder, nameOf(0)), await jpegPicture(96, 72))
  for (let index = 1; index < count; index += 1) await copyFile(join(folder, nameOf(0)), join(folder, nameOf(index)))
}
