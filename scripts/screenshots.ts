/**
 * Makes the pictures of the README: paints a journey, opens the built app on it in the browser host, and shoots every
 * state of the window, light and dark, into docs/screenshots.
 */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { sharp } from '../src/engine/load-sharp.ts'
import type { RecipeInput } from '../src/shared/recipe.ts'
import { Settings } from '../src/shared/settings.ts'
import { batchWindow } from '../test/e2e/support/batch-window.ts'
import { launchApp, type LaunchedApp } from '../test/e2e/support/launch-app.ts'
import { makeSampleTrip } from './support/sample-trip.ts'

const target = resolve(import.meta.dirname, '../docs/screenshots')
const fullSize = { width: 1280, height: 800 }
const narrowSize = { width: 900, height: 600 }
const maxBytes = 200_000
/** So many rows are done when the run is shown. */
const doneWhenShot = 7

const recipe: RecipeInput = {
  outputs: [{ resize: { mode: 'longest-side', size: 1600 }, format: { type: 'webp' }, metadata: 'private' }],
}

/** The page, as far as the functions below use it. */
declare const document: {
  querySelectorAll(selector: string): Iterable<{ readonly complete: boolean; readonly naturalWidth: number }>
  readonly fonts: { readonly ready: Promise<unknown> }
  readonly activeElement: { blur(): void } | null
}
declare const requestAnimationFrame: (draw: () => void) => void

await main()

async function main(): Promise<void> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'batchfit-screenshots-')))
  try {
    await mkdir(target, { recursive: true })
    const pictures = join(home, 'Pictures')
    console.log('painting …')
    const count = await makeSampleTrip(pictures)
    const homeFolder = join(home, '.config/batchfit')
    await mkdir(homeFolder, { recursive: true })
    await writeFile(
      join(homeFolder, 'settings.json'),
      JSON.stringify(Settings.parse({ recipe, notifyWhenDone: false })),
    )
    const app = await launchApp({ homeFolder, env: { HOME: home }, viewport: fullSize, colorScheme: 'light' })
    try {
      await shootAll(app, pictures, count)
    } finally {
      await app.close()
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

/** In the order in which a person comes to see them. */
async function shootAll(app: LaunchedApp, pictures: string, count: number): Promise<void> {
  const { page } = app
  const window = batchWindow(app)
  await page.getByRole('heading', { name: window.t.window.empty.title }).waitFor()
  await shootBoth(page, 'empty')
  await window.addFolder(pictures, count)
  await window.planned()
  await shootBoth(page, 'planned')
  await page.setViewportSize(narrowSize)
  await shootBoth(page, 'narrow')
  await page.setViewportSize(fullSize)
  await compare(app)
  await replace(app)
  await window.start()
  await page
    .locator('[role="row"] .state.good')
    .nth(doneWhenShot - 1)
    .waitFor({ timeout: 120_000 })
  await shootBoth(page, 'running')
  await window.ended()
  await shootBoth(page, 'finished')
  await history(app)
}

async function compare(app: LaunchedApp): Promise<void> {
  const { page } = app
  const window = batchWindow(app)
  await window.row('Skógar panorama.jpg').dblclick()
  await window.dialog.locator('img').nth(1).waitFor()
  await shootBoth(page, 'compare')
  await page.keyboard.press('Escape')
  await window.dialog.waitFor({ state: 'detached' })
  // The row that was compared is selected.
  await window.grid.press('Escape')
}

/** The question before originals are replaced; the answer is no. */
async function replace(app: LaunchedApp): Promise<void> {
  const { page } = app
  const window = batchWindow(app)
  const { recipe: words, history: t } = window.t
  await page.getByRole('radio', { name: t.replace.choice, exact: true }).click()
  await page.getByRole('button', { name: t.replace.start, exact: true }).click()
  await window.dialog.waitFor()
  await window.dialog.getByText(t.replace.planning).waitFor({ state: 'detached' })
  await shootBoth(page, 'replace')
  await page.keyboard.press('Escape')
  await window.dialog.waitFor({ state: 'detached' })
  await page.getByRole('radio', { name: words.place.kinds.subfolder, exact: true }).click()
  await window.planned()
  // To choose it, the panel was scrolled.
  await page.getByRole('heading', { name: words.size.title, exact: true }).scrollIntoViewIfNeeded()
}

/** What the batch that has just ended looks like in the history. */
async function history(app: LaunchedApp): Promise<void> {
  const { page } = app
  const { t } = batchWindow(app)
  await page.getByRole('tab', { name: t.window.places.history, exact: true }).click()
  await page.getByRole('region', { name: t.history.details }).getByRole('listitem').first().waitFor()
  await shootBoth(page, 'history')
}

async function shootBoth(page: Page, name: string): Promise<void> {
  // Nothing is under the mouse.
  await page.mouse.move(500, (page.viewportSize()?.height ?? 0) - 1)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await settle(page)
    const path = join(target, `${name}-${colorScheme}.png`)
    const bytes = await small(await page.screenshot({ animations: 'disabled', caret: 'hide' }))
    await writeFile(path, bytes)
    console.log(`${path}: ${String(Math.round(bytes.length / 1000))} kB`)
  }
}

/** Waits until fonts and pictures are there and drawn. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => [...document.querySelectorAll('img')].every(({ complete }) => complete))
  await page.evaluate(async () => {
    document.activeElement?.blur()
    await document.fonts.ready
    await new Promise<void>((resolve) => {
      requestAnimationFrame(() => {
        requestAnimationFrame(() => {
          resolve()
        })
      })
    })
  })
}

/** A screenshot has few colours but for its photographs: as many are kept as `maxBytes` allows. */
async function small(png: Buffer): Promise<Buffer> {
  for (const colours of [256, 192, 128, 96, 64]) {
    const smaller = await sharp(png).png({ palette: true, colours, dither: 0.3, effort: 10 }).toBuffer()
    if (smaller.length <= maxBytes) return smaller
  }
  throw new Error(`Expected a screenshot that fits into ${String(maxBytes)} bytes`)
}
