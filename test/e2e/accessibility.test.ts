import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RecipeInput } from '../../src/shared/recipe.ts'
import { Settings } from '../../src/shared/settings.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { batchWindow, stateLimitMs } from './support/batch-window.ts'
import { homeWith } from './support/home-with.ts'
import { openApp } from './support/open-app.ts'
import { noisyPicture } from './support/picture-folders.ts'
import { homeWithInterrupted, tourOfInterrupted } from './support/tour-of-past.ts'
import { tourFolder, tourOfWindow } from './support/tour-of-window.ts'

describe('axe finds nothing wrong', () => {
  it.for([
    { language: 'en', colorScheme: 'light' },
    { language: 'zh-CN', colorScheme: 'dark' },
  ] as const)('anywhere in the window, in $colorScheme and $language', async ({ language, colorScheme }) => {
    const folder = await tourFolder()
    const app = await openApp({ colorScheme, homeFolder: await homeWith({ language }) })
    const found: string[] = []
    await tourOfWindow(app, language, folder, async (place) => {
      for (const violation of await axeViolations(app.page)) found.push(`${place}: ${violation}`)
    })
    expect(found).toEqual([])
  })

  it.for([
    { language: 'zh-CN', colorScheme: 'light', width: 1280 },
    { language: 'en', colorScheme: 'dark', width: 640 },
  ] as const)(
    'in what is said of a batch that was killed, in $colorScheme and $language, $width pixels wide',
    async ({ language, colorScheme, width }) => {
      const homeFolder = await homeWithInterrupted()
      await writeFile(join(homeFolder, 'settings.json'), JSON.stringify(Settings.parse({ language })))
      const app = await openApp({ colorScheme, homeFolder, viewport: { width, height: 600 } })
      const found: string[] = []
      await tourOfInterrupted(app, language, async (place) => {
        for (const violation of await axeViolations(app.page)) found.push(`${place}: ${violation}`)
      })
      expect(found).toEqual([])
    },
  )

  it.for(['light', 'dark'] as const)('in a batch that runs and in one that is paused, in %s', async (colorScheme) => {
    const folder = await tempFolder()
    const picture = await noisyPicture(640, 480)
    for (let number = 1; number <= 4; number += 1) await writeFile(join(folder, `${String(number)}.png`), picture)
    const recipe: RecipeInput = {
      outputs: [{ resize: { mode: 'longest-side', size: 480 }, format: { type: 'avif' } }],
    }
    const app = await openApp({ colorScheme, paths: [folder], homeFolder: await homeWith({ recipe }) })
    const window = batchWindow(app)
    await window.filter('all', 4).waitFor({ timeout: stateLimitMs })
    await window.planned()
    await window.start()
    await window.footer.getByRole('progressbar').waitFor()
    expect(await axeViolations(app.page)).toEqual([])
    await window.footer.getByRole('button', { name: window.t.window.footer.pause }).click()
    await window.footer.getByText(window.t.window.footer.paused, { exact: true }).waitFor({ timeout: stateLimitMs })
    expect(await axeViolations(app.page)).toEqual([])
  })
})
