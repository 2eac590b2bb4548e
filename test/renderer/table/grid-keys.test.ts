import { describe, expect, it } from 'vitest'
import { gridAction, type GridState, type Key } from '../../../src/renderer/table/grid-keys.ts'

const bare = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }
const middle: GridState = { position: 50, rowCount: 100, pageRows: 20, isMac: false }

function act(key: string, held: Partial<Key> = {}, state: Partial<GridState> = {}): ReturnType<typeof gridAction> {
  return gridAction({ ...bare, key, ...held }, { ...middle, ...state })
}

describe('keys that move', () => {
  it.each([
    ['ArrowDown', 51],
    ['ArrowUp', 49],
    ['PageDown', 69],
    ['PageUp', 31],
    ['Home', 0],
    ['End', 99],
  ])('%s goes to row %i and selects it', (key, position) => {
    expect(act(key)).toEqual({ kind: 'choose', position, mode: 'replace' })
  })

  it('stop at the ends', () => {
    expect(act('ArrowDown', {}, { position: 99 })).toMatchObject({ position: 99 })
    expect(act('ArrowUp', {}, { position: 0 })).toMatchObject({ position: 0 })
    expect(act('PageDown', {}, { position: 95 })).toMatchObject({ position: 99 })
    expect(act('PageUp', {}, { position: 5 })).toMatchObject({ position: 0 })
  })

  it('begin at an end where nothing has the focus', () => {
    expect(act('ArrowDown', {}, { position: -1 })).toMatchObject({ position: 0 })
    expect(act('ArrowUp', {}, { position: -1 })).toMatchObject({ position: 99 })
  })

  it('extend with shift, move the focus alone with control, and do both with both', () => {
    expect(act('ArrowDown', { shiftKey: true })).toMatchObject({ mode: 'extend' })
    expect(act('End', { ctrlKey: true })).toMatchObject({ mode: 'focus' })
    expect(act('End', { ctrlKey: true, shiftKey: true })).toMatchObject({ mode: 'add-range' })
    expect(act('End', { metaKey: true }, { isMac: true })).toMatchObject({ mode: 'focus' })
  })
})

describe('keys that act', () => {
  it.each<[string, Partial<Key>, string]>([
    ['a', { ctrlKey: true }, 'select-all'],
    ['Escape', {}, 'clear'],
    ['Delete', {}, 'remove'],
    ['Enter', {}, 'compare'],
    ['Enter', { altKey: true }, 'details'],
    ['ContextMenu', {}, 'menu'],
    ['F10', { shiftKey: true }, 'menu'],
  ])('%s with %o means %s', (key, held, kind) => {
    expect(act(key, held)).toEqual({ kind })
  })

  it('toggle and extend by space', () => {
    expect(act(' ')).toEqual({ kind: 'choose', position: 50, mode: 'toggle' })
    expect(act(' ', { ctrlKey: true })).toEqual({ kind: 'choose', position: 50, mode: 'toggle' })
    expect(act(' ', { shiftKey: true })).toEqual({ kind: 'choose', position: 50, mode: 'extend' })
  })

  it('follow the system', () => {
    expect(act('a', { ctrlKey: true }, { isMac: true })).toBeNull()
    expect(act('a', { metaKey: true }, { isMac: true })).toEqual({ kind: 'select-all' })
    expect(act('Backspace', {}, { isMac: true })).toEqual({ kind: 'remove' })
    expect(act('Backspace')).toBeNull()
  })

  it.each(['x', 'Tab', 'F5', 'Control'])('leave %s alone', (key) => {
    expect(act(key)).toBeNull()
  })
})
