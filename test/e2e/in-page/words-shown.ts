/**
 * Runs in the page: every text that a person can see or hear in it, without what is inside of the browser host's own
 * layer: texts of elements that are laid out, and names and hints given by attributes. What is marked as being in another
 * language than the page, such as the exact words of a library, is left out.
 */
export function wordsShown(): readonly string[] {
  const attributes = ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'placeholder', 'alt']
  const found: string[] = [document.title]
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  while (walker.nextNode() !== null) {
    const node = walker.currentNode
    if (node instanceof Element) {
      if (isShown(node)) for (const name of attributes) found.push(node.getAttribute(name) ?? '')
    } else if (node.parentElement !== null && isShown(node.parentElement)) found.push(node.textContent ?? '')
  }
  return found.map((text) => text.replace(/\s+/g, ' ').trim()).filter((text) => text !== '')

  function isShown(element: Element): boolean {
    const { lang } = document.documentElement
    if (element.closest('[lang]')?.getAttribute('lang') !== lang) return false
    return !['SCRIPT', 'STYLE'].includes(element.tagName) && element.getClientRects().length > 0
  }
}
