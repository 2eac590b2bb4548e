import type { PoolOutcome } from '../pool/pool-job.ts'
import { assertNever } from '../shared/assert-never.ts'
import type { Failure } from '../shared/failure.ts'

/** Puts the end of a job that never replied into words. */
export function describePoolOutcome(outcome: Exclude<PoolOutcome, { kind: 'replied' }>): Failure {
  switch (outcome.kind) {
    case 'crashed':
      return {
        code: 'worker-crashed',
        message: `The worker process crashed on this file, and again when it was tried alone (${exitWords(outcome.exit)}). The file is probably damaged in an unusual way.`,
      }
    case 'killed':
      return {
        code: 'worker-killed',
        message: `The worker process was killed from outside ${String(outcome.attempts)} times, perhaps because the system ran out of memory. Run again with fewer jobs (--jobs 1).`,
      }
    case 'deadline':
      return {
        code: 'time-limit',
        message: `It took longer than the limit of ${seconds(outcome.limitMs)} and was stopped. Allow more with --time-limit, or choose a faster format or effort.`,
      }
    case 'over-memory':
      return {
        code: 'out-of-memory',
        message: `It needed more than ${megabytes(outcome.limitBytes)} of memory (${megabytes(outcome.rssBytes)}) and was stopped. Give it more with --memory-budget.`,
      }
    case 'cannot-start':
      return {
        code: 'workers-cannot-start',
        message: `The worker processes end before they are ready (${exitWords(outcome.exit)}). ${stderrWords(outcome.exit.stderrTail)}Reinstall the program.`,
      }
    case 'cancelled':
      return { code: 'cancelled', message: 'The batch was ended before this file was finished.' }
    default:
      return assertNever(outcome)
  }
}

function exitWords(exit: { readonly code: number | null; readonly signal: string | null }): string {
  return exit.signal === null ? `exit code ${String(exit.code)}` : `signal ${exit.signal}`
}

function stderrWords(stderrTail: string): string {
  const lines = stderrTail.trim().split('\n')
  const telling = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? ''
  return telling === '' ? '' : `It said: ${telling.slice(0, 200)}. `
}

function seconds(ms: number): string {
  return ms < 1000 ? `${String(ms)} ms` : `${String(Math.round(ms / 100) / 10)} s`
}

function megabytes(bytes: number): string {
  return `${String(Math.round(bytes / 1e6))} MB`
}
