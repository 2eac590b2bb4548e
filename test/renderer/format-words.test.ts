import { describe, expect, it } from 'vitest'
import { createFormatWords } from '../../src/renderer/format-words.ts'

const en = createFormatWords('en')
const zh = createFormatWords('zh-CN')
const minute = 60_000

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9949, '9.9 kB'],
    [9951, '10 kB'],
    [412_345, '412 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [45_400_000, '45 MB'],
    [1_234_000_000, '1.2 GB'],
    [5e15, '5,000 TB'],
  ])('%i are %s', (bytes, words) => {
    expect(en.bytes(bytes)).toBe(words)
    expect(zh.bytes(bytes)).toBe(words)
  })
})

describe('shares', () => {
  it('are never 0 or 100 % while something is left', () => {
    expect([0, 0.001, 0.5, 0.999, 1].map((share) => en.percent(share))).toEqual(['0%', '1%', '50%', '99%', '100%'])
  })

  it('say what becomes of the size', () => {
    expect([0.884, 0, -0.12, 0.998, -8.5].map((share) => en.saved(share))).toEqual([
      '−88%',
      '0%',
      '+12%',
      '−99%',
      '+850%',
    ])
  })
})

describe('times', () => {
  it.each([
    [300, '1 sec', '1秒'],
    [59_400, '59 sec', '59秒'],
    [2 * minute, '2 min', '2分钟'],
    [123_000, '2 min 3 sec', '2分钟3秒'],
    [60 * minute, '1 hr', '1小时'],
    [125 * minute, '2 hr 5 min', '2小时5分钟'],
  ])('%i ms are %s', (ms, words, chinese) => {
    expect(en.duration(ms)).toBe(words)
    expect(zh.duration(ms)).toBe(chinese)
  })

  it('are a range while they are not certain, the coarser the longer', () => {
    expect(en.durationRange(8_000, 13_000)).toBe('8–13 sec')
    expect(en.durationRange(2 * minute, 4 * minute)).toBe('2–4 min')
    expect(en.durationRange(150 * minute, 400 * minute)).toBe('3–7 hr')
    expect(en.durationRange(121_000, 130_000)).toBe('2 min')
    expect(zh.durationRange(2 * minute, 4 * minute)).toBe('2-4分钟')
  })
})

it('writes counts, rates and dimensions', () => {
  expect([en.count(12_345), en.rate(8.12), en.rate(1234), en.dimensions(4032, 3024)]).toEqual([
    '12,345',
    '8.1',
    '1,234',
    '4032×3024',
  ])
})

describe('moments', () => {
  const at = new Date(2026, 10, 25, 14, 2).getTime()

  it('have the day before the month, and no year where it is this one', () => {
    expect(en.moment(at)).toBe('25 Nov 2026, 14:02')
    expect(en.moment(at, at + minute)).toBe('25 Nov, 14:02')
    expect(en.moment(at, new Date(2027, 0, 1).getTime())).toBe('25 Nov 2026, 14:02')
    expect(zh.moment(at)).toBe('2026年11月25日 14:02')
  })

  it.each([
    [0, 'now'],
    [59_000, 'now'],
    [minute, '1 minute ago'],
    [59 * minute, '59 minutes ago'],
    [90 * minute, '1 hour ago'],
    [30 * 60 * minute, 'yesterday'],
    [9 * 24 * 60 * minute, 'last week'],
    [800 * 24 * 60 * minute, '2 years ago'],
    [-minute, 'now'],
  ])('gone by since %i ms are %s', (ms, words) => {
    expect(en.ago(at, at + ms)).toBe(words)
  })
})
