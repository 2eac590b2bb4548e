import type { MenuKey } from '../wire/frames.ts'
import { listenLast } from './listen-last.ts'
import { type Accelerator, belongsToText, matchesAccelerator, parseAccelerator } from './accelerator.ts'

export interface MenuKeys {
  set(keys: readonly MenuKey[]): void
}

interface KeyOfItem {
  readonly item: number
  readonly accelerator: Accelerator
}

/**
 * The keys of the app's menu. In Electron a press reaches the menu only when the page did nothing with it, so this looks
 * last.
 */
export function listenForMenuKeys(isBlocked: () => boolean, choose: (item: number) => void): MenuKeys {
  const isMac = navigator.platform.startsWith('Mac')
  let keys: readonly KeyOfItem[] = []
  const onPress = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || isBlocked()) return
    if (isTextField(event.composedPath()[0]) && belongsToText(event)) return
    const found = keys.find(({ accelerator }) => matchesAccelerator(accelerator, event))
    if (found === undefined) return
    event.preventDefault()
    choose(found.item)
  }
  listenLast('keydown', onPress)
  return {
    set: (next) => {
      keys = next.map(({ item, accelerator }) => ({ item, accelerator: parseAccelerator(accelerator, isMac) }))
    },
  }
}

const typedInto: ReadonlySet<string> = new Set(['text', 'search', 'number', 'email', 'url', 'tel', 'password'])

function isTextField(target: EventTarget | undefined): boolean {
  if (target instanceof HTMLInputElement) return typedInto.has(target.type)
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable)
}
