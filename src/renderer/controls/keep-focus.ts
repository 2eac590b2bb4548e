import type { Attachment } from 'svelte/attachments'

const focusable = 'button:not(:disabled), input:not(:disabled), select:not(:disabled), [tabindex="0"]'

/**
 * Controls that come and go: when the one with the keyboard is taken out of the page or can no longer be used, the first
 * of those that are there then gets it, instead of nothing at all; first of what is marked with `data-controls`, if any is.
 */
export const keepFocus: Attachment<HTMLElement> = (element) => {
  let last: Element | null = null
  const onFocusIn = (event: FocusEvent): void => {
    last = event.target as Element
  }
  const onFocusOut = (event: FocusEvent): void => {
    // Without a next one it was taken away, or a click went beside everything; that is told by `onPointerDown`.
    if (event.relatedTarget !== null) last = null
  }
  const onPointerDown = (event: Event): void => {
    if (!element.contains(event.target as Node)) last = null
  }
  const observer = new MutationObserver(() => {
    if (last === null || isUsable(last) || document.activeElement !== document.body) return
    last = null
    const controls = element.querySelector('[data-controls]')
    const next = controls?.querySelector<HTMLElement>(focusable) ?? element.querySelector<HTMLElement>(focusable)
    next?.focus()
  })
  observer.observe(element, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] })
  element.addEventListener('focusin', onFocusIn)
  element.addEventListener('focusout', onFocusOut)
  window.addEventListener('pointerdown', onPointerDown, true)
  return () => {
    observer.disconnect()
    element.removeEventListener('focusin', onFocusIn)
    element.removeEventListener('focusout', onFocusOut)
    window.removeEventListener('pointerdown', onPointerDown, true)
  }
}

function isUsable(element: Element): boolean {
  return element.isConnected && !element.matches(':disabled')
}
