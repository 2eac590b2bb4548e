import { describe, expect, it } from 'vitest'
import { takenOn } from '../../../../src/engine/metadata/taken-on.ts'
import { seededRandom } from '../../../../scripts/support/random.ts'
import { mutate, opaque, sampleExif, talkativeExif, text } from './samples.ts'

const original = 0x9003
const digitized = 0x9004
const withDates = (...exif: readonly ReturnType<typeof text>[]): Buffer => sampleExif('II', { exif })

describe('the day a picture was taken', () => {
  it.each(['II', 'MM'] as const)('is that of the exposure, in byte order %s', (order) => {
    expect(takenOn(talkativeExif(order))).toBe('2024-05-01')
  })

  it('is that of the scan where no exposure is told, or not sanely', () => {
    expect(takenOn(withDates(text(digitized, '1998:12:31 23:59:59')))).toBe('1998-12-31')
    expect(takenOn(withDates(text(original, '0000:00:00 00:00:00'), text(digitized, '1998:12:31 23:59:59')))).toBe(
      '1998-12-31',
    )
  })

  it('is the exposure rather than the scan', () => {
    expect(takenOn(withDates(text(original, '1972:01:02 03:04:05'), text(digitized, '1998:12:31 23:59:59')))).toBe(
      '1972-01-02',
    )
  })

  it('is read with dashes too, as some tools write it', () => {
    expect(takenOn(withDates(text(original, '2024-05-01T10:00:00')))).toBe('2024-05-01')
  })

  it.each([
    '    :  :     :  :  ',
    '0000:00:00 00:00:00',
    '2024:13:01 00:00:00',
    '2024:00:10 00:00:00',
    '2024:05:32 00:00:00',
    '24:05:01',
    '',
    'May 1st, 2024',
  ])('is unknown where the tag says "%s"', (written) => {
    expect(takenOn(withDates(text(original, written)))).toBeNull()
  })

  it('is unknown where the calendar has no such day', () => {
    expect(takenOn(withDates(text(original, '2023:02:30 00:00:00')))).toBeNull()
  })

  it('is not the day the file was last changed', () => {
    expect(takenOn(sampleExif('MM', { main: [text(0x0132, '2024:05:01 00:00:00')] }))).toBeNull()
  })

  it('is unknown where the tag holds something else than text', () => {
    expect(takenOn(withDates(opaque(original, '2024:05:01 00:00:00')))).toBeNull()
  })

  it('is unknown or a day after 2,000 mutations', () => {
    const random = seededRandom(61)
    let known = 0
    for (let round = 0; round < 2000; round += 1) {
      const day = takenOn(mutate(talkativeExif('MM'), random))
      if (day === null) continue
      known += 1
      if (!/^\d{4}-\d\d-\d\d$/.test(day)) expect.fail(`round ${String(round)}: ${day}`)
    }
    expect(known).toBeGreaterThan(1000)
  })
})
