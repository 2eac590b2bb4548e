import type { BatchSummary } from '../batch/batch-event.ts'
import { type Failure, stopsTheBatch } from '../shared/failure.ts'
import { visible } from './format-words.ts'
import type { Terminal } from './terminal.ts'

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

/** The exit code where this failure ends a command that only looks; null where it is one file's own. */
export function exitCodeAfter(failure: Failure, terminal: Terminal): number | null {
  if (failure.code === 'cancelled') return exitCode.cancelled
  if (!stopsTheBatch(failure)) return null
  terminal.error(`batchfit: ${visible(failure.message)}\n`)
  return exitCode.stopped
}
