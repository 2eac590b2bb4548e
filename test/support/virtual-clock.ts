import type { Clock } from '../../src/shared/clock.ts'

/** Time that stands still until the test moves it. */
export interface VirtualClock extends Clock {
  /** Moves on by `ms` and calls what falls due on the way, in the order of time; timers started meanwhile count too. */
  advance(ms: number): void
  /** Moves on at once, as for a process that stood still: what falls due is called only then. */
  stall(ms: number): void
  /** Callbacks that are still to come. */
  pending(): number
}

interface Timer {
  readonly dueMs: number
  readonly callback: () => void
}

export function createVirtualClock(): VirtualClock {
  const timers = new Set<Timer>()
  let nowMs = 0
  const nextUntil = (endMs: number): Timer | undefined =>
    // The sort is stable and a set keeps its order: of two that are due together, the older one goes first.
    [...timers].filter(({ dueMs }) => dueMs <= endMs).sort((one, other) => one.dueMs - other.dueMs)[0]
  return {
    now: () => nowMs,
    after: (delayMs, callback) => {
      const timer = { dueMs: nowMs + delayMs, callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance: (ms) => {
      const endMs = nowMs + ms
      for (let timer = nextUntil(endMs); timer !== undefined; timer = nextUntil(endMs)) {
        timers.delete(timer)
        nowMs = timer.dueMs
        timer.callback()
      }
      nowMs = endMs
    },
    stall: (ms) => {
      nowMs += ms
      for (const timer of [...timers]) {
        if (timer.dueMs <= nowMs && timers.delete(timer)) timer.callback()
      }
    },
    pending: () => timers.size,
  }
}
