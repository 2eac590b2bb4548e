import { listenLast } from './listen-last.ts'

/**
 * Keeps the page from leading anywhere: what Electron's `will-navigate` and `setWindowOpenHandler` deny in the app. What a
 * person does to the browser itself (its address bar, its buttons) is theirs to do, and no page hears of it.
 */
export function stayHere(): void {
  window.open = () => null
  // A link that names another window, or the middle button on any.
  for (const name of ['click', 'auxclick'] as const) {
    listenLast(name, (event) => {
      const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement)
      if (link !== undefined && !isSamePage(link.href)) event.preventDefault()
    })
  }
  // Not every browser has it yet.
  if (!('navigation' in window)) return
  window.navigation.addEventListener('navigate', (event) => {
    const isOurs = event.navigationType === 'reload' || isSamePage(event.destination.url)
    if (!isOurs && event.cancelable) event.preventDefault()
  })
}

function isSamePage(url: string): boolean {
  const to = URL.parse(url, location.href)
  return to !== null && to.origin === location.origin && to.pathname === location.pathname
}
