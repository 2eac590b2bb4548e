import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAnnouncer } from '../../../src/renderer/shell/announcer.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('an announcer', () => {
  it('says the last of what there was, every five seconds', () => {
    const said: string[] = []
    const announcer = createAnnouncer((text) => said.push(text))
    for (let second = 1; second <= 12; second++) {
      announcer.say(`${String(second)} of 900`, 'now-and-then')
      vi.advanceTimersByTime(1000)
    }
    expect(said).toEqual(['5 of 900', '10 of 900'])
    announcer.close()
  })

  it('says the end at once, and nothing older after it', () => {
    const said: string[] = []
    const announcer = createAnnouncer((text) => said.push(text))
    announcer.say('899 of 900', 'now-and-then')
    announcer.say('ended', 'at-once')
    announcer.say('ended', 'at-once')
    vi.advanceTimersByTime(20_000)
    expect(said).toEqual(['ended'])
  })
})
