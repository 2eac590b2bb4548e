/** What has the keyboard, and how one sees that. */
export interface FocusLook {
  /** Name and role as far as attributes and text tell; empty where nothing has the focus. */
  readonly name: string
  readonly role: string
  /** Whether the element, or what stands for it, has an outline or a ring that can be seen. */
  readonly isVisible: boolean
  /** Whether it lies inside of the window. */
  readonly isInSight: boolean
}

/** Runs in the page. */
export function focusLook(): FocusLook {
  const element = document.activeElement
  if (element === null || element === document.body) return { name: '', role: '', isVisible: false, isInSight: false }
  const box = element.getBoundingClientRect()
  return {
    name: nameOf(element),
    role: element.getAttribute('role') ?? element.tagName.toLowerCase(),
    isVisible:
      [element, ...ancestors(element, 3)].some((of) => of.matches(':focus-visible, :focus-within') && hasRing(of)) ||
      [...element.querySelectorAll('*')].some(hasRing),
    isInSight:
      box.right > 0 && box.bottom > 0 && box.left < window.innerWidth && box.top < window.innerHeight && box.width > 0,
  }

  function nameOf(of: Element): string {
    const labelled = (of.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' ')
    return (of.getAttribute('aria-label') ?? (labelled.trim() || of.textContent)).replace(/\s+/g, ' ').trim()
  }

  function ancestors(of: Element, count: number): readonly Element[] {
    const parent = of.parentElement
    return parent === null || count === 0 ? [] : [parent, ...ancestors(parent, count - 1)]
  }

  /** A frame around a field may carry it, the grip of a divider, and in the table the row that has the focus. */
  function hasRing(of: Element): boolean {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(of)
    const hasOutline = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1
    return hasOutline || (of === element && boxShadow !== 'none')
  }
}
