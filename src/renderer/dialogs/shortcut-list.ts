import type { Messages } from '../../shared/messages/catalogue.ts'

type Words = Messages['dialogs']['shortcuts']
type GroupKey = keyof Words['groups']
type NamedKey = keyof Words['keys']

/** A key with what is held down with it. `mod` is Command on macOS and Ctrl elsewhere. */
export interface Chord {
  readonly mod?: true
  readonly shift?: true
  readonly alt?: true
  /** A character or F-key as it is printed on it, or one with a name of its own. */
  readonly key: string | { readonly named: NamedKey }
}

export interface Shortcut {
  readonly chords: readonly Chord[]
  readonly label: (t: Messages) => string
}

export interface ShortcutGroup {
  readonly title: GroupKey
  readonly shortcuts: readonly Shortcut[]
}

const named = (key: NamedKey): Chord => ({ key: { named: key } })
const mod = (key: Chord['key']): Chord => ({ mod: true, key })

/** Every key that does something, as the sheet of shortcuts lists them. */
export const shortcutGroups: readonly ShortcutGroup[] = [
  {
    title: 'list',
    shortcuts: [
      { chords: [mod('O')], label: (t) => t.native.menu.addFiles },
      { chords: [{ mod: true, shift: true, key: 'O' }], label: (t) => t.native.menu.addFolder },
      { chords: [mod('V')], label: (t) => t.dialogs.shortcuts.actions.paste },
      { chords: [mod('F')], label: (t) => t.native.menu.find },
      { chords: [mod('A')], label: (t) => t.native.menu.selectAll },
      { chords: [named('delete')], label: (t) => t.native.menu.removeSelected },
    ],
  },
  {
    title: 'table',
    shortcuts: [
      { chords: [named('upDown'), named('pages')], label: (t) => t.dialogs.shortcuts.actions.move },
      { chords: [named('homeEnd')], label: (t) => t.dialogs.shortcuts.actions.toFirstLast },
      { chords: [{ shift: true, key: { named: 'upDown' } }], label: (t) => t.dialogs.shortcuts.actions.extend },
      { chords: [named('space')], label: (t) => t.dialogs.shortcuts.actions.toggle },
      { chords: [named('enter')], label: (t) => t.dialogs.shortcuts.actions.compareRow },
      { chords: [{ alt: true, key: { named: 'enter' } }], label: (t) => t.dialogs.details.title },
    ],
  },
  {
    title: 'batch',
    shortcuts: [
      { chords: [mod({ named: 'enter' })], label: (t) => t.native.menu.start },
      {
        chords: [mod('P')],
        label: (t) => `${t.native.menu.pause} / ${t.native.menu.resume}`,
      },
      { chords: [mod('.')], label: (t) => t.native.menu.cancel },
      { chords: [mod('R')], label: (t) => t.native.menu.retryFailed },
      { chords: [mod('T')], label: (t) => t.native.menu.tryIt },
      { chords: [mod('L')], label: (t) => t.native.menu.showPlan },
      { chords: [{ mod: true, shift: true, key: 'E' }], label: (t) => t.native.menu.exportReport },
    ],
  },
  {
    title: 'history',
    shortcuts: [
      { chords: [named('upDown'), named('pages')], label: (t) => t.dialogs.shortcuts.actions.move },
      { chords: [named('enter')], label: (t) => t.history.actions.label },
      { chords: [named('escape')], label: (t) => t.history.back },
      { chords: [named('delete')], label: (t) => withoutDots(t.history.actions.forget) },
    ],
  },
  {
    title: 'compare',
    shortcuts: [
      { chords: [named('pages')], label: (t) => t.dialogs.shortcuts.actions.previousNext },
      { chords: [named('leftRight')], label: (t) => t.dialogs.shortcuts.actions.divider },
      { chords: [named('arrows')], label: (t) => t.dialogs.shortcuts.actions.pan },
    ],
  },
  {
    title: 'fields',
    shortcuts: [
      { chords: [named('upDown')], label: (t) => t.dialogs.shortcuts.actions.step },
      { chords: [{ shift: true, key: { named: 'upDown' } }], label: (t) => t.dialogs.shortcuts.actions.bigStep },
      { chords: [named('enter')], label: (t) => t.dialogs.shortcuts.actions.accept },
      { chords: [named('escape')], label: (t) => t.dialogs.shortcuts.actions.restore },
    ],
  },
  {
    title: 'window',
    shortcuts: [
      { chords: [mod('1')], label: (t) => t.native.menu.showBatch },
      { chords: [mod('2')], label: (t) => t.native.menu.showWatchFolders },
      { chords: [mod('3')], label: (t) => t.native.menu.showHistory },
      { chords: [mod(',')], label: (t) => t.native.menu.settings },
      { chords: [{ key: 'F1' }], label: (t) => t.dialogs.shortcuts.title },
      { chords: [named('escape')], label: (t) => t.dialogs.shortcuts.actions.closeDialog },
    ],
  },
]

/** The keys of a chord as they are written on this system, one cap each. */
export function chordCaps(chord: Chord, isMac: boolean, words: Words): readonly string[] {
  const key = typeof chord.key === 'string' ? chord.key : words.keys[chord.key.named]
  return [
    ...(chord.alt === true ? [isMac ? '⌥' : 'Alt'] : []),
    ...(chord.shift === true && isMac ? ['⇧'] : []),
    ...(chord.mod === true ? [isMac ? '⌘' : 'Ctrl'] : []),
    ...(chord.shift === true && !isMac ? ['Shift'] : []),
    key,
  ]
}

/** What a menu calls a thing without the dots that say it asks for more. */
export function withoutDots(label: string): string {
  return label.replace(/(?:…|\.\.\.)$/, '')
}
