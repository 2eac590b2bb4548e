/**
 * Every cause for which a file can fail, as a closed list. A code names the cause and never changes its meaning:
 * scripts read it from `--json`; people read the message beside it.
 */
export const failureCodes = [
  // the source
  'input-missing',
  'input-unreadable',
  'input-not-a-file',
  'input-empty',
  'input-too-large',
  'input-changed',
  'input-is-link',
  'name-unreadable',
  'not-a-picture',
  'format-unsupported',
  'image-damaged',
  'too-many-pixels',
  'animation-unsupported',
  // the plan
  'output-exists',
  'output-clash',
  'output-is-input',
  'output-folder-unusable',
  'output-too-large',
  'target-unreachable',
  // the work
  'out-of-memory',
  'time-limit',
  'worker-crashed',
  'worker-killed',
  'workers-cannot-start',
  'cancelled',
  // the commit
  'output-unwritable',
  'disk-full',
  'volume-gone',
  'original-not-kept',
  'commit-failed',
  'verify-failed',
  'internal-error',
] as const

export type FailureCode = (typeof failureCodes)[number]

/** An expected failure: a value, never thrown across a module's edge. `message` is a whole sentence for a person. */
export interface Failure {
  readonly code: FailureCode
  readonly message: string
}

export type Outcome<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: Failure }

export function succeed<Value>(value: Value): Outcome<Value> {
  return { ok: true, value }
}

export function fail(code: FailureCode, message: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { code, message } }
}

/** Failures after which going on would only fail the rest the same way: the batch stops instead (exit code 4). */
export function stopsTheBatch(failure: Failure): boolean {
  return holdsTheBatch(failure) || failure.code === 'workers-cannot-start'
}

/** Failures of a disk, not of a file: the batch waits as a whole until the disk can be used again. */
export function holdsTheBatch(failure: Failure): failure is Failure & { readonly code: 'disk-full' | 'volume-gone' } {
  return failure.code === 'disk-full' || failure.code === 'volume-gone'
}
