import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { messagesFor } from '../../../src/shared/messages/catalogue.ts'
import { axeViolations } from '../../support/axe-violations.ts'
import { launchChromium } from '../../support/chromium.ts'
import { openPreviewPage, type PreviewPage } from '../../support/preview-page.ts'
import { startWindowPreview, type WindowPreview } from '../../support/window-preview.ts'

/** Replacing originals, and a batch that waits as a whole, in a real browser around a made-up main. */
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

const en = messagesFor('en')
const { replace } = en.history
const asked = (name: string): Promise<readonly unknown[]> =>
  page.evaluate(`fakeMain.asked.filter((request) => request.name === '${name}').map((request) => request.input)`)
const panel = (): Locator => page.getByRole('region', { name: en.recipe.title })
const strip = (): Locator => page.getByRole('group', { name: en.window.plan.label })
const footer = (): Locator => page.getByRole('region', { name: en.window.footer.label })
const choice = (): Locator => panel().getByRole('radio', { name: replace.choice })

describe('replacing originals', () => {
  it('is chosen where one chooses a place, says what becomes of the originals, and can be left again', async () => {
    await open('rows=300')
    await choice().click()
    await panel().getByText(replace.session).waitFor()
    await strip().getByText('286 originals will be replaced').waitFor()
    await strip().getByText('232 go to the bin, 54 to a folder “Originals 2026-11-25” beside them').waitFor()
    await strip().getByText('6 links are left out').waitFor()
    expect(await panel().getByText(en.recipe.place.subfolderName).count()).toBe(0)
    expect(await panel().getByText(en.recipe.place.onExisting, { exact: true }).count()).toBe(0)
    await panel().getByRole('switch', { name: replace.links }).click()
    await expect
      .poll(() =>
        strip()
          .getByText(/links are left out/)
          .count(),
      )
      .toBe(0)
    expect(await asked('setReplace')).toEqual([{ mode: { takesLinks: false } }, { mode: { takesLinks: true } }])
    await panel().getByRole('radio', { name: en.recipe.place.kinds.subfolder }).click()
    await footer().getByRole('button', { name: en.window.footer.start, exact: true }).waitFor()
    expect((await asked('setReplace')).at(-1)).toEqual({ mode: null })
    expect(
      await strip()
        .getByText(/will be replaced/)
        .count(),
    ).toBe(0)
  })

  it('asks before it begins, by counts and places, and the nearest answer is no', async () => {
    await open('rows=300&replace=yes')
    await footer().getByRole('button', { name: replace.start }).click()
    const dialog = page.getByRole('dialog', { name: replace.title(286) })
    await dialog.getByText(replace.toBin(232)).waitFor()
    await dialog.getByText(replace.toFolder(54, 'Originals 2026-11-25')).waitFor()
    await dialog.getByText(replace.linksLeftOut(6)).waitFor()
    expect(await page.evaluate(`document.activeElement.textContent`)).toBe(en.dialogs.cancel)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect(await asked('startBatch')).toEqual([])
    // A key that starts a batch asks as well.
    await page.evaluate(`fakeMain.emit('commandChosen', { command: 'start' })`)
    await dialog.waitFor()
    expect(await asked('startBatch')).toEqual([])
    await page.evaluate(`fakeMain.batch.isPlaying = false`)
    await dialog.getByRole('button', { name: replace.action(286) }).click()
    await expect.poll(() => asked('startBatch')).toEqual([{ scope: 'waiting', isReplaceConfirmed: true }])
    await page.evaluate(`fakeMain.batch.settle()`)
    await footer()
      .getByText(replace.keptIn({ toBin: 232, toFolder: 54, folderName: 'Originals 2026-11-25' }))
      .waitFor()
    await footer().getByRole('button', { name: en.history.undoBatch }).click()
    await page
      .getByRole('dialog', { name: en.history.undo.title })
      .getByText(/originals will be put back/)
      .waitFor()
  })

  it('asks also before what failed is tried again, where only the number is known', async () => {
    await open('rows=300&replace=yes')
    await footer().getByRole('button', { name: replace.start }).click()
    await page.evaluate(`fakeMain.batch.isPlaying = false`)
    await page.getByRole('button', { name: replace.action(286) }).click()
    await expect.poll(() => asked('startBatch')).toHaveLength(1)
    await page.evaluate(`fakeMain.batch.settle()`)
    await footer()
      .getByRole('button', { name: /^Retry/ })
      .click()
    const dialog = page.getByRole('dialog', { name: /^Replace \d+ originals\?$/ })
    await dialog.getByText(replace.somewhere).waitFor()
    expect(await asked('startBatch')).toHaveLength(1)
    await page.keyboard.press('Escape')
  })

  it('waits until the plan is whole', async () => {
    await open('rows=300&replace=yes')
    await page.evaluate(`fakeMain.emit('planChanged', { ...fakeMain.batch.planState(), phase: 'planning' })`)
    await footer().getByRole('button', { name: replace.start }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(replace.planning).waitFor()
    expect(await dialog.getByRole('button', { name: replace.action(286) }).isDisabled()).toBe(true)
    await page.evaluate(`fakeMain.emit('planChanged', fakeMain.batch.planState())`)
    await expect.poll(() => dialog.getByRole('button', { name: replace.action(286) }).isEnabled()).toBe(true)
  })

  it('says at its field what in the recipe does not go with it', async () => {
    await open('rows=30&replace=yes')
    await panel().getByRole('textbox', { name: en.recipe.place.name }).fill('{name}-small')
    const nameFault = en.recipe.problem({
      path: 'outputs[0].name',
      code: 'replace-plain-name',
      subject: '',
      message: '',
    })
    await panel().getByText(nameFault).waitFor()
    expect(await footer().getByRole('button', { name: replace.start }).isDisabled()).toBe(true)
    await panel().getByRole('textbox', { name: en.recipe.place.name }).fill('{name}')
    await expect.poll(() => footer().getByRole('button', { name: replace.start }).isEnabled()).toBe(true)
    await panel().getByRole('button', { name: en.recipe.outputs.add }).click()
    const outputFault = en.recipe.problem({ path: 'outputs', code: 'replace-one-output', subject: '', message: '' })
    await panel().getByText(outputFault).waitFor()
    expect(await footer().getByRole('button', { name: replace.start }).isDisabled()).toBe(true)
  })

  it('cannot be chosen without a journal, and says why', async () => {
    await open('rows=3&keeping=no')
    expect(await choice().isDisabled()).toBe(true)
    await panel().getByText(replace.noJournal).waitFor()
  })

  it('is off again where main refuses it', async () => {
    await open('rows=3')
    await page.evaluate(`fakeMain.failNext('setReplace', { code: 'no-journal', message: 'No journal.' })`)
    await choice().click()
    await page.getByRole('alert').filter({ hasText: 'No journal.' }).waitFor()
    await expect.poll(() => choice().getAttribute('aria-checked')).toBe('false')
  })
})

describe('a batch that waits as a whole', () => {
  it('says once why, fails no row, and tries again when it is told to', async () => {
    await open('rows=300&scene=held')
    const holds = footer().getByRole('list', { name: en.history.holdLabel })
    await holds
      .getByText('The disk is full: 320 MB are free for /volumes/Card/DCIM/Resized, and 640 MB are needed.')
      .waitFor()
    const failed = await page.evaluate(`fakeMain.batch.batchState().failed`)
    expect(failed).toBeLessThan(5)
    await page
      .getByRole('status')
      .filter({ hasText: /Batch paused.*The disk is full/ })
      .waitFor({ state: 'attached' })
    await footer().getByRole('button', { name: en.history.tryNow }).click()
    await expect.poll(() => asked('resumeBatch')).toEqual([{}])
    await holds.waitFor({ state: 'detached' })
    await footer().getByRole('button', { name: en.window.footer.pause }).waitFor()
  })

  it('names every reason there is', async () => {
    await open('rows=300&scene=running')
    await page.evaluate(
      `fakeMain.batch.hold(
        { reason: 'volume-gone', folder: '/volumes/Card', freeBytes: null, neededBytes: null },
        { reason: 'battery', folder: null, freeBytes: null, neededBytes: null },
        { reason: 'suspend', folder: null, freeBytes: null, neededBytes: null },
        { reason: 'person', folder: null, freeBytes: null, neededBytes: null })`,
    )
    const holds = footer().getByRole('list', { name: en.history.holdLabel }).getByRole('listitem')
    await expect.poll(() => holds.allTextContents()).toHaveLength(3)
    expect((await holds.allTextContents()).join(' ')).toMatch(/\/volumes\/Card.*batter.*below 20%.*goes to sleep/)
  })

  it('on a low battery is a setting', async () => {
    await open('rows=3')
    await page.evaluate(`fakeMain.emit('commandChosen', { command: 'show-settings' })`)
    await page.getByLabel(en.dialogs.settings.battery, { exact: true }).click()
    await page.getByRole('option', { name: en.dialogs.settings.batteryOff }).click()
    await expect.poll(() => asked('updateSettings')).toEqual([{ change: { pauseBelowBatteryPercent: null } }])
    await page.getByLabel(en.dialogs.settings.battery, { exact: true }).click()
    await page.getByRole('option', { name: en.dialogs.settings.batteryBelow('30%') }).click()
    await expect.poll(() => asked('updateSettings')).toHaveLength(2)
    expect((await asked('updateSettings')).at(-1)).toEqual({ change: { pauseBelowBatteryPercent: 30 } })
  })

  it('does not lose the keyboard when its buttons change', async () => {
    await open('rows=300')
    await page.evaluate(`fakeMain.batch.isPlaying = false`)
    const words = (): Promise<unknown> => page.evaluate(`document.activeElement.textContent.trim()`)
    await footer().getByRole('button', { name: en.window.footer.start, exact: true }).press('Enter')
    await expect.poll(words).toBe(en.window.footer.pause)
    await page.evaluate(`fakeMain.batch.settle()`)
    await expect.poll(words).toBe(en.window.summary.report)
  })
})

describe.each(['light', 'dark'] as const)('replacing and waiting in %s', (theme) => {
  it.each(['en', 'zh-CN'] as const)('has nothing that axe finds fault with, in %s', async (language) => {
    const t = messagesFor(language)
    const look = `theme=${theme}&language=${language}`
    await open(`${look}&rows=300&replace=yes`, { width: 900, height: 600 })
    const links = page.getByRole('switch', { name: t.history.replace.links })
    await links.scrollIntoViewIfNeeded()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: t.history.replace.start }).click()
    await page.getByRole('dialog').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.close()
    await open(`${look}&rows=300&scene=held`, { width: 900, height: 600 })
    await page.getByRole('list', { name: t.history.holdLabel }).waitFor()
    expect(await axeViolations(page)).toEqual([])
  })
})
