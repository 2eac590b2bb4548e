import { describe, expect, it } from 'vitest'
import {
  belongsToText,
  type KeyPress,
  matchesAccelerator,
  parseAccelerator,
} from '../../../src/browser-host/page/accelerator.ts'

type Modifier = 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'

function press(key: string, modifiers: readonly Modifier[] = [], code = ''): KeyPress {
  const has = (name: Modifier): boolean => modifiers.includes(name)
  return {
    key,
    code,
    ctrlKey: has('ctrlKey'),
    metaKey: has('metaKey'),
    altKey: has('altKey'),
    shiftKey: has('shiftKey'),
  }
}

const matches = (text: string, pressed: KeyPress, isMac = false): boolean =>
  matchesAccelerator(parseAccelerator(text, isMac), pressed)

describe('an accelerator', () => {
  it.each([
    ['CmdOrCtrl+O', press('o', ['ctrlKey'])],
    ['CommandOrControl+Shift+O', press('O', ['ctrlKey', 'shiftKey'])],
    ['Alt+1', press('1', ['altKey'])],
    ['CmdOrCtrl+Enter', press('Enter', ['ctrlKey'])],
    ['CmdOrCtrl+Return', press('Enter', ['ctrlKey'])],
    ['F5', press('F5')],
    ['Delete', press('Delete')],
    ['CmdOrCtrl+,', press(',', ['ctrlKey'])],
    ['CmdOrCtrl+.', press('.', ['ctrlKey'])],
    ['Space', press(' ')],
    ['CmdOrCtrl+Plus', press('+', ['ctrlKey', 'shiftKey'])],
    ['Shift+/', press('?', ['shiftKey'], 'Slash')],
    ['Escape', press('Escape')],
    ['CmdOrCtrl+Left', press('ArrowLeft', ['ctrlKey'])],
  ])('%s is pressed by its keys', (text, pressed) => {
    expect(matches(text, pressed)).toBe(true)
  })

  it.each([
    ['CmdOrCtrl+O', press('o')],
    ['CmdOrCtrl+O', press('O', ['ctrlKey', 'shiftKey'])],
    ['CmdOrCtrl+O', press('o', ['metaKey'])],
    ['CmdOrCtrl+O', press('o', ['ctrlKey', 'altKey'])],
    ['CmdOrCtrl+O', press('p', ['ctrlKey'], 'KeyO')],
    ['Delete', press('Backspace')],
    ['F5', press('f')],
  ])('%s is not pressed by others', (text, pressed) => {
    expect(matches(text, pressed)).toBe(false)
  })

  it('is with Cmd on a Mac', () => {
    expect(matches('CmdOrCtrl+O', press('o', ['metaKey']), true)).toBe(true)
    expect(matches('CmdOrCtrl+O', press('o', ['ctrlKey']), true)).toBe(false)
    expect(matches('Ctrl+O', press('o', ['ctrlKey']), true)).toBe(true)
  })

  it('goes by the place of the key where the keyboard has no Latin letters', () => {
    expect(matches('CmdOrCtrl+O', press('щ', ['ctrlKey'], 'KeyO'))).toBe(true)
    expect(matches('Alt+1', press('¡', ['altKey'], 'Digit1'))).toBe(true)
  })

  it.each(['', 'CmdOrCtrl+', 'Hyper+O'])('is none: %j', (text) => {
    expect(() => parseAccelerator(text, false)).toThrow(/Expected an accelerator/)
  })
})

describe('a press in a text field', () => {
  it.each([press('a'), press('Delete'), press('Enter'), press('a', ['ctrlKey']), press('z', ['metaKey', 'shiftKey'])])(
    'belongs to it where it types or edits: $key',
    (pressed) => {
      expect(belongsToText(pressed)).toBe(true)
    },
  )

  it.each([press('o', ['ctrlKey']), press('Enter', ['ctrlKey']), press('F5'), press(',', ['metaKey'])])(
    'does not belong to it otherwise: $key',
    (pressed) => {
      expect(belongsToText(pressed)).toBe(false)
    },
  )
})
