import { exitCode } from './exit-codes.ts'
import { visible } from './format-words.ts'
import type { Terminal } from './terminal.ts'

/** Tells every problem on a line of its own; yields the exit code. */
export function wrongUsage(problems: readonly string[], terminal: Terminal): number {
  for (const problem of problems) terminal.error(`batchfit: ${visible(problem)}\n`)
  return exitCode.wrongUsage
}
