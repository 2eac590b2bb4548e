import { pageStyles } from './styles.ts'

/** Where the host shows what it has to say: a shadow tree beside the page, so that neither's styles reach the other. */
export interface Surface {
  readonly root: ShadowRoot
  /** Whether something of the host's takes all keys. */
  isModal(): boolean
}

export function createSurface(): Surface {
  const element = document.createElement('batchfit-host')
  const root = element.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  // The blocking form, so that nothing is shown before it is styled.
  // eslint-disable-next-line no-restricted-syntax
  sheet.replaceSync(pageStyles)
  root.adoptedStyleSheets = [sheet]
  // The script runs in the head, before there is a body.
  const put = (): void => {
    document.body.append(element)
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', put)
  else put()
  return { root, isModal: () => root.querySelector('dialog[open], .curtain') !== null }
}

/** An element with a class and what it holds. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  if (className !== '') element.className = className
  element.append(...children)
  return element
}

/** A button that does one thing. */
export function makeButton(text: string, onPress: () => void, className = ''): HTMLButtonElement {
  const button = make('button', className, text)
  button.type = 'button'
  button.addEventListener('click', onPress)
  return button
}
