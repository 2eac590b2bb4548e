import type { Clock } from '../shared/clock.ts'

/** The time of this very process. */
export function processClock(): Clock {
  return {
    now: () => performance.now(),
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs)
      return () => {
        clearTimeout(timer)
      }
    },
  }
}
