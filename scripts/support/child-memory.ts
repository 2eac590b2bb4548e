import { existsSync } from 'node:fs'
import { childrenOf, processStatus } from './children-of.ts'

const lookEveryMs = 50

/**
 * Follows the children of a process and keeps the highest peak of resident memory that any of them had. `end` stops
 * that and yields bytes; null where there is no `/proc`.
 */
export function watchChildMemory(parentPid: number): { end(): number | null } {
  if (!existsSync('/proc/self/status')) return { end: () => null }
  let peakBytes = 0
  const timer = setInterval(() => {
    for (const pid of childrenOf(parentPid)) {
      peakBytes = Math.max(peakBytes, Number.parseInt(processStatus(pid, 'VmHWM') || '0', 10) * 1024)
    }
  }, lookEveryMs)
  return {
    end: () => {
      clearInterval(timer)
      return peakBytes
    },
  }
}
