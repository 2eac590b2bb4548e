import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { launchApp } from '../test/e2e/support/launch-app.ts'

/** The page, as far as the functions below use it. */
declare const document: { querySelector(selector: string): object | null }
declare const requestAnimationFrame: (draw: () => void) => void

export interface StartTimes {
  /** From navigation until the first button can be pressed, in milliseconds, round by round. */
  readonly ours: readonly number[]
  /** The same of a page that holds one button and nothing else. */
  readonly empty: readonly number[]
}

/** Opens the window of an app that runs, and an empty page, in turn and each with a cold cache. */
export async function startTimes(rounds: number): Promise<StartTimes> {
  const app = await launchApp()
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end('<!doctype html><html lang="en"><title>Empty</title><main><button>Add</button></main></html>')
  })
  try {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const emptyUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`
    const { browser, page } = app
    if (browser === null) throw new Error('Expected the browser host')
    const storageState = await page.context().storageState()
    const ourUrl = page.url()
    await page.context().close()
    const ours: number[] = []
    const empty: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await timeToButton(browser, { storageState }, ourUrl))
      empty.push(await timeToButton(browser, {}, emptyUrl))
    }
    return { ours, empty }
  } finally {
    server.close()
    await app.close()
  }
}

async function timeToButton(browser: Browser, options: BrowserContextOptions, url: string): Promise<number> {
  const context = await browser.newContext({ ...options, viewport: { width: 1280, height: 800 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(() => {
      // Looks once a frame: what is found has been drawn when the next one begins.
      const look = (): void => {
        if (document.querySelector('main button:enabled') === null) requestAnimationFrame(look)
        else requestAnimationFrame(() => Object.assign(globalThis, { benchReadyMs: performance.now() }))
      }
      requestAnimationFrame(look)
    })
    await page.goto(url)
    const ready = await page.waitForFunction(() => (globalThis as { readonly benchReadyMs?: number }).benchReadyMs)
    return (await ready.jsonValue()) ?? Number.NaN
  } finally {
    await context.close()
  }
}
