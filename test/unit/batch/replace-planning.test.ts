import { describe, expect, it } from 'vitest'
import { isOriginalsFolder, originalsFolderName } from '../../../src/batch/replace-planning.ts'

describe('the folder of originals', () => {
  it('has the day on which the batch was begun, where this machine is', () => {
    expect(originalsFolderName(new Date(2026, 0, 5, 23, 59).getTime())).toBe('Originals 2026-01-05')
    expect(originalsFolderName(new Date(2026, 10, 25, 0, 0).getTime())).toBe('Originals 2026-11-25')
  })

  it('is known as one by its name', () => {
    expect(isOriginalsFolder(originalsFolderName(0))).toBe(true)
    expect(isOriginalsFolder('Originals')).toBe(false)
  })
})
