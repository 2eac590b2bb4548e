import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { messagesFor } from '../../../src/shared/messages/catalogue.ts'
import { axeViolations } from '../../support/axe-violations.ts'
import { launchChromium } from '../../support/chromium.ts'
import { openPreviewPage, type PreviewPage } from '../../support/preview-page.ts'
import { startWindowPreview, type WindowPreview } from '../../support/window-preview.ts'

/** What was: the banner of an interrupted batch, the history, and undo, in a real browser around a made-up main. */
let preview: WindowPreview
let browser: Browser
let opened: PreviewPage
let page: Page

beforeAll(async () => {
  preview = await startWindowPreview()
  browser = await launchChromium()
}, 180_000)
afterAll(async () => {
  await browser.close()
  await preview.close()
})
afterEach(async () => {
  expect(opened.faults).toEqual([])
  await page.close()
})

async function open(query: string, size?: { readonly width: number; readonly height: number }): Promise<void> {
  opened = await openPreviewPage(browser, preview.url, query, size)
  page = opened.page
}

async function openHistory(query: string, size?: { readonly width: number; readonly height: number }): Promise<void> {
  await open(query, size)
  await page.locator('#tab-history').click()
}

const en = messagesFor('en').history
const window = messagesFor('en').window
const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true })
const asked = (name: string): Promise<readonly unknown[]> =>
  page.evaluate(`fakeMain.asked.filter((request) => request.name === '${name}').map((request) => request.input)`)
const idOf = (place: number): Promise<string> => page.evaluate(`fakeMain.history.batches[${String(place)}].id`)
/** What has the keyboard, by its words; null where nothing has. */
const focused = (): Promise<string | null> =>
  page.evaluate(
    `document.activeElement === document.body ? null : document.activeElement.textContent.trim().replace(/\\s+/g, ' ')`,
  )
const banner = (): Locator => page.getByRole('region', { name: en.banner.label })
const details = (): Locator => page.getByRole('region', { name: en.details })
const option = (place: number): Locator => page.locator(`[role=option][aria-posinset="${String(place + 1)}"]`)

describe('a batch that was interrupted', () => {
  it('is spoken of with what is left and where, and goes on with the keyboard alone', async () => {
    await open('history=40&interrupted=3')
    await banner().getByText(en.banner.window).waitFor()
    await banner().getByText('880 of 1,000 pictures are left').waitFor()
    await banner().getByText('to ~/Pictures/Lisbon in spring/Resized').waitFor()
    const others = Number(await page.evaluate(`fakeMain.history.interrupted().batches.length`)) - 1
    await banner()
      .getByRole('button', { name: en.banner.others(others) })
      .waitFor()
    const spoken = page.getByRole('status').filter({ hasText: '880 of 1,000 pictures are left' })
    await spoken.waitFor({ state: 'attached' })
    await banner().getByRole('button', { name: en.banner.continue, exact: true }).focus()
    const id = await idOf(0)
    await page.keyboard.press('Enter')
    await page.getByRole('progressbar', { name: window.footer.progress }).waitFor()
    expect(await asked('continueBatch')).toEqual([{ id }])
    expect(await banner().count()).toBe(0)
    await expect.poll(focused).toBe(window.footer.pause)
  })

  it('waits in the history when it is not wanted now, and the keyboard is not lost', async () => {
    await open('history=40&interrupted=2')
    await banner().getByRole('button', { name: en.banner.notNow }).press('Enter')
    await banner().waitFor({ state: 'detached' })
    expect(await focused()).not.toBeNull()
    expect(await asked('dismissBatch')).toEqual([])
    await page.locator('#tab-history').click()
    await option(0).getByText(en.left(en.states.interrupted, 880)).waitFor()
    await details().getByRole('button', { name: en.actions.continue, exact: true }).waitFor()
  })

  it('is left as it is only after a question whose first answer is no', async () => {
    await open('history=3&interrupted=2')
    const id = await idOf(0)
    await banner().getByRole('button', { name: en.banner.discard }).click()
    const dialog = page.getByRole('dialog', { name: en.discard.title })
    await dialog.getByText('880 pictures').waitFor()
    expect(await focused()).toBe('Cancel')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect(await asked('dismissBatch')).toEqual([])
    await banner().getByRole('button', { name: en.banner.discard }).click()
    await dialog.getByRole('button', { name: en.discard.action }).click()
    await expect.poll(() => asked('dismissBatch')).toEqual([{ id }])
    // Then the next one is spoken of.
    await banner().getByText('to ~/Pictures/Studio').or(banner().getByText(en.banner.inPlace)).first().waitFor()
  })

  it('may be an undo, which goes on in the history', async () => {
    await open('history=9')
    await banner().getByText(en.banner.undo).waitFor()
    const id = await idOf(8)
    await banner().getByRole('button', { name: en.banner.continueUndo }).click()
    await page.getByRole('progressbar', { name: en.undo.progress }).waitFor()
    expect(await asked('undoBatch')).toEqual([{ id }])
    expect(await page.locator('#tab-history').getAttribute('aria-selected')).toBe('true')
  })

  it('may be an undo that is left as it is, and can still go on from the history', async () => {
    await open('history=9')
    await banner().getByRole('button', { name: en.banner.leave }).press('Enter')
    await banner().waitFor({ state: 'detached' })
    expect(await asked('dismissBatch')).toEqual([{ id: await idOf(8) }])
    await page.locator('#tab-history').click()
    await option(6).scrollIntoViewIfNeeded()
    await option(8).click()
    await details().getByRole('button', { name: en.actions.continueUndo }).waitFor()
  })

  it('may be a list that no batch had begun with', async () => {
    await open('lost=1000')
    await banner().getByText(en.banner.list(1000)).waitFor()
    await banner().getByRole('button', { name: en.banner.restore }).click()
    await page.locator('[role=grid]').waitFor()
    await banner().waitFor({ state: 'detached' })
    await page.close()
    await open('lost=1000')
    await banner().getByRole('button', { name: en.banner.dismiss }).click()
    await banner().waitFor({ state: 'detached' })
    expect(await asked('dropList')).toEqual([{}])
  })
})

describe('the history', () => {
  it('has only the batches in sight in the page, at 5,000, and is walked through by keys', async () => {
    await openHistory('history=5000')
    await option(0).waitFor()
    expect(await page.getByRole('option').count()).toBeLessThan(40)
    await page.getByRole('listbox', { name: en.list }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await details()
      .getByRole('heading', { name: en.left(en.states.cancelled, 188) })
      .waitFor()
    await page.keyboard.press('End')
    await option(4999).waitFor()
    await expect.poll(() => option(4999).getAttribute('aria-selected')).toBe('true')
    await details().waitFor()
    expect(await page.getByRole('option').count()).toBeLessThan(40)
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe(en.actions.openFolder)
    await page.keyboard.press('Escape')
    await expect.poll(() => page.evaluate(`document.activeElement.getAttribute('role')`)).toBe('listbox')
  })

  it('says of every batch how it ended, when, with what recipe, where to and what it came to', async () => {
    await openHistory('history=60')
    const words = (place: number): Promise<string | null> => option(place).textContent()
    expect(await words(0)).toMatch(/Finished.*ago.*Longest side 1920 px.*24 Nov.*Lisbon.*40 pictures · −\d+%/s)
    expect(await words(1)).toContain(en.replaced)
    expect(await words(2)).toContain('Longest side 1600 px + Fill and crop 320 × 320 px')
    expect(await words(3)).toContain('Stopped: Disk full, 271 left')
    expect(await words(3)).toContain(en.origins.cli)
    expect(await words(4)).toContain('Running elsewhere')
    expect(await words(5)).toContain(en.states.undone)
    expect(await words(6)).toContain('Partly undone, 3 files left alone')
  })

  it('shows the files of a batch a page at a time, and those that failed alone', async () => {
    await openHistory('history=60')
    await option(2).click()
    const items = details().getByRole('listitem')
    await expect.poll(() => items.count()).toBe(100)
    await details().getByRole('button', { name: en.files.more }).click()
    await expect.poll(() => items.count()).toBe(200)
    await details().getByRole('radio', { name: en.files.filters.failed }).click()
    await expect.poll(() => items.count()).toBe(3)
    // One for the first batch that was chosen, and those above: nothing is asked for again and again.
    expect((await asked('listHistoryFiles')).length).toBeLessThan(8)
    await items
      .first()
      .getByText('Image damaged')
      .or(items.first().getByText(/damaged/i))
      .first()
      .waitFor()
  })

  it('takes a batch in again with its recipe', async () => {
    await openHistory('history=10')
    await option(3).click()
    await details().getByRole('button', { name: en.actions.repeat }).click()
    await page.locator('#tab-batch[aria-selected=true]').waitFor()
    await page.locator('[role=grid]').waitFor()
    const told = (await asked('setRecipe')) as readonly { readonly recipe: { readonly destination: unknown } }[]
    expect(told.at(-1)?.recipe.destination).toEqual({ kind: 'beside' })
  })

  it('opens the folder of a batch, and writes its report', async () => {
    await openHistory('history=10')
    await details().getByRole('button', { name: en.actions.openFolder }).click()
    expect(await asked('openPath')).toEqual([{ path: '/home/ada/Pictures/Lisbon in spring/Resized' }])
    await details().getByRole('button', { name: window.summary.reportLabel }).click()
    await page.getByRole('menuitem', { name: window.summary.json }).click()
    await page.getByText(/^The report is in/).waitFor()
    expect(await asked('exportHistoryReport')).toEqual([{ id: await idOf(0), kind: 'json' }])
  })

  it('forgets a batch after a question, and goes on with the one that takes its place', async () => {
    await openHistory('history=10')
    const [id, next] = [await idOf(1), await idOf(2)]
    await option(1).click()
    await page.getByRole('listbox').focus()
    await page.keyboard.press('Delete')
    const dialog = page.getByRole('dialog', { name: en.forget.title })
    await dialog.getByRole('button', { name: en.forget.action }).click()
    await expect.poll(() => asked('forgetBatch')).toEqual([{ id }])
    await expect.poll(() => option(1).getByText(en.left(en.states.cancelled, 188)).count()).toBe(1)
    expect(await idOf(1)).toBe(next)
    await expect.poll(() => option(1).getAttribute('aria-selected')).toBe('true')
  })

  it('takes in a batch that ends while it is looked at, and stays with the one that was chosen', async () => {
    await openHistory('history=10&rows=20')
    await option(3).click()
    await page.evaluate(`fakeMain.batch.isPlaying = false; fakeMain.batch.start('waiting'); fakeMain.batch.settle()`)
    await expect.poll(() => option(0).getAttribute('aria-setsize')).toBe('11')
    await expect.poll(() => option(4).getAttribute('aria-selected')).toBe('true')
    await details()
      .getByRole('heading', { name: /Disk full/ })
      .waitFor()
  })

  it('shows one thing at a time where there is no room for two', async () => {
    await openHistory('history=30', { width: 640, height: 480 })
    expect(await details().count()).toBe(0)
    await option(2).click()
    await details().waitFor()
    expect(await page.getByRole('listbox').count()).toBe(0)
    await details().getByRole('button', { name: en.back }).click()
    await page.getByRole('listbox').waitFor()
  })

  it('says so when there is none, and why when none can be kept', async () => {
    await openHistory('')
    await page.getByRole('heading', { name: en.empty.title }).waitFor()
    await page.close()
    await openHistory('keeping=no')
    await page.getByRole('heading', { name: en.notKept.title }).waitFor()
    await page.getByText(/cannot write its journal/).waitFor()
  })
})

describe('undo', () => {
  it('says exactly what it does first, and the nearest answer is no', async () => {
    await openHistory('history=10')
    await details().getByRole('button', { name: en.actions.undo }).click()
    const dialog = page.getByRole('dialog', { name: en.undo.title })
    await dialog.getByText(en.undo.removes(40)).waitFor()
    await dialog.getByText(en.undo.changed).waitFor()
    expect(await focused()).toBe('Cancel')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect(await asked('undoBatch')).toEqual([])
    await option(1).click()
    await details().getByRole('button', { name: en.actions.undo }).click()
    await dialog.getByText(en.undo.putsBack(175)).waitFor()
    await page.keyboard.press('Escape')
  })

  it('shows how far it is, is stopped, goes on, and names what it left alone with the reason', async () => {
    await openHistory('history=8')
    await page.evaluate(`fakeMain.history.isPlaying = false`)
    await option(1).click()
    await details().getByRole('button', { name: en.actions.undo }).click()
    await page.getByRole('button', { name: en.undo.action }).click()
    await details().getByText(en.undo.running(0, 175)).waitFor()
    await page.evaluate(`fakeMain.history.step()`)
    await details().getByText(en.undo.running(40, 175)).waitFor()
    await details().getByRole('button', { name: en.undo.stopButton }).click()
    await details().getByText(en.undo.stopping).waitFor()
    expect(await asked('stopUndo')).toEqual([{}])
    await page.evaluate(`fakeMain.history.step()`)
    await details().getByText(en.undo.stopped(40, 135)).waitFor()
    await page.evaluate(`fakeMain.history.refusals = 2`)
    await details().getByRole('button', { name: en.actions.continueUndo }).click()
    await details().getByText(en.undo.running(0, 135)).waitFor()
    await page.evaluate(`fakeMain.history.settle()`)
    await details().getByText(en.undo.ended(133)).waitFor()
    await details().getByRole('heading', { name: 'Partly undone, 2 files left alone' }).waitFor()
    await details().getByRole('button', { name: en.undo.showRefused }).click()
    const items = details().getByRole('listitem')
    await expect.poll(() => items.count()).toBe(2)
    await details()
      .getByText(/^Changed since: /)
      .waitFor()
    await details()
      .getByText(/^Its original is gone: /)
      .waitFor()
  })

  it('is offered at the end of a batch, and not beside one that runs', async () => {
    await open('rows=40&scene=ended')
    await button(en.undoBatch).click()
    const dialog = page.getByRole('dialog', { name: en.undo.title })
    await dialog.getByRole('button', { name: en.undo.action }).click()
    await page
      .getByRole('progressbar', { name: en.undo.progress })
      .or(details().getByText(/taken back\.$/))
      .first()
      .waitFor()
    expect(await asked('undoBatch')).toEqual([{ id: 'b0000001' }])
    await page.close()
    await openHistory('history=10&rows=300&scene=running')
    await option(1).click()
    expect(await details().getByRole('button', { name: en.actions.undo }).isDisabled()).toBe(true)
    await details().getByText(en.whyNot.running).waitFor()
  })
})

describe.each(['light', 'dark'] as const)('what was, in %s', (theme) => {
  it.each(['en', 'zh-CN'] as const)('has nothing that axe finds fault with, in %s', async (language) => {
    const words = messagesFor(language).history
    const look = `theme=${theme}&language=${language}`
    await open(`${look}&history=40&interrupted=2&lost=12`, { width: 900, height: 600 })
    await page.getByRole('region', { name: words.banner.label }).waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.locator('#tab-history').click()
    await option(6).click()
    await page.getByRole('radio', { name: words.files.filters['left-alone'] }).click()
    await page.getByRole('listitem').first().waitFor()
    expect(await axeViolations(page)).toEqual([])
    await option(3).click()
    const panel = page.getByRole('region', { name: words.details })
    await panel.getByRole('button', { name: words.actions.undo }).click()
    await page.getByRole('dialog').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.evaluate(`fakeMain.history.isPlaying = false; fakeMain.history.refusals = 3`)
    await page.getByRole('button', { name: words.undo.action }).click()
    await page.getByRole('progressbar').waitFor()
    await page.evaluate(`fakeMain.history.step()`)
    await panel.getByText(words.undo.refused(3)).waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.close()
    await openHistory(look)
    await page.getByRole('heading', { name: words.empty.title }).waitFor()
    expect(await axeViolations(page)).toEqual([])
  })
})
