import { existsSync, readdirSync, readFileSync } from 'node:fs'

const lookEveryMs = 50

/**
 * Follows the children of a process by `/proc` and keeps the highest peak of resident memory that any of them had.
 * `end` stops that and yields bytes; null where there is no `/proc`.
 */
export function watchChildMemory(parentPid: number): { end(): number | null } {
  if (!existsSync('/proc/self/status')) return { end: () => null }
  let peakBytes = 0
  const timer = setInterval(() => {
    for (const pid of childrenOf(parentPid)) peakBytes = Math.max(peakBytes, peakOf(pid))
  }, lookEveryMs)
  return {
    end: () => {
      clearInterval(timer)
      return peakBytes
    },
  }
}

function childrenOf(parentPid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && statusOf(name, 'PPid') === parentPid)
    .map(Number)
}

/** Peak resident memory, in bytes; 0 for a process that is gone. */
function peakOf(pid: number): number {
  return statusOf(String(pid), 'VmHWM') * 1024
}

function statusOf(pid: string, key: string): number {
  try {
    return Number(new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
