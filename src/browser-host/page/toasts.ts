import { make, makeButton, type Surface } from './surface.ts'
import type { HostWords } from './words.ts'

export interface Toast {
  /** Changes what it says. */
  say(...content: readonly (Node | string)[]): void
  close(): void
}

export interface ToastOptions {
  /** Null for one that stays until it is closed. */
  readonly lifeMs: number | null
  readonly onPress?: () => void
  /** The cross stands for this where it does more than close. */
  readonly dismissText?: string
  readonly onDismiss?: () => void
}

export interface Toasts {
  show(options: ToastOptions, ...content: readonly (Node | string)[]): Toast
}

/** Small messages in a corner, told to screen readers when they come. */
export function createToasts(surface: Surface, words: HostWords): Toasts {
  const area = make('div', 'toasts')
  area.setAttribute('role', 'status')
  surface.root.append(area)
  return {
    show: ({ lifeMs, onPress, dismissText, onDismiss }, ...content) => {
      const body = make('div', '', ...content)
      const close = (): void => {
        toast.remove()
      }
      const dismiss = makeButton(
        dismissText ?? '×',
        () => {
          close()
          onDismiss?.()
        },
        dismissText === undefined ? 'dismiss' : '',
      )
      if (dismissText === undefined) dismiss.setAttribute('aria-label', words.dismiss)
      const toast = make('div', 'toast', body, dismiss)
      if (onPress !== undefined) body.addEventListener('click', onPress)
      area.append(toast)
      if (lifeMs !== null) setTimeout(close, lifeMs)
      return {
        say: (...next) => {
          body.replaceChildren(...next)
        },
        close,
      }
    },
  }
}
