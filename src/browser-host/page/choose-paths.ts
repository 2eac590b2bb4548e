import type { FolderListing, PathAnswer, PathCheck, PathQuestion } from '../wire/frames.ts'
import { assertNever } from '../wire/assert-never.ts'
import type { HostSocket } from './host-socket.ts'
import { make, makeButton, type Surface } from './surface.ts'
import type { HostWords } from './words.ts'

/**
 * Stands in for the system's file dialogs: a box for paths, one a line where there may be several, and below it what is in
 * the folder that is being typed. The host looks at the paths before they count.
 */
export function choosePaths(
  surface: Surface,
  words: HostWords,
  socket: HostSocket,
  question: PathQuestion,
): Promise<PathAnswer> {
  const parts = buildParts(words, question)
  const { dialog, box, problem, accept, cancel } = parts
  let replaces = false
  const say = (text: string): void => {
    problem.textContent = text
    box.setAttribute('aria-invalid', String(text !== ''))
  }
  const list = createListing(words, socket, question, parts, () => {
    replaces = false
    accept.textContent = acceptText(words, question)
    say('')
  })
  return new Promise((resolve) => {
    const settle = (answer: PathAnswer): void => {
      dialog.remove()
      resolve(answer)
    }
    const submit = async (): Promise<void> => {
      const check = (await socket.lookUp({ kind: 'check', typed: linesOf(box), question })) as PathCheck
      if (!check.ok) say(words.problem[check.problem](check.path))
      else if (check.replaces && !replaces) {
        replaces = true
        accept.textContent = words.replace
        say(words.replaces(check.paths[0] ?? ''))
        return
      } else settle({ paths: check.paths })
      box.focus()
    }
    accept.addEventListener('click', () => void submit())
    box.addEventListener('keydown', (event: Event) => {
      if (!(event instanceof KeyboardEvent)) return

      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
      event.preventDefault()
      void submit()
    })
    cancel.addEventListener('click', () => {
      settle({ paths: null })
    })
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault()
      settle({ paths: null })
    })
    surface.root.append(dialog)
    dialog.showModal()
    box.focus()
    box.setSelectionRange(box.value.length, box.value.length)
    list.refresh()
  })
}

interface Parts {
  readonly dialog: HTMLDialogElement
  readonly box: HTMLTextAreaElement | HTMLInputElement
  readonly problem: HTMLElement
  readonly where: HTMLElement
  readonly up: HTMLButtonElement
  readonly entries: HTMLElement
  readonly accept: HTMLButtonElement
  readonly cancel: HTMLButtonElement
}

function buildParts(words: HostWords, question: PathQuestion): Parts {
  const dialog = make('dialog', 'paths')
  const heading = make('h2', '', question.title ?? titleOf(words, question.want))
  heading.id = 'paths-heading'
  dialog.setAttribute('aria-labelledby', heading.id)
  const box = question.isMulti ? make('textarea', 'box') : make('input', 'box')
  if (box instanceof HTMLTextAreaElement) box.rows = 3
  box.id = 'paths-box'
  box.spellcheck = false
  box.autocomplete = 'off'
  box.value = question.startPath
  const label = make('label', '', question.isMulti ? words.manyPaths : words.onePath)
  label.htmlFor = box.id
  const problem = make('p', 'problem bad')
  problem.id = 'paths-problem'
  problem.setAttribute('role', 'alert')
  box.setAttribute('aria-describedby', problem.id)
  const where = make('span')
  const up = makeButton('↑', () => undefined)
  up.setAttribute('aria-label', words.up)
  const entries = make('div', 'entries')
  entries.setAttribute('role', 'group')
  const accept = makeButton(acceptText(words, question), () => undefined, 'main')
  const cancel = makeButton(words.cancel, () => undefined)
  const buttons = make('div', 'buttons', cancel, accept)
  dialog.append(heading, label, box, problem, make('div', 'where', up, where), entries, buttons)
  return { dialog, box, problem, where, up, entries, accept, cancel }
}

interface Listing {
  refresh(): void
}

/** Follows what is typed on the line of the cursor. */
function createListing(
  words: HostWords,
  socket: HostSocket,
  question: PathQuestion,
  { box, where, up, entries }: Parts,
  onChange: () => void,
): Listing {
  let latest = 0
  let shown: FolderListing | null = null
  const chosen = new Set<string>()
  const list = (typed: string): void => {
    latest += 1
    const asked = latest
    void socket.lookUp({ kind: 'list', typed, question }).then((result) => {
      // An older answer must not cover a newer one.
      if (asked === latest) show(result as FolderListing | null)
    })
  }
  const refresh = (): void => {
    list(lineAt(box).text)
  }
  const enter = (folder: string): void => {
    replaceLine(box, folder)
    onChange()
    list(folder)
    box.focus()
  }
  /** The next file goes on a line of its own where there may be several; the others stay in sight. */
  const take = (path: string): void => {
    const { text } = lineAt(box)
    replaceLine(box, question.isMulti && chosen.has(text) ? `${text}\n${path}` : path)
    chosen.add(path)
    onChange()
  }
  const show = (listing: FolderListing | null): void => {
    shown = listing
    where.textContent = listing === null ? words.noFolder : words.inFolder(listing.folder)
    entries.setAttribute('aria-label', where.textContent)
    up.disabled = listing?.parent == null
    entries.replaceChildren(...(listing === null ? [] : entryButtons(words, listing, enter, take)))
  }
  up.addEventListener('click', () => {
    if (shown?.parent != null) enter(withSeparator(shown.parent, shown.folder))
  })
  box.addEventListener('input', () => {
    onChange()
    refresh()
  })
  moveByArrows(box, entries)
  return { refresh }
}

/** One stop for Tab among all entries; the arrows go from one to the next, and down from the box. */
function moveByArrows(box: HTMLElement, entries: HTMLElement): void {
  const focus = (target: Element | null | undefined, event: Event): void => {
    if (!(target instanceof HTMLElement)) return
    event.preventDefault()
    target.focus()
  }
  entries.addEventListener('keydown', (event) => {
    const { target, key } = event
    if (!(target instanceof HTMLButtonElement)) return
    if (key === 'ArrowDown') focus(target.nextElementSibling, event)
    if (key === 'ArrowUp') focus(target.previousElementSibling ?? box, event)
    if (key === 'Home') focus(entries.querySelector('button'), event)
    if (key === 'End') focus(entries.querySelector('button:last-of-type'), event)
  })
  box.addEventListener('keydown', (event: Event) => {
    const isInput = box instanceof HTMLInputElement || (box as HTMLTextAreaElement).value.split('\n').length === 1
    if (isInput && event instanceof KeyboardEvent && event.key === 'ArrowDown')
      focus(entries.querySelector('button'), event)
  })
}

function entryButtons(
  words: HostWords,
  listing: FolderListing,
  enter: (folder: string) => void,
  take: (path: string) => void,
): readonly Node[] {
  const { folder, entries, isCut } = listing
  const base = withSeparator(folder, folder)
  const buttons = entries.map(({ name, isFolder }) =>
    makeButton(isFolder ? `${name}${separatorOf(folder)}` : name, () => {
      if (isFolder) enter(`${base}${name}${separatorOf(folder)}`)
      else take(`${base}${name}`)
    }),
  )
  for (const button of buttons.slice(1)) button.tabIndex = -1
  if (entries.length === 0) return [make('p', 'quiet', words.emptyFolder)]
  return isCut ? [...buttons, make('p', 'quiet', words.onlyFirst(entries.length))] : buttons
}

function separatorOf(path: string): string {
  return path.startsWith('/') ? '/' : '\\'
}

function withSeparator(path: string, like: string): string {
  const separator = separatorOf(like)
  return path.endsWith(separator) ? path : path + separator
}

function linesOf(box: HTMLInputElement | HTMLTextAreaElement): readonly string[] {
  return box.value.split('\n')
}

/** The line that the cursor is on, and where it lies. */
function lineAt(box: HTMLInputElement | HTMLTextAreaElement): {
  readonly text: string
  readonly start: number
  readonly end: number
} {
  const { value } = box
  const at = box.selectionStart ?? value.length
  const start = value.lastIndexOf('\n', at - 1) + 1
  const next = value.indexOf('\n', at)
  const end = next === -1 ? value.length : next
  return { text: value.slice(start, end).trim(), start, end }
}

function replaceLine(box: HTMLInputElement | HTMLTextAreaElement, path: string): void {
  const { start, end } = lineAt(box)
  box.value = box.value.slice(0, start) + path + box.value.slice(end)
  box.setSelectionRange(start + path.length, start + path.length)
}

function acceptText(words: HostWords, { want, buttonLabel }: PathQuestion): string {
  return buttonLabel ?? (want === 'save' ? words.save : words.open)
}

function titleOf(words: HostWords, want: PathQuestion['want']): string {
  switch (want) {
    case 'files':
      return words.chooseFiles
    case 'folders':
      return words.chooseFolders
    case 'files-or-folders':
      return words.chooseFilesOrFolders
    case 'save':
      return words.chooseTarget
    default:
      return assertNever(want)
  }
}
