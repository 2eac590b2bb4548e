import type { MenuItemConstructorOptions } from 'electron'
import type { BatchState } from '../shared/ipc-contract.ts'
import { applicationMenu, type MenuOptions, type MenuState, menuStateOf } from './application-menu.ts'

/** The menu, built anew whenever what it shows is no longer so. */
export interface KeptMenu {
  batchChanged(batch: BatchState): void
  languageChanged(): void
}

export interface KeepMenuOptions extends Omit<MenuOptions, 'messages' | 'state'> {
  messages(): MenuOptions['messages']
  readonly batch: BatchState
  show(template: MenuItemConstructorOptions[]): void
}

/** Shows the menu at once. */
export function keepMenu(options: KeepMenuOptions): KeptMenu {
  let state: MenuState = menuStateOf(options.batch)
  const show = (): void => {
    const { messages, ...rest } = options
    options.show(applicationMenu({ ...rest, messages: messages(), state }))
  }
  show()
  return {
    batchChanged: (batch) => {
      const next = menuStateOf(batch)
      // Twenty times a second, and hardly ever another state.
      if (next.phase === state.phase && next.hasFailed === state.hasFailed) return
      state = next
      show()
    },
    languageChanged: show,
  }
}
