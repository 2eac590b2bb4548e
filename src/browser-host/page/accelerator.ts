/** The parts of a key event that matter here. */
export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** Keys as Electron writes them, taken apart: `CmdOrCtrl+Shift+O`. */
export interface Accelerator {
  readonly ctrl: boolean
  readonly meta: boolean
  readonly alt: boolean
  readonly shift: boolean
  /** As `KeyboardEvent.key` gives it, in small letters. */
  readonly key: string
}

const namedKeys: Readonly<Record<string, string>> = {
  backspace: 'backspace',
  delete: 'delete',
  down: 'arrowdown',
  end: 'end',
  enter: 'enter',
  esc: 'escape',
  escape: 'escape',
  home: 'home',
  insert: 'insert',
  left: 'arrowleft',
  pagedown: 'pagedown',
  pageup: 'pageup',
  plus: '+',
  return: 'enter',
  right: 'arrowright',
  space: ' ',
  tab: 'tab',
  up: 'arrowup',
}

/** Throws where it is none: a menu with a key that can never be pressed is a mistake of the app. */
export function parseAccelerator(text: string, isMac: boolean): Accelerator {
  const parts = text.split('+').map((part) => part.trim().toLowerCase())
  const key = parts.pop() ?? ''
  const has = (...names: readonly string[]): boolean => parts.some((part) => names.includes(part))
  const known = [
    'cmd',
    'command',
    'control',
    'ctrl',
    'cmdorctrl',
    'commandorcontrol',
    'alt',
    'option',
    'shift',
    'super',
    'meta',
  ]
  if (key === '' || !parts.every((part) => known.includes(part)))
    throw new Error(`Expected an accelerator but got ${text}`)
  const either = has('cmdorctrl', 'commandorcontrol')
  return {
    ctrl: has('ctrl', 'control') || (either && !isMac),
    meta: has('cmd', 'command', 'super', 'meta') || (either && isMac),
    alt: has('alt', 'option'),
    shift: has('shift'),
    key: namedKeys[key] ?? key,
  }
}

/** Letters and digits by what they are on the keyboard as well: with Shift or Alt `key` is another character. */
export function matchesAccelerator(wanted: Accelerator, press: KeyPress): boolean {
  if (wanted.ctrl !== press.ctrlKey || wanted.meta !== press.metaKey || wanted.alt !== press.altKey) return false
  // What needs Shift to be typed at all on this keyboard, such as + or ?, is not asked for it.
  const isSymbol = wanted.key.length === 1 && !/[a-z0-9 ]/.test(wanted.key)
  if (wanted.shift !== press.shiftKey && !(isSymbol && press.shiftKey)) return false
  const key = press.key.toLowerCase()
  if (key === wanted.key) return true
  // A layout without Latin letters: where the key lies.
  const isLatin = /^[a-z0-9]$/.test(key)
  return !isLatin && codeOf(wanted.key) === press.code
}

function codeOf(key: string): string | null {
  if (/^[a-z]$/.test(key)) return `Key${key.toUpperCase()}`
  if (/^\d$/.test(key)) return `Digit${key}`
  return { ',': 'Comma', '.': 'Period', '/': 'Slash', '-': 'Minus', '=': 'Equal' }[key] ?? null
}

/**
 * Whether a text field has the first claim on a press: all that types or edits. What remains with Ctrl or Cmd goes to the
 * menu, as in Electron, where a field consumes its own keys first.
 */
export function belongsToText(press: KeyPress): boolean {
  if (/^F\d+$/.test(press.key)) return false
  if (!press.ctrlKey && !press.metaKey) return true
  const editing = ['a', 'c', 'v', 'x', 'y', 'z', 'backspace', 'delete', 'home', 'end']
  const key = press.key.toLowerCase()
  return editing.includes(key) || key.startsWith('arrow')
}
