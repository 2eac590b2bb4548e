import { describe, expect, it } from 'vitest'
import { pastedPaths } from '../../../src/renderer/shell/dropped-paths.ts'

describe('paths in pasted text', () => {
  it('are taken one a line, plain or in quotes', () => {
    expect(pastedPaths('/home/ada/a b.jpg\r\n"C:\\Pictures\\北京.png"\n\'/x/y\'\n')).toEqual([
      '/home/ada/a b.jpg',
      'C:\\Pictures\\北京.png',
      '/x/y',
    ])
  })

  it('are taken from file addresses', () => {
    expect(
      pastedPaths('file:///home/ada/a%20b.jpg\nfile:///C:/Pictures/%E5%8C%97.png\nfile://server/share/a.jpg'),
    ).toEqual(['/home/ada/a b.jpg', 'C:\\Pictures\\北.png', '\\\\server\\share\\a.jpg'])
  })

  it('are left out where they are none', () => {
    expect(pastedPaths('some words\nrelative/path.jpg\nhttps://example.org/a.jpg\nfile://%zz\n')).toEqual([])
  })
})
