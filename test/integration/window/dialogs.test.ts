import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messagesFor } from '../../../src/shared/messages/catalogue.ts'
import { axeViolations } from '../../support/axe-violations.ts'
import { launchChromium } from '../../support/chromium.ts'
import { openPreviewPage, type PreviewPage } from '../../support/preview-page.ts'
import { startWindowPreview, type WindowPreview } from '../../support/window-preview.ts'

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

async function open(query: string, size?: { readonly width: number; readonly height: number }): Promise<void> {
  opened = await openPreviewPage(browser, preview.url, query, size)
  page = opened.page
}

/** Opens a dialog as the menu does. */
async function command(name: string): Promise<Locator> {
  await page.evaluate(`fakeMain.emit('commandChosen', { command: '${name}' })`)
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  return dialog
}

const en = messagesFor('en').dialogs
const asked = (name: string): Promise<number> =>
  page.evaluate(`fakeMain.asked.filter((request) => request.name === '${name}').length`)

describe('the plan', () => {
  it('is a list of which only a part is in the page, to be looked through by kind', async () => {
    await open('rows=3000')
    const dialog = await command('show-plan')
    await dialog.getByRole('listitem').getByRole('button').first().waitFor()
    expect(await dialog.getByRole('listitem').count()).toBeLessThan(60)
    await dialog.getByRole('region', { name: en.plan.list }).waitFor()
    const scrolled = `document.querySelector('[role=dialog] [role=region]')`
    await page.evaluate(`${scrolled}.scrollTop = 1e9`)
    const last = String(await page.evaluate(`fakeMain.batch.rows.at(-1).name`))
    await dialog.getByText(last, { exact: true }).waitFor()
    await dialog.getByRole('tab', { name: /^Skip/ }).click()
    await expect.poll(() => dialog.getByRole('listitem').first().textContent()).not.toContain(en.plan.loading)
    expect(await page.evaluate(`${scrolled}.scrollTop`)).toBe(0)
    expect(opened.faults).toEqual([])
    await page.close()
  })

  it('starts the batch', async () => {
    await open('rows=30')
    const dialog = await command('show-plan')
    await dialog.getByRole('button', { name: /^Start/ }).click()
    await expect.poll(() => asked('startBatch')).toBe(1)
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.close()
  })

  it('warns loudly where there is too little room', async () => {
    await open('rows=30')
    await page.evaluate(`fakeMain.emit('planChanged', { ...fakeMain.batch.planState(), freeBytes: 1000 })`)
    const dialog = await command('show-plan')
    await dialog.getByRole('alert').filter({ hasText: 'This will not fit' }).waitFor()
    await page.close()
  })
})

describe('the comparison', () => {
  it('shows the real encode, and its border moves by keys and by the pointer', async () => {
    await open('rows=12')
    await page.getByRole('row').nth(2).click()
    const dialog = await command('compare')
    const border = dialog.getByRole('slider', { name: en.compare.divider })
    await border.waitFor()
    expect(await asked('compareRow')).toBe(1)
    await border.press('ArrowLeft')
    expect(await border.getAttribute('aria-valuenow')).toBe('48')
    await border.press('Home')
    expect(await border.getAttribute('aria-valuenow')).toBe('0')
    await border.press('End')
    expect(await border.getAttribute('aria-valuenow')).toBe('100')
    const box = await border.boundingBox()
    if (box === null) throw new Error('Expected a border')
    await page.mouse.move(box.x + box.width / 2, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x - 400, box.y + 40, { steps: 4 })
    await page.mouse.up()
    expect(Number(await border.getAttribute('aria-valuenow'))).toBeLessThan(80)
    expect(opened.faults).toEqual([])
    await page.close()
  })

  it('goes through the pictures by keys, and encodes each', async () => {
    await open('rows=12')
    await page.getByRole('row').nth(2).click()
    const dialog = await command('compare')
    await dialog.getByText('2 of 12').waitFor()
    await page.keyboard.press('PageDown')
    await dialog.getByText('3 of 12').waitFor()
    await page.keyboard.press('PageUp')
    await page.keyboard.press('PageUp')
    await dialog.getByText('1 of 12').waitFor()
    expect(await dialog.getByRole('button', { name: en.compare.previous }).isDisabled()).toBe(true)
    await expect.poll(() => asked('compareRow')).toBeGreaterThanOrEqual(3)
    await page.close()
  })

  it('zooms and moves by keys alone', async () => {
    await open('rows=12')
    await page.getByRole('row').nth(2).click()
    const dialog = await command('compare')
    await dialog.getByRole('radio', { name: en.compare.zooms['200'], exact: true }).focus()
    await page.keyboard.press('Space')
    const picture = dialog.getByRole('img', { name: /after$/ })
    const before = await picture.boundingBox()
    await dialog.getByRole('group', { name: en.compare.picture }).press('ArrowRight')
    const after = await picture.boundingBox()
    expect(after?.x).toBe((before?.x ?? 0) - 48)
    await dialog.getByRole('radio', { name: en.compare.views.side, exact: true }).click()
    expect(await dialog.getByRole('slider').count()).toBe(0)
    await page.close()
  })

  it('says why a picture could not be encoded, and tries again', async () => {
    await open('rows=12')
    await page.getByRole('row').nth(2).click()
    await page.evaluate(`fakeMain.failNext('compareRow', { code: 'not-usable', message: 'The picture is damaged.' })`)
    const dialog = await command('compare')
    await dialog.getByRole('alert').getByText('The picture is damaged.').waitFor()
    await dialog.getByRole('button', { name: messagesFor('en').dialogs.retry }).click()
    await dialog.getByRole('slider').waitFor()
    await page.close()
  })
})

describe('trying it on a few', () => {
  it('encodes one after another, and opens a comparison over itself', async () => {
    await open('rows=40')
    const dialog = await command('try-it')
    await dialog.getByText(/^All 40 pictures: about/).waitFor()
    const items = await dialog.getByRole('listitem').count()
    expect(await asked('compareRow')).toBe(items)
    await dialog
      .getByRole('button', { name: /^Compare / })
      .first()
      .click()
    const comparison = page.getByRole('dialog', { name: en.compare.title })
    await comparison.getByRole('slider').waitFor()
    await page.keyboard.press('Escape')
    await comparison.waitFor({ state: 'detached' })
    await page.getByRole('dialog', { name: en.proof.title }).getByRole('button', { name: en.proof.startAll }).click()
    await expect.poll(() => asked('startBatch')).toBe(1)
    expect(opened.faults).toEqual([])
    await page.close()
  })
})

describe('settings', () => {
  it('hold at once', async () => {
    await open('rows=12')
    const dialog = await command('show-settings')
    await dialog.getByRole('radio', { name: 'Dark' }).click()
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
    await dialog.getByRole('combobox', { name: 'Language' }).click()
    await page.getByRole('option', { name: '简体中文' }).click()
    await page.getByRole('dialog', { name: '设置' }).waitFor()
    await page.getByRole('combobox', { name: '同时处理' }).click()
    await page.getByRole('option', { name: '2', exact: true }).click()
    const limit = page.getByRole('spinbutton', { name: '时间限制' })
    await limit.fill('60')
    await limit.press('Enter')
    await expect
      .poll(() =>
        page.evaluate(
          `fakeMain.asked.filter(({ name }) => name === 'updateSettings').map(({ input }) => input.change)`,
        ),
      )
      .toEqual([{ theme: 'dark' }, { language: 'zh-CN' }, { jobs: 2 }, { deadlineMs: 60_000 }])
    await page.close()
  })
})

describe('a dialog', () => {
  it('takes the focus, keeps it, and gives it back', async () => {
    await open('rows=12')
    const button = page.getByRole('button', { name: messagesFor('en').recipe.preset.menu })
    await button.focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await expect.poll(() => dialog.locator('input:focus').count()).toBe(1)
    for (let tab = 0; tab < 8; tab++) {
      await page.keyboard.press('Tab')
      expect(await dialog.locator(':focus').count()).toBe(1)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => button.and(page.locator(':focus')).count()).toBe(1)
    await page.close()
  })
})

const dialogs = ['show-plan', 'compare', 'try-it', 'show-settings', 'show-shortcuts', 'details'] as const

describe.each(['light', 'dark'] as const)('every dialog in %s', (theme) => {
  it.each([
    ['en', 'planned'],
    ['zh-CN', 'planned'],
    ['en', 'ended'],
    ['zh-CN', 'ended'],
  ])('has nothing that axe finds fault with, in %s, %s', async (language, scene) => {
    await open(`rows=40&scene=${scene}&theme=${theme}&language=${language}`)
    await page.getByRole('row').nth(2).click()
    for (const name of dialogs) {
      if (name === 'details') {
        await page.getByRole('row').nth(2).click()
        await page.keyboard.press('Alt+Enter')
      } else await command(name)
      const dialog = page.getByRole('dialog')
      await dialog.waitFor()
      // What comes after a moment is looked at too.
      await expect.poll(() => dialog.getByRole('status').count()).toBe(0)
      expect(await axeViolations(page), name).toEqual([])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    }
    expect(opened.faults).toEqual([])
    await page.close()
  })
})

describe('at 200 % zoom of a small window', () => {
  it.each(dialogs.filter((name) => name !== 'details'))('%s has every control in reach', async (name) => {
    await open('rows=40', { width: 450, height: 300 })
    await page.getByRole('row').nth(2).click()
    const dialog = await command(name)
    // Those in a list come and go as it is scrolled.
    const controls = dialog.locator('button:not(li button)')
    for (let place = 0; place < (await controls.count()); place++) {
      const control = controls.nth(place)
      if (!(await control.isVisible())) continue
      await control.scrollIntoViewIfNeeded()
      const box = await control.boundingBox()
      expect(box?.x, (await control.textContent()) ?? '').toBeGreaterThanOrEqual(0)
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(450)
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(301)
    }
    await page.close()
  })
})
