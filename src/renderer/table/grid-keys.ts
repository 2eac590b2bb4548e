import type { SelectionMode } from '../state/row-selection.svelte.ts'

/** What a key in the table asks for. */
export type GridAction =
  | { readonly kind: 'choose'; readonly position: number; readonly mode: SelectionMode }
  | { readonly kind: 'select-all' | 'clear' | 'remove' | 'compare' | 'details' | 'menu' }

/** The parts of a keyboard event that count. */
export interface Key {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

export interface GridState {
  /** Where the focus is; -1 where it is on no row. */
  readonly position: number
  readonly rowCount: number
  /** Rows that are in sight at once. */
  readonly pageRows: number
  readonly isMac: boolean
}

/** Decides what a key means; null for a key that the table leaves alone. */
export function gridAction(key: Key, state: GridState): GridAction | null {
  const isCommand = state.isMac ? key.metaKey : key.ctrlKey
  if (key.altKey) return key.key === 'Enter' ? { kind: 'details' } : null
  const target = moveTarget(key.key, state)
  if (target !== null) return { kind: 'choose', position: target, mode: moveMode(key.shiftKey, isCommand) }
  switch (key.key) {
    case ' ':
      return { kind: 'choose', position: Math.max(0, state.position), mode: key.shiftKey ? 'extend' : 'toggle' }
    case 'a':
    case 'A':
      return isCommand && !key.shiftKey ? { kind: 'select-all' } : null
    case 'Escape':
      return { kind: 'clear' }
    case 'Delete':
      return { kind: 'remove' }
    case 'Backspace':
      return state.isMac ? { kind: 'remove' } : null
    case 'Enter':
      return isCommand || key.shiftKey ? null : { kind: 'compare' }
    case 'ContextMenu':
      return { kind: 'menu' }
    case 'F10':
      return key.shiftKey ? { kind: 'menu' } : null
    default:
      return null
  }
}

function moveMode(isShift: boolean, isCommand: boolean): SelectionMode {
  if (isShift) return isCommand ? 'add-range' : 'extend'
  return isCommand ? 'focus' : 'replace'
}

/** Where a key that moves goes; null for any other. Without a focus, the first move lands on an end. */
function moveTarget(key: string, { position, rowCount, pageRows }: GridState): number | null {
  const last = rowCount - 1
  const within = (wanted: number): number => Math.min(Math.max(wanted, 0), last)
  switch (key) {
    case 'ArrowDown':
      return within(position + 1)
    case 'ArrowUp':
      return position === -1 ? last : within(position - 1)
    case 'PageDown':
      return within(position + Math.max(1, pageRows - 1))
    case 'PageUp':
      return within(position - Math.max(1, pageRows - 1))
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}
