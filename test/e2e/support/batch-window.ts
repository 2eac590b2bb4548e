import type { Locator } from 'playwright-core'
import { type Language, type Messages, messagesFor } from '../../../src/shared/messages/catalogue.ts'
import type { Recipe } from '../../../src/shared/recipe.ts'
import type { LaunchedApp } from './launch-app.ts'

type FormatType = Recipe['outputs'][number]['format']['type']

/** How long a state may be in coming, in milliseconds; far more than it takes, because test machines are busy. */
export const stateLimitMs = 60_000

/** The window as a person finds their way in it: by roles and words. */
export interface BatchWindow {
  /** Everything it says. */
  readonly t: Messages
  readonly grid: Locator
  readonly footer: Locator
  readonly plan: Locator
  /** Of the recipe. */
  readonly panel: Locator
  /** The dialog that is open. */
  readonly dialog: Locator
  /** Those in sight. */
  readonly rows: Locator
  row(name: string): Locator
  /** What a row says in one of its columns, by its head's place: name 2, dimensions 4, size 5, new size 6, state 8. */
  cell(name: string, column: number): Locator
  /** Resolves when such a text stands in the cell. */
  shows(name: string, column: number, text: string | RegExp): Promise<void>
  button(name: string): Locator
  /** A filter above the table, with the rows it counts. */
  filter(
    name: keyof Messages['window']['filters'] & ('all' | 'waiting' | 'done' | 'skipped' | 'failed'),
    count: number,
  ): Locator
  /** By the dialog; resolves when there are as many rows in all. */
  addFolder(folder: string, rowCount: number): Promise<void>
  addFiles(paths: readonly string[], rowCount: number): Promise<void>
  clearList(): Promise<void>
  /** Chooses from a list of the panel or of the dialog, by their labels. */
  choose(label: string, option: string): Promise<void>
  setLength(px: number): Promise<void>
  setFormat(type: FormatType): Promise<void>
  /** Resolves when nothing is left to be planned. */
  planned(): Promise<void>
  start(): Promise<void>
  /** Resolves when the summary is there. */
  ended(): Promise<void>
  /** Resolves when the comparison that is open shows both pictures. */
  compared(): Promise<void>
  /** An entry of a menu that is opened by this button. */
  chooseFromMenu(menu: string, item: string): Promise<void>
}

export function batchWindow(app: LaunchedApp, language: Language = 'en'): BatchWindow {
  const { page } = app
  const t = messagesFor(language)
  const { topBar, footer: footerWords, filters } = t.window
  const grid = page.getByRole('grid', { name: t.window.columns.label })
  const footer = page.getByRole('region', { name: footerWords.label, exact: true })
  const rows = grid.locator('[data-position]')
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true })
  const row = (name: string): Locator => rows.filter({ has: page.locator(`[aria-colindex="2"][aria-label="${name}"]`) })
  const cell = (name: string, column: number): Locator => row(name).locator(`[aria-colindex="${String(column)}"]`)
  const filter: BatchWindow['filter'] = (name, count) => button(`${filters[name]} ${count.toLocaleString(language)}`)
  const listed = (count: number): Promise<void> => filter('all', count).waitFor({ timeout: stateLimitMs })
  const choose = async (label: string, option: string): Promise<void> => {
    await page.getByRole('combobox', { name: label, exact: true }).click()
    await page.getByRole('option', { name: new RegExp(`^${escaped(option)}`) }).click()
  }
  const plan = page.getByRole('group', { name: t.window.plan.label, exact: true })
  return {
    t,
    grid,
    footer,
    plan,
    panel: page.getByRole('region', { name: t.recipe.title, exact: true }),
    dialog: page.getByRole('dialog'),
    rows,
    row,
    cell,
    shows: (name, column, text) => cell(name, column).filter({ hasText: text }).waitFor({ timeout: stateLimitMs }),
    button,
    filter,
    addFolder: async (folder, rowCount) => {
      await app.dialogs.answerOpen([folder], () => button(topBar.addFolder).click())
      await listed(rowCount)
    },
    addFiles: async (paths, rowCount) => {
      await app.dialogs.answerOpen(paths, () => button(topBar.addFiles).click())
      await listed(rowCount)
    },
    clearList: async () => {
      await button(filters.clearList).click()
      await page.getByRole('heading', { name: t.window.empty.title }).waitFor()
    },
    choose,
    setLength: async (px) => {
      const field = page.getByRole('spinbutton', { name: t.recipe.size.side, exact: true })
      await field.fill(String(px))
      await field.press('Enter')
    },
    setFormat: (type) => choose(t.recipe.format.label, t.recipe.format.formats[type]),
    planned: () => plan.locator('.folder').waitFor({ timeout: stateLimitMs }),
    start: () => footer.getByRole('button', { name: footerWords.start, exact: true }).click(),
    ended: () => button(t.window.summary.reportLabel).waitFor({ timeout: stateLimitMs }),
    compared: async () => {
      await page.getByRole('dialog').getByRole('definition').first().waitFor({ timeout: stateLimitMs })
      await page.getByRole('dialog').locator('[aria-busy="false"]').waitFor({ timeout: stateLimitMs })
    },
    chooseFromMenu: async (menu, item) => {
      await button(menu).click()
      await page.getByRole('menuitem', { name: item, exact: true }).click()
    },
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
