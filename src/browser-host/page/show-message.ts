import type { MessageAnswer, MessageQuestion } from '../wire/frames.ts'
import { make, makeButton, type Surface } from './surface.ts'
import type { HostWords } from './words.ts'

/** Shows a message box and answers with the button that was pressed; Escape is the one that cancels. */
export function showMessage(surface: Surface, words: HostWords, question: MessageQuestion): Promise<MessageAnswer> {
  const { message, detail, title, defaultIndex, cancelIndex, tone } = question
  const texts = question.buttons.length === 0 ? [words.ok] : question.buttons
  const dialog = make('dialog', 'message')
  const heading = make('h2', tone === 'error' ? 'bad' : '', message)
  heading.id = 'message-heading'
  dialog.setAttribute('aria-labelledby', heading.id)
  dialog.setAttribute('role', 'alertdialog')
  dialog.append(heading)
  if (title !== null && title !== message) dialog.title = title
  if (detail !== null && detail !== '') {
    const text = make('p', 'quiet', detail)
    text.id = 'message-detail'
    dialog.setAttribute('aria-describedby', text.id)
    dialog.append(text)
  }
  return new Promise((resolve) => {
    const settle = (response: number): void => {
      dialog.remove()
      resolve({ response })
    }
    const buttons = texts.map((text, nth) =>
      makeButton(
        text,
        () => {
          settle(nth)
        },
        nth === defaultIndex ? 'main' : '',
      ),
    )
    dialog.append(make('div', 'buttons', ...buttons))
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault()
      settle(cancelIndex)
    })
    surface.root.append(dialog)
    dialog.showModal()
    buttons[defaultIndex]?.focus()
  })
}
