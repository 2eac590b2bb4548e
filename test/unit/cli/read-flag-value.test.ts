import { describe, expect, it } from 'vitest'
import { type Flag, flags as flagTable } from '../../../src/cli/flags.ts'
import { readFlagValue } from '../../../src/cli/read-flag-value.ts'

function flagOf(name: string): Flag {
  const flag = (flagTable as readonly Flag[]).find((candidate) => candidate.name === name)
  if (flag === undefined) throw new Error(`No flag ${name}`)
  return flag
}

function value(name: string, text: string): unknown {
  const read = readFlagValue(flagOf(name), text)
  return read.ok ? read.value : `refused: ${text}`
}

function message(name: string, text: string): string {
  const read = readFlagValue(flagOf(name), text)
  return read.ok ? `taken: ${JSON.stringify(read.value)}` : read.message
}

describe('a whole number', () => {
  it.each([
    ['longest-side', '1', 1],
    ['longest-side', '65535', 65_535],
    ['longest-side', '01920', 1920],
    ['quality', '100', 100],
    ['jobs', '256', 256],
  ])('is read: --%s %s', (name, text, expected) => {
    expect(value(name, text)).toBe(expected)
  })

  it.each([
    '0',
    '65536',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    '١٢',
    'many',
    ' 5',
    '5 ',
    'Infinity',
    'NaN',
    '99999999999999999999',
  ])('is refused with what was expected and what came: "%s"', (text) => {
    expect(message('longest-side', text)).toBe(
      `--longest-side expects a whole number from 1 to 65535 but got "${text}".`,
    )
  })
})

describe('a number', () => {
  it.each([
    ['percent', '33.3', 33.3],
    ['percent', '0.01', 0.01],
    ['percent', '10000', 10_000],
    ['megapixels', '2', 2],
    ['megapixels', '0.0001', 0.0001],
  ])('is read: --%s %s', (name, text, expected) => {
    expect(value(name, text)).toBe(expected)
  })

  it.each(['0', '10000.1', '-5', '50%', '.', '.5', '5.', '1,5', '1e2', ''])('is refused: "%s"', (text) => {
    expect(message('percent', text)).toMatch(/^--percent (?:expects|needs) .*a number from 0\.01 to 10000/)
  })
})

describe('a box', () => {
  it.each(['800x600', '800X600', '800×600', '800 x 600'])('is read as "%s"', (text) => {
    expect(value('fit', text)).toEqual({ width: 800, height: 600 })
  })

  it.each(['800', '800x', 'x600', '0x600', '800x0', '65536x1', '800x600x2', '-8x6', '8.5x6', '100000x1'])(
    'is refused as "%s"',
    (text) => {
      expect(message('fit', text)).toBe(`--fit expects width and height in pixels, such as 800x600 but got "${text}".`)
    },
  )
})

describe('a size in bytes', () => {
  it.each([
    ['200KB', 200_000],
    ['200kb', 200_000],
    ['1.5MB', 1_500_000],
    ['800000', 800_000],
    ['100', 100],
    ['100b', 100],
    ['1 GB', 1e9],
    ['64KiB', 65_536],
    ['2MiB', 2_097_152],
    ['1.5GiB', 1_610_612_736],
    ['0.3333KB', 333],
  ])('is read: %s', (text, expected) => {
    expect(value('target-size', text)).toBe(expected)
  })

  it.each(['99', '0', '0KB', '-5KB', 'KB', '5XB', '5K', '1,5MB', '99999999999GB', '200KB!'])(
    'is refused: %s',
    (text) => {
      expect(message('target-size', text)).toBe(
        `--target-size expects a size such as 200KB, 1.5MB or 800000 but got "${text}".`,
      )
    },
  )
})

describe('a time', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['5min', 300_000],
    ['2H', 7_200_000],
    ['168h', 604_800_000],
  ])('is read: %s', (text, expected) => {
    expect(value('time-limit', text)).toBe(expected)
  })

  it.each(['30', '0s', '0.1ms', '-1s', 's', '5d', '169h', '1h30m'])('is refused: %s', (text) => {
    expect(message('time-limit', text)).toBe(`--time-limit expects a time such as 500ms, 30s or 5m but got "${text}".`)
  })
})

describe('a choice', () => {
  it('is one of its words, in lower case', () => {
    expect(value('metadata', 'private')).toBe('private')
    for (const text of ['Private', 'all', 'priv', ' private']) {
      expect(message('metadata', text)).toBe(`--metadata expects one of keep, private, strip but got "${text}".`)
    }
  })
})

describe('a text', () => {
  it('is taken as it is', () => {
    for (const text of [' ', '-', '--json', '=', '影像', '"quoted"']) expect(value('to', text)).toBe(text)
  })
})
