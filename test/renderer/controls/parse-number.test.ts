import { describe, expect, it } from 'vitest'
import { formatNumber, parseNumber, stepNumber } from '../../../src/renderer/controls/parse-number.ts'

const edge = { min: 1, max: 65_535, decimals: 0 }
const percent = { min: 0.01, max: 10_000, decimals: 2 }

describe('what is typed into a number field', () => {
  it.each([
    ['1920', 1920],
    [' 1920 ', 1920],
    ['1,920', 1920],
    ['65 535', 65_535],
    ["12'000", 12_000],
    ['+7', 7],
    ['10.4', 10],
    ['0010', 10],
  ])('is read for a whole number: %j is %d', (text, value) => {
    expect(parseNumber(text, edge)).toEqual({ kind: 'number', value })
  })

  it.each([
    ['12.5', 12.5],
    ['12,5', 12.5],
    [',5', 0.5],
    ['.5', 0.5],
    ['1,000', 1000],
    ['1,234.5', 1234.5],
    ['33.333', 33.33],
  ])('is read for a share: %j is %d', (text, value) => {
    expect(parseNumber(text, percent)).toEqual({ kind: 'number', value })
  })

  it.each(['', ' ', 'abc', '12px', '1.2.3', '-', '1e3', '0x10', '12,5'])(
    'is refused where it is no number: %j',
    (text) => {
      expect(parseNumber(text, edge)).toEqual({ kind: 'not-a-number' })
    },
  )

  it('becomes the nearest end where it is beyond the range', () => {
    expect(parseNumber('0', edge)).toEqual({ kind: 'too-small', nearest: 1 })
    expect(parseNumber('-5', edge)).toEqual({ kind: 'too-small', nearest: 1 })
    expect(parseNumber('99999', edge)).toEqual({ kind: 'too-large', nearest: 65_535 })
    expect(parseNumber('0.001', percent)).toEqual({ kind: 'too-small', nearest: 0.01 })
  })
})

describe('a stepper', () => {
  it('goes on to multiples of its step', () => {
    expect(stepNumber(1920, 10, 1, edge)).toBe(1930)
    expect(stepNumber(1925, 10, 1, edge)).toBe(1930)
    expect(stepNumber(1925, 10, -1, edge)).toBe(1920)
    expect(stepNumber(1920, 10, -1, edge)).toBe(1910)
  })

  it('does not stumble over fractions', () => {
    expect(stepNumber(0.3, 0.1, 1, { min: 0, max: 1, decimals: 1 })).toBe(0.4)
    expect(stepNumber(0.3, 0.1, -1, { min: 0, max: 1, decimals: 1 })).toBe(0.2)
  })

  it('never leaves the range', () => {
    expect(stepNumber(65_531, 10, 1, edge)).toBe(65_535)
    expect(stepNumber(5, 10, -1, edge)).toBe(1)
  })
})

it('a number is shown without zeros that say nothing', () => {
  expect(formatNumber(50, 2)).toBe('50')
  expect(formatNumber(12.5, 2)).toBe('12.5')
  expect(formatNumber(1.23456, 2)).toBe('1.23')
})
