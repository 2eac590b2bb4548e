import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { rowStates } from '../../src/shared/rows.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { stagesSeen, watchStages } from './in-page/watch-stages.ts'
import { batchWindow, type BatchWindow, stateLimitMs } from './support/batch-window.ts'
import type { LaunchedApp } from './support/launch-app.ts'
import { openApp } from './support/open-app.ts'
import { fillWithPictures, type WrittenFile, writtenFiles } from './support/picture-folders.ts'
import { shownBytes } from './support/shown-bytes.ts'

const count = 14

describe('A folder of pictures, from the empty window to the report', () => {
  let folder: string
  let names: readonly string[]
  let app: LaunchedApp
  let window: BatchWindow

  beforeEach(async () => {
    folder = await tempFolder()
    names = await fillWithPictures(folder, { count, width: 2400, height: 1800 })
    app = await openApp()
    window = batchWindow(app)
  })

  it('adds, plans, starts, pauses, resumes, finishes and reports, and says of every file what is on the disk', async () => {
    const { page } = app
    const { t, footer } = window
    await page.getByRole('heading', { name: t.window.empty.title }).waitFor()
    await app.dialogs.answerOpen([folder], () => window.button(t.window.empty.addFolder).click())
    await window.filter('all', count).waitFor()
    await expectRowsBefore(app, window, names)

    await window.setLength(1600)
    await window.setFormat('webp')
    await expectRowsUnderNewRecipe(window, names)
    await expectPlan(app, window, folder, names)

    await page.evaluate(watchStages)
    await window.button(t.dialogs.plan.start(count, String(count))).click()
    await expectPauseToHold(app, window, folder)
    await footer.getByRole('button', { name: t.window.footer.resume }).click()
    await window.ended()

    expectStages(await page.evaluate(stagesSeen), t.window.row.states)
    const files = await writtenFiles(join(folder, 'Resized'))
    expect(files.map(({ name }) => name)).toEqual(names.map((name) => name.replace('.jpg', '.webp')))
    for (const file of files) expect(file).toMatchObject({ format: 'webp', width: 1600, height: 1200 })
    await expectSummary(window, files)
    await expectReports(app, window, files)
  })
})

/** Sizes and thumbnails, under the recipe that the app comes with. */
async function expectRowsBefore(app: LaunchedApp, window: BatchWindow, names: readonly string[]): Promise<void> {
  await window.planned()
  await expect.poll(() => window.rows.count()).toBe(names.length)
  for (const name of names) await window.shows(name, 4, /2400×1800\s*→\s*1920×1440/)
  // Loaded in full, and not an empty picture.
  await expect
    .poll(
      () =>
        window.rows
          .locator('img')
          .evaluateAll(
            (images) =>
              images.filter((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0).length,
          ),
      { timeout: stateLimitMs },
    )
    .toBe(names.length)
  expect(app.pageProblems()).toEqual([])
}

async function expectRowsUnderNewRecipe(window: BatchWindow, names: readonly string[]): Promise<void> {
  for (const name of names) await window.shows(name, 4, /2400×1800\s*→\s*1600×1200/)
  await window.planned()
}

async function expectPlan(
  app: LaunchedApp,
  window: BatchWindow,
  folder: string,
  names: readonly string[],
): Promise<void> {
  const { t } = window
  await app.page.keyboard.press('ControlOrMeta+L')
  for (const name of names) {
    const button = app.page.getByRole('button', { name: t.dialogs.plan.details(name), exact: true })
    const item = window.dialog.getByRole('listitem').filter({ has: button })
    await item.getByTitle(join(folder, 'Resized', name.replace('.jpg', '.webp')), { exact: true }).waitFor()
  }
  expect(await window.dialog.getByRole('tab').allInnerTexts()).toEqual([
    expect.stringMatching(new RegExp(`^${t.dialogs.plan.filters.all}\\s*${String(count)}$`)),
    expect.stringMatching(new RegExp(`^${t.dialogs.plan.filters.write}\\s*${String(count)}$`)),
  ])
}

/** Paused: what ran was finished, and nothing more begins, though the app is busy with something else meanwhile. */
async function expectPauseToHold(app: LaunchedApp, window: BatchWindow, folder: string): Promise<void> {
  const { footer: words } = window.t.window
  await window.rows.filter({ hasText: window.t.window.row.states.done }).first().waitFor({ timeout: stateLimitMs })
  await window.footer.getByRole('button', { name: words.pause }).click()
  await window.footer.getByText(words.paused, { exact: true }).waitFor({ timeout: stateLimitMs })
  const written = await readdir(join(folder, 'Resized'))
  expect(written.length).toBeGreaterThan(0)
  expect(written.length).toBeLessThan(count)
  expect(written.filter((name) => !name.endsWith('.webp'))).toEqual([])
  await window.footer.getByText(words.ofTotal(written.length, count), { exact: true }).waitFor()
  await window.filter('done', written.length).waitFor()
  await window.filter('waiting', count - written.length).waitFor()

  await window.rows.filter({ hasText: window.t.window.row.states.waiting }).first().dblclick()
  await window.compared()
  await app.page.keyboard.press('Escape')
  expect(await readdir(join(folder, 'Resized'))).toEqual(written)
  await window.footer.getByText(words.paused, { exact: true }).waitFor()
}

/** Every row went forward only, from waiting to done, and the long stages were seen on the way. */
function expectStages(
  seen: Readonly<Record<string, readonly string[]>>,
  words: Readonly<Record<(typeof rowStates)[number], string>>,
): void {
  const order = rowStates.map((state) => words[state])
  const rows = Object.values(seen)
  expect(rows).toHaveLength(count)
  for (const row of rows) {
    expect(row[0]).toBe(words.waiting)
    expect(row.at(-1)).toBe(words.done)
    expect(row).toEqual([...row].sort((one, other) => order.indexOf(one) - order.indexOf(other)))
  }
  expect(rows.flat()).toContain(words.resizing)
}

async function expectSummary(window: BatchWindow, files: readonly WrittenFile[]): Promise<void> {
  const { summary } = window.t.window
  await window.footer.getByRole('button', { name: summary.done(count), exact: true }).waitFor()
  const figures = await window.footer.getByText(/ → /).innerText()
  const { lowBytes, highBytes } = shownBytes(figures.split('→')[1] ?? '')
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  expect(bytes).toBeGreaterThanOrEqual(lowBytes)
  expect(bytes).toBeLessThanOrEqual(highBytes)
  for (const file of files) {
    const shown = shownBytes(await window.cell(file.name.replace('.webp', '.jpg'), 6).innerText())
    expect(file.bytes).toBeGreaterThanOrEqual(shown.lowBytes)
    expect(file.bytes).toBeLessThanOrEqual(shown.highBytes)
  }
}

async function expectReports(app: LaunchedApp, window: BatchWindow, files: readonly WrittenFile[]): Promise<void> {
  const { summary } = window.t.window
  const reports = await tempFolder()
  for (const [kind, item] of [
    ['csv', summary.csv],
    ['json', summary.json],
  ] as const) {
    const path = join(reports, `report.${kind}`)
    await app.dialogs.answerSave(path, () => window.chooseFromMenu(summary.reportLabel, item))
    await app.page.getByText(summary.reportSaved(path)).waitFor()
  }
  const rows = JSON.parse(await readFile(join(reports, 'report.json'), 'utf8')) as readonly {
    readonly status: string
    readonly outputs: readonly { readonly path: string; readonly bytes: number; readonly width: number }[]
  }[]
  expect(rows.every(({ status }) => status === 'done')).toBe(true)
  const told = rows
    .flatMap(({ outputs }) => outputs)
    .map(({ path, bytes, width }) => [path.split('/').at(-1), bytes, width])
  expect(told.sort()).toEqual(files.map(({ name, bytes, width }) => [name, bytes, width]))

  const lines = (await readFile(join(reports, 'report.csv'), 'utf8'))
    .replace(/^\ufeff/, '')
    .trimEnd()
    .split('\r\n')
  expect(lines[0]?.split(',').slice(0, 3)).toEqual(['source', 'status', 'output'])
  expect(lines.slice(1).map((line) => line.split(',')[6])).toEqual(rows.map(({ outputs }) => String(outputs[0]?.bytes)))
}
