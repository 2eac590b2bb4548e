import { describe, expect, it } from 'vitest'
import { lossCodes } from '../../../src/shared/child-tasks.ts'
import { failureCodes } from '../../../src/shared/failure.ts'
import { requestFailureCodes } from '../../../src/shared/ipc-contract.ts'
import { type Reason, reasonsEn, reasonsZhCn } from '../../../src/shared/messages/reasons.ts'
import { noteCodes } from '../../../src/shared/rows.ts'

const codes = { failures: failureCodes, notes: noteCodes, losses: lossCodes, requests: requestFailureCodes }
const areas = ['failures', 'notes', 'losses', 'requests'] as const

describe.each(areas)('the reasons for %s', (area) => {
  const english: Readonly<Record<string, Reason>> = reasonsEn[area]
  const chinese: Readonly<Record<string, Reason>> = reasonsZhCn[area]

  it('are there for every code, and for no other', () => {
    expect(Object.keys(english).toSorted()).toEqual(codes[area].toSorted())
    expect(Object.keys(chinese).toSorted()).toEqual(codes[area].toSorted())
  })

  it('have a short title and whole sentences', () => {
    for (const [code, { title, sentence }] of Object.entries(english)) {
      expect(title, code).toMatch(/^[A-Z].{2,24}[^.]$/)
      expect(sentence, code).toMatch(/^[A-Z“].*\.$/)
      expect(sentence.length, code).toBeLessThan(200)
    }
  })

  it('are Chinese in Chinese, with its punctuation', () => {
    for (const [code, { title, sentence }] of Object.entries(chinese)) {
      expect(title, code).toMatch(/\p{Script=Han}/u)
      expect(title.length, code).toBeLessThanOrEqual(12)
      expect(sentence, code).toMatch(/\p{Script=Han}.*。$/u)
      expect(sentence, code).not.toMatch(/[,;:?!]|\.(?:\s|$)/)
    }
  })

  it('do not speak of flags, which the window does not have', () => {
    for (const { title, sentence } of [...Object.values(english), ...Object.values(chinese)]) {
      expect(`${title} ${sentence}`).not.toContain('--')
    }
  })
})
