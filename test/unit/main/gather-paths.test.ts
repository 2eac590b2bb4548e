import { describe, expect, it } from 'vitest'
import { gatherMs, gatherPaths } from '../../../src/main/gather-paths.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

describe('paths of other launches', () => {
  it('that come one by one are taken together, in their order, and none twice', () => {
    const clock = createVirtualClock()
    const taken: (readonly string[])[] = []
    const gather = gatherPaths(clock, (paths) => {
      taken.push(paths)
    })
    for (let file = 0; file < 500; file += 1) gather([`/pictures/${String(file)}.jpg`])
    expect(taken).toEqual([])
    clock.advance(gatherMs)
    expect(taken).toHaveLength(1)
    expect(taken[0]).toHaveLength(500)
    expect(taken[0]?.at(-1)).toBe('/pictures/499.jpg')
    gather(['/later'])
    clock.advance(gatherMs * 10)
    expect(taken.slice(1)).toEqual([['/later']])
  })

  it('are not waited for when a launch has none', () => {
    const taken: (readonly string[])[] = []
    gatherPaths(createVirtualClock(), (paths) => {
      taken.push(paths)
    })([])
    expect(taken).toEqual([[]])
  })
})
