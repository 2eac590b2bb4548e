import type { Clock } from '../shared/clock.ts'

/** Paths that come within this time are taken together, in milliseconds: macOS names every file of a drop by itself. */
export const gatherMs = 100

/** Hands on together what comes close together; no paths at all are handed on at once. */
export function gatherPaths(
  clock: Clock,
  take: (paths: readonly string[]) => void,
): (paths: readonly string[]) => void {
  let waiting: readonly string[] | null = null
  return (paths) => {
    if (paths.length === 0) {
      take(paths)
    } else if (waiting !== null) {
      waiting = [...waiting, ...paths]
    } else {
      waiting = paths
      clock.after(gatherMs, () => {
        const gathered = waiting ?? []
        waiting = null
        take(gathered)
      })
    }
  }
}
