import type { Browser, Page } from 'playwright-core'

/** A page of the window preview, and everything that went wrong in it. */
export interface PreviewPage {
  readonly page: Page
  /** Errors, refusals of the content security policy and complaints on the console so far. */
  readonly faults: readonly string[]
}

/** Opens the window around a made-up main; `query` as in `test/renderer/support/fake-page.ts`. */
export async function openPreviewPage(
  browser: Browser,
  url: string,
  query: string,
  size: { readonly width: number; readonly height: number } = { width: 1280, height: 860 },
): Promise<PreviewPage> {
  const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' })
  const faults: string[] = []
  page.setDefaultTimeout(30_000)
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    // A page without an icon of its own is asked for one.
    if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico')) faults.push(message.text())
  })
  await page.goto(`${url}?${query}`)
  await page.getByRole('main').waitFor()
  return { page, faults }
}
