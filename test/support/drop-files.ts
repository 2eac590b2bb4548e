import type { Page } from 'playwright-core'

/** Drops real files and folders on the middle of a page, as from the system's file manager. Chromium only. */
export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { width, height } = page.viewportSize() ?? { width: 800, height: 600 }
  const at = { x: Math.round(width / 2), y: Math.round(height / 2) }
  // 1 is copying.
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data })
  }
  await session.detach()
}
