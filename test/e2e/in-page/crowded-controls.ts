/**
 * Runs in the page: what is wrong with where its controls lie, in words. Each control that can be seen now is at least
 * partly inside of the window and of whatever scrolls it, none covers the middle of another, and the page does not scroll
 * sideways.
 */
export function crowdedControls(): readonly string[] {
  const selector =
    'button, input, [role="slider"], [role="combobox"], [role="tab"], [role="menuitem"], [role="option"], a[href]'
  const faults: string[] = []
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement
  if (scrollWidth > clientWidth) faults.push(`the page is ${String(scrollWidth)} px wide in ${String(clientWidth)} px`)
  if (scrollHeight > clientHeight)
    faults.push(`the page is ${String(scrollHeight)} px high in ${String(clientHeight)} px`)
  // What lies over the rest is all that counts.
  const over = [...document.querySelectorAll('[role="dialog"], [role="listbox"], [role="menu"]')].at(-1)
  for (const control of (over ?? document).querySelectorAll(selector)) {
    const box = control.getBoundingClientRect()
    if (box.width === 0 || control.closest('.visually-hidden, [inert]') !== null) continue
    const seen = partInSight(control, box)
    if (seen === null) continue
    if (box.left < -0.5 || box.right > window.innerWidth + 0.5) faults.push(`${nameOf(control)} sticks out sideways`)
    const isWhole = seen.width >= box.width - 1 && seen.height >= box.height - 1
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
    if (isWhole && top !== null && !isSame(control, top)) faults.push(`${nameOf(control)} is covered by ${nameOf(top)}`)
  }
  return faults

  /** Null for what is scrolled out of sight. */
  function partInSight(element: Element, box: DOMRect): DOMRect | null {
    let { left, top, right, bottom } = box
    for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(parent)
      if (overflowX === 'visible' && overflowY === 'visible') continue
      const clip = parent.getBoundingClientRect()
      left = Math.max(left, clip.left)
      top = Math.max(top, clip.top)
      right = Math.min(right, clip.right)
      bottom = Math.min(bottom, clip.bottom)
    }
    return right - left < 1 || bottom - top < 1 ? null : new DOMRect(left, top, right - left, bottom - top)
  }

  /** A label stands for its control, and a frame around a field for the field. */
  function isSame(control: Element, top: Element): boolean {
    if (control.contains(top) || top.contains(control)) return true
    return top.closest('label')?.htmlFor === control.id && control.id !== ''
  }

  function nameOf(element: Element): string {
    const words = element.getAttribute('aria-label') ?? element.textContent
    return `<${element.tagName.toLowerCase()} ${element.className}> ${JSON.stringify(words.trim().slice(0, 40))}`
  }
}
