import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../../support/chromium.ts'
import { startWindowPreview, type WindowPreview } from '../../support/window-preview.ts'
import {
  askedOfMain,
  axeFaults,
  changeSettings,
  dragFile,
  failedCount,
  holdRecipes,
  namesInOrder,
  pasteText,
  scrollTable,
  setPace,
  widthTooMuch,
} from '../../e2e/in-page/played-window.ts'

/** The window alone, in a real browser, around a made-up main. */
let preview: WindowPreview
let browser: Browser
let page: Page
/** What the browser complained of: errors, warnings, and what the policy forbade. */
let complaints: string[]

beforeAll(async () => {
  preview = await startWindowPreview()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await preview.close()
})
afterEach(async () => {
  await page.close()
})

async function open(query: string, size = { width: 1280, height: 800 }): Promise<void> {
  complaints = []
  page = await browser.newPage({ viewport: size })
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(`${preview.url}?${query}`)
  await page.locator('[role=tab]').first().waitFor()
}

const rows = (): ReturnType<Page['locator']> => page.locator('[role=grid] [data-position]')

describe('the table', () => {
  it('has only the rows in sight in the page, at 100,000', async () => {
    await open('rows=100000')
    const grid = page.locator('[role=grid]')
    expect(await grid.getAttribute('aria-rowcount')).toBe('100001')
    expect(await rows().count()).toBeLessThan(40)
    await page.evaluate(scrollTable, { toPx: 3_200_000, stepPx: 1_600_000 })
    await page.locator('[data-position="99999"]').waitFor()
    expect(await rows().count()).toBeLessThan(40)
    expect(complaints).toEqual([])
  })

  it('asks for no picture of a row that only scrolls by', async () => {
    await open('rows=5000')
    const wanted: number[] = []
    page.on('request', (request) => {
      const row = /thumbnails\/(\d+)/.exec(request.url())?.[1]
      if (row !== undefined) wanted.push(Number(row))
    })
    await page.evaluate(scrollTable, { toPx: 120_000, stepPx: 4000 })
    await page.locator('[data-position="3750"] img').waitFor()
    expect(wanted.filter((row) => row > 60 && row < 3700)).toEqual([])
    expect(wanted).toContain(3750)
  })

  it('sorts by its heads, upwards, downwards, and not at all', async () => {
    await open('rows=300')
    const head = page.locator('[role=columnheader]', { hasText: 'Name' })
    const unsorted = await page.evaluate(namesInOrder)
    await head.getByRole('button').click()
    expect(await head.getAttribute('aria-sort')).toBe('ascending')
    const ascending = await page.evaluate(namesInOrder)
    expect(ascending.slice(0, 2)).toEqual(['DSC00002.JPG', 'DSC00004.JPG'])
    await head.getByRole('button').click()
    expect(await head.getAttribute('aria-sort')).toBe('descending')
    expect((await page.evaluate(namesInOrder))[0]).toMatch(/^照片/)
    await head.getByRole('button').click()
    expect(await head.getAttribute('aria-sort')).toBe('none')
    expect(await page.evaluate(namesInOrder)).toEqual(unsorted)
  })

  it('shows what is filtered by state and searched for, and says so when there is nothing', async () => {
    await open('rows=2000&scene=ended')
    await page.getByRole('button', { name: /^Failed/ }).click()
    const failed = await page.evaluate(failedCount)
    expect(await page.locator('[role=grid]').getAttribute('aria-rowcount')).toBe(String(failed + 1))
    await page.getByRole('searchbox').fill('no such name')
    await page.getByText('No picture matches.').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    expect(await page.locator('[role=grid]').getAttribute('aria-rowcount')).toBe('2001')
  })

  it('is used by the keyboard alone', async () => {
    await open('rows=500')
    const grid = page.locator('[role=grid]')
    await grid.focus()
    await page.keyboard.press('ArrowDown')
    await page.locator('[aria-activedescendant="row-1"]').waitFor()
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    expect(await page.locator('[data-position][aria-selected=true]').count()).toBe(3)
    await page.keyboard.press('End')
    await page.locator('[aria-activedescendant="row-499"]').waitFor()
    expect(await page.locator('#row-499').getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('Home')
    await page.keyboard.press('Control+ArrowDown')
    await page.keyboard.press('Control+ArrowDown')
    await page.keyboard.press('Space')
    expect(await page.locator('[data-position][aria-selected=true]').count()).toBe(2)
    await page.keyboard.press('Control+a')
    await page.getByText('500 selected').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.locator('[data-position][aria-selected=true]').count()).toBe(0)
    await page.keyboard.press('Home')
    await page.keyboard.press('Delete')
    await page.locator('[aria-rowcount="500"]').waitFor()
    await page.locator('[aria-activedescendant="row-1"]').waitFor()
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitem', { name: 'Copy path' }).click()
    await page.getByText('The path is on the clipboard.').waitFor()
    const asked = (await page.evaluate(askedOfMain)).map(({ name }) => name)
    expect(asked).toEqual(expect.arrayContaining(['removeRows', 'copyText']))
  })

  it('shows the size of a changed recipe in the rows before main has answered', async () => {
    await open('rows=20')
    await page.evaluate(holdRecipes)
    await page.getByLabel('Length').fill('1000')
    await page.getByLabel('Length').press('Enter')
    await page.locator('[data-position="1"] .to', { hasText: '750×1000' }).waitFor()
  })
})

describe('a batch in the window', () => {
  it('goes from its start through a pause to its summary', async () => {
    await open('rows=80')
    await page.evaluate(setPace, 300)
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused', { exact: true }).waitFor()
    expect(await page.title()).toMatch(/^\d+%, paused – Batchfit$/)
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText(/^Finished in/).waitFor()
    await page.getByRole('button', { name: 'Export the report' }).click()
    await page.getByRole('menuitem', { name: 'Export as CSV…' }).click()
    await page.getByText('The report is in /home/ada/Pictures/out/report.csv.').waitFor()
    const failed = await page.getByRole('button', { name: /^Retry \d+ failed$/ }).textContent()
    expect(failed).toMatch(/Retry [1-9]/)
    expect(complaints).toEqual([])
  })

  it('offers to stop at once while it finishes what runs', async () => {
    await open('rows=200&scene=running')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Stop now' }).click()
    await page.getByText(/^Cancelled after/).waitFor()
    await page.getByRole('button', { name: /not begun$/ }).click()
    expect((await page.evaluate(namesInOrder)).length).toBeGreaterThan(10)
  })
})

describe('taking pictures in', () => {
  it('takes paths that are pasted, and says when there are none', async () => {
    await open('')
    await page.evaluate(pasteText, 'just words')
    await page.getByText('There is no file or path to paste.').waitFor()
    await page.evaluate(pasteText, '/home/ada/a.jpg\nC:\\b.jpg')
    await page.locator('[aria-rowcount="81"]').waitFor()
  })

  it('shows over the whole window that it takes a drop, and takes it', async () => {
    await open('')
    await page.evaluate(dragFile, { kind: 'dragenter' as const, name: 'holiday' })
    await page.getByText('Drop to add').waitFor()
    await page.evaluate(dragFile, { kind: 'drop' as const, name: 'holiday' })
    await page.locator('[aria-rowcount="41"]').waitFor()
    expect(await page.getByText('Drop to add').count()).toBe(0)
    const asked = await page.evaluate(askedOfMain)
    expect(asked.find(({ name }) => name === 'addPaths')?.input).toEqual({ paths: ['/home/ada/Pictures/holiday'] })
  })

  it('can be stopped while it looks', async () => {
    await open('rows=3000&scene=importing')
    await page.getByText('Looking: 2,000 pictures found…').waitFor()
    await page.getByRole('button', { name: 'Stop looking' }).click()
    await page.getByText('Looking:').waitFor({ state: 'detached' })
  })
})

const require = createRequire(import.meta.url)
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core finds wrong in the page as it is. */
async function faults(): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(axeFaults)
}

describe('accessibility', () => {
  const scenes = ['', 'rows=300', 'rows=300&scene=running', 'rows=300&scene=ended', 'rows=3000&scene=importing']
  const looks = ['theme=light&language=en', 'theme=dark&language=zh-CN']
  it.each(scenes.flatMap((scene) => looks.map((look) => `${scene}&${look}`)))('has no fault at "%s"', async (query) => {
    await open(query)
    expect(await faults()).toEqual([])
    expect(complaints).toEqual([])
  })

  it.each(['tab-watch-folders', 'tab-history'])('has no fault at %s', async (tab) => {
    await open('theme=dark')
    await page.locator(`#${tab}`).click()
    expect(await faults()).toEqual([])
  })

  it.each([
    { width: 900, height: 600 },
    { width: 640, height: 400 },
    { width: 450, height: 300 },
  ])('has no fault and nothing outside of $width × $height', async (size) => {
    await open('rows=300&scene=ended', size)
    expect(await faults()).toEqual([])
    expect(await page.evaluate(widthTooMuch)).toBeLessThanOrEqual(0)
    const texts = ['.name', '.folder', '.from', '.to', '.size', '.new-size', '.saving', '.state-word']
    for (const text of texts) expect(await page.locator(`[data-position="0"] ${text}`).isVisible()).toBe(true)
  })

  it('follows the theme and the language while it runs', async () => {
    await open('rows=5')
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.evaluate(changeSettings, { theme: 'system', language: 'zh-CN' })
    await page.locator('html[data-theme=dark][lang=zh-CN]').waitFor()
    await page.emulateMedia({ colorScheme: 'light' })
    await page.locator('html[data-theme=light]').waitFor()
    await page.getByRole('tab', { name: '批处理' }).waitFor()
  })
})
