import type { Clock } from '../../src/shared/clock.ts'

/** The time of this machine, for what is tested with real processes. */
export const realClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs)
    return () => {
      clearTimeout(timer)
    }
  },
}
