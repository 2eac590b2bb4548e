import { describe, expect, it } from 'vitest'
import { createFormatWords } from '../../../src/renderer/format-words.ts'
import { isAbsolutePath, pathPieces } from '../../../src/renderer/panel/absolute-path.ts'
import { baseName, folderName } from '../../../src/renderer/panel/base-name.ts'
import { insertToken } from '../../../src/renderer/panel/insert-token.ts'
import { formatSummary, outputTitle } from '../../../src/renderer/panel/output-title.ts'
import { effortWord, qualityWord } from '../../../src/renderer/panel/quality-words.ts'
import { targetBytesOf, unitOf } from '../../../src/renderer/panel/target-size.ts'
import { defaultQuality } from '../../../src/shared/recipe-choices.ts'
import { recipeEn } from '../../../src/shared/messages/recipe.ts'
import { Output } from '../../../src/shared/recipe.ts'

describe('a token put into a name', () => {
  it.each([
    ['{name}', 6, 6, 'w', '{name}-{w}', 10],
    ['{name}', 0, 0, 'seq', '{seq}-{name}', 5],
    ['{name}-', 7, 7, 'w', '{name}-{w}', 10],
    ['', 0, 0, 'name', '{name}', 6],
    ['photo {name}', 6, 12, 'seq', 'photo {seq}', 11],
    ['{name}', 6, 6, 'ext', '{name}.{ext}', 12],
    ['{name}.', 7, 7, 'ext', '{name}.{ext}', 12],
    ['\u76f8\u7247', 2, 2, 'date', '\u76f8\u7247-{date}', 9],
  ] as const)('%j at %i to %i with {%s}', (text, start, end, token, expected, cursor) => {
    expect(insertToken(text, start, end, token)).toEqual({ text: expected, cursor })
  })
})

describe('a quality in words', () => {
  it('calls the default of every format good for the web', () => {
    for (const type of ['jpeg', 'webp', 'avif'] as const) {
      expect(qualityWord(type, defaultQuality(type, false))).toBe('web')
    }
  })

  it('does not call the same number the same in every format', () => {
    expect(qualityWord('jpeg', 60)).toBe('small')
    expect(qualityWord('avif', 60)).toBe('high')
  })

  it('never gets worse as the number grows', () => {
    const order = ['rough', 'small', 'web', 'high', 'fine', 'best']
    for (const type of ['keep', 'jpeg', 'webp', 'avif'] as const) {
      const ranks = Array.from({ length: 100 }, (_, place) => order.indexOf(qualityWord(type, place + 1)))
      expect(ranks).toEqual(ranks.toSorted((one, other) => one - other))
      expect(new Set(ranks).size).toBe(order.length)
    }
  })

  it('tells little effort from much', () => {
    expect([0, 4, 6].map((effort) => effortWord(effort, 6))).toEqual(['low', 'middle', 'high'])
    expect([0, 4, 9].map((effort) => effortWord(effort, 9))).toEqual(['low', 'middle', 'high'])
  })
})

describe('paths', () => {
  it.each([
    ['/a/b.jpg', 'b.jpg', '/a'],
    ['/b.jpg', 'b.jpg', '/'],
    ['C:\\a\\b.jpg', 'b.jpg', 'C:\\a'],
    ['\\\\server\\share\\b.jpg', 'b.jpg', '\\\\server\\share'],
    ['b.jpg', 'b.jpg', ''],
  ])('%j is %j in %j', (path, name, folder) => {
    expect(baseName(path)).toBe(name)
    expect(folderName(path)).toBe(folder)
  })

  it.each(['/a', 'C:\\a', 'c:/a', '\\\\server\\share'])('%j is whole', (path) => {
    expect(isAbsolutePath(path)).toBe(true)
  })

  it.each(['', 'a', './a', '../a', 'C:', 'C:a', '~/a', '/a\0'])('%j is not whole', (path) => {
    expect(isAbsolutePath(path)).toBe(false)
  })

  it.each(['/a/b/c.jpg', 'C:\\a\\b.jpg', '\\\\server\\share\\b.jpg', '/', 'a', '/a//b/'])(
    '%j breaks only behind separators',
    (path) => {
      expect(pathPieces(path).join('')).toBe(path)
      expect(
        pathPieces(path)
          .slice(0, -1)
          .every((piece) => /[/\\]$/.test(piece)),
      ).toBe(true)
    },
  )
})

describe('a largest size', () => {
  it('is whole bytes, and never fewer than a recipe allows', () => {
    expect(targetBytesOf(1.5, 'mb')).toBe(1_500_000)
    expect(targetBytesOf(0.001, 'kb')).toBe(100)
    expect(targetBytesOf(1.23456789, 'mb')).toBe(1_234_568)
  })

  it('is said in the unit that reads best', () => {
    expect(unitOf(999_999)).toBe('kb')
    expect(unitOf(1_000_000)).toBe('mb')
  })
})

describe('an output in a few words', () => {
  const words = createFormatWords('en')

  it('says size and format', () => {
    expect(outputTitle(Output.parse({}), recipeEn, words)).toBe('1920 px')
    expect(outputTitle(Output.parse({ format: { type: 'webp' } }), recipeEn, words)).toBe('1920 px WebP')
    const fill = Output.parse({ resize: { mode: 'fill', width: 10, height: 20 } })
    expect(outputTitle(fill, recipeEn, words)).toBe('10×20')
  })

  it('says how it is encoded', () => {
    const summary = (output: Parameters<typeof Output.parse>[0]): string =>
      formatSummary(Output.parse(output), recipeEn, words)
    expect(summary({})).toBe('As the original')
    expect(summary({ format: { type: 'jpeg' } })).toBe('JPEG, quality 82')
    expect(summary({ format: { type: 'webp', lossless: true } })).toBe('WebP, lossless')
    expect(summary({ format: { type: 'avif' }, targetBytes: 500_000 })).toBe('AVIF, quality 95, below 500 kB')
    expect(summary({ format: { type: 'png' } })).toBe('PNG')
  })
})
