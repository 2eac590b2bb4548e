import type { ConsoleMessage, Page } from 'playwright-core'

/**
 * Listens to a page for what no page of ours may say: errors, uncaught exceptions, and what the content security policy
 * refused. A picture without a thumbnail is an answer, not an error.
 */
export function collectPageProblems(page: Page): () => readonly string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => {
    problems.push(`uncaught: ${error.stack ?? error.message}`)
  })
  page.on('console', (message) => {
    if (isProblem(message)) problems.push(`${message.type()}: ${message.text()} (${message.location().url})`)
  })
  return () => problems
}

function isProblem(message: ConsoleMessage): boolean {
  if (/content security policy/i.test(message.text())) return true
  if (message.type() !== 'error') return false
  return !(/Failed to load resource/.test(message.text()) && /\/thumbnails\/\d+$/.test(message.location().url))
}
