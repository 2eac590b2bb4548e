import type { BatchSummary } from '../batch/batch-event.ts'

export const exitCode = {
  done: 0,
  someFailed: 1,
  wrongUsage: 2,
  nothingToDo: 3,
  stopped: 4,
  cancelled: 130,
} as const

/** The exit code that a batch deserves. */
export function exitCodeFor(summary: BatchSummary): number {
  if (summary.cancelled) return exitCode.cancelled
  if (summary.stopped !== null) return exitCode.stopped
  if (summary.failed > 0) return exitCode.someFailed
  return summary.done === 0 ? exitCode.nothingToDo : exitCode.done
}
