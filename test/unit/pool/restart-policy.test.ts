import { describe, expect, it } from 'vitest'
import { decideRestart } from '../../../src/pool/restart-policy.ts'

describe('after children that died before they were ready', () => {
  it('the pool tries again at once when there were none', () => {
    expect(decideRestart({ failures: 0, outsideKills: 0 })).toEqual({ kind: 'restart', afterMs: 0 })
  })

  it('the pool waits longer after the second than after the first', () => {
    expect(decideRestart({ failures: 1, outsideKills: 0 })).toEqual({ kind: 'restart', afterMs: 100 })
    expect(decideRestart({ failures: 2, outsideKills: 0 })).toEqual({ kind: 'restart', afterMs: 1000 })
  })

  it('the pool gives up from the third on', () => {
    for (const failures of [3, 4, 100]) {
      expect(decideRestart({ failures, outsideKills: 0 })).toEqual({ kind: 'give-up' })
    }
  })

  it("the pool is patient with somebody else's kills, but not for ever", () => {
    for (const outsideKills of [1, 5, 99]) {
      expect(decideRestart({ failures: 0, outsideKills })).toEqual({ kind: 'restart', afterMs: 100 })
    }
    expect(decideRestart({ failures: 2, outsideKills: 1 })).toEqual({ kind: 'restart', afterMs: 1000 })
    expect(decideRestart({ failures: 0, outsideKills: 100 })).toEqual({ kind: 'give-up' })
  })
})
