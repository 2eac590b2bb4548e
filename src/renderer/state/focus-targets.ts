import type { Attachment } from 'svelte/attachments'

/** Places that a command can send the keyboard to. */
export type FocusTarget = 'search' | 'table' | 'recipe' | 'footer' | 'history'

/** The elements that are in the page now, by what they are. */
export class FocusTargets {
  readonly #elements = new Map<FocusTarget, HTMLElement>()

  /** `{@attach app.focusTargets.is('table')}` on the element; it may hold the one to be focused. */
  is(target: FocusTarget): Attachment<HTMLElement> {
    return (element) => {
      this.#elements.set(target, element)
      return () => {
        if (this.#elements.get(target) === element) this.#elements.delete(target)
      }
    }
  }

  /** Sends the keyboard there, to the first that takes it; false where there is no such place now. */
  focus(target: FocusTarget): boolean {
    const element = this.#elements.get(target)
    if (element === undefined) return false
    const first = element.tabIndex >= 0 ? element : element.querySelector<HTMLElement>(focusable)
    first?.focus()
    return first !== null
  }
}

const focusable = 'input:not(:disabled), button:not(:disabled), select:not(:disabled), [tabindex="0"]'
