import type { PoolOutcome } from '../pool/pool-job.ts'
import type { ProcessPool } from '../pool/process-pool.ts'
import type { ChildProgress, OutputResult, ProcessReply, Stage } from '../shared/child-tasks.ts'
import type { Clock } from '../shared/clock.ts'
import type { Failure } from '../shared/failure.ts'
import type { PlannedJob, PlannedOutput } from '../shared/plan.ts'
import type { JobResult } from '../shared/job-result.ts'
import { describePoolOutcome } from './describe-pool-outcome.ts'
import { estimateMemoryBytes } from './estimate-cost.ts'
import { type AttemptEnvironment, JobAttempts, type WriteJob } from './job-attempts.ts'

export interface JobEnvironment extends AttemptEnvironment {
  readonly pool: ProcessPool
  readonly clock: Clock
  /** Time per attempt until the child is killed; null for none. */
  readonly deadlineMs: number | null
}

/** What a failure means: the end of the job, another attempt, or that it is left as if it had not been begun. */
export type AfterFailure = 'settle' | 'again' | 'leave'

export interface JobListeners {
  onStart(): void
  onStage(stage: Stage): void
  /** Its child died; unless it ends now, `onStart` follows. */
  onInterrupted(): void
  /** Decides, when it likes, what becomes of the job. */
  afterFailure(failure: Failure): Promise<AfterFailure>
}

/**
 * Has a child make every output of one planned job and settles it. Temp names are chosen here, not in the child, so
 * that whatever a dying child leaves behind can be found and swept. Null when it was cancelled or left before its end.
 */
export async function runJob(
  index: number,
  job: WriteJob,
  environment: JobEnvironment,
  listeners: JobListeners,
): Promise<JobResult | null> {
  const attempts = new JobAttempts(job, environment)
  for (;;) {
    const { outcome, elapsedMs } = await submit(job, attempts, environment, listeners)
    if (outcome.kind === 'cancelled') return null
    const result = settle(index, job, elapsedMs, outcome, attempts)
    if (result.failure === null) return result
    switch (await listeners.afterFailure(result.failure)) {
      case 'settle':
        return result
      case 'leave':
        return null
      case 'again':
        attempts.goOnAfter(result)
    }
  }
}

async function submit(
  job: WriteJob,
  attempts: JobAttempts,
  environment: JobEnvironment,
  listeners: JobListeners,
): Promise<{ readonly outcome: PoolOutcome; readonly elapsedMs: number }> {
  let startedMs = environment.clock.now()
  const costBytes = estimateMemoryBytes(job.facts, job.outputs)
  const outcome = await environment.pool.submit({
    lane: 'work',
    costBytes,
    memoryLimitBytes: Math.max(minMemoryLimitBytes, costBytes * 2),
    deadlineMs: environment.deadlineMs,
    payload: () => attempts.next(),
    onStart: () => {
      startedMs = environment.clock.now()
      listeners.onStart()
    },
    onProgress: (payload) => {
      const progress = payload as ChildProgress
      attempts.heard(progress)
      if (progress.kind === 'stage') listeners.onStage(progress.stage)
    },
    afterChildDeath: async () => {
      await attempts.sweep()
      listeners.onInterrupted()
    },
  })
  return { outcome, elapsedMs: environment.clock.now() - startedMs }
}

/** No estimate is so good that a child below this is killed for its size. */
const minMemoryLimitBytes = 1e9

function settle(
  index: number,
  job: WriteJob,
  elapsedMs: number,
  outcome: Exclude<PoolOutcome, { kind: 'cancelled' }>,
  attempts: JobAttempts,
): JobResult {
  const base = { ...describeSource(index, job), elapsedMs }
  const existing = job.outputs.filter((output) => output.action === 'skip').map(skippedOutput)
  if (outcome.kind !== 'replied') {
    const published = attempts.published()
    const outputs = [...published, ...existing]
    const { retire, retired } = attempts
    const isWhole = published.length === job.outputs.length - existing.length
    if (isWhole && (retire === null || retired !== null)) {
      const warnings = ['It was stopped after everything had been written; what may have been lost was not told.']
      return { ...base, ...noReason, status: 'done', failure: null, outputs, warnings, retired }
    }
    return { ...base, ...noReason, status: 'failed', failure: describePoolOutcome(outcome), outputs }
  }
  const reply = outcome.payload as ProcessReply
  const outputs = [...reply.outputs, ...existing]
  const { losses, warnings, retired } = reply
  const failed = reply.outputs.find((output) => output.kind === 'failed')
  const failure = reply.failure ?? failed?.failure ?? null
  if (failure !== null) return { ...base, ...noReason, status: 'failed', failure, outputs, losses, warnings, retired }
  const isSkipped = reply.outputs.every((output) => output.kind === 'skipped')
  const skipped = outputs.find((output) => output.kind === 'skipped')
  return {
    ...base,
    status: isSkipped ? 'skipped' : 'done',
    reason: isSkipped ? (skipped?.reason ?? null) : null,
    reasonCode: isSkipped ? 'not-smaller' : null,
    failure: null,
    outputs,
    losses,
    warnings,
    retired,
  }
}

/** A result for a job that no child has to run. */
export function settleWithoutChild(index: number, job: Exclude<PlannedJob, { action: 'write' }>): JobResult {
  const base = describeSource(index, job)
  const outputs = job.outputs.filter((output) => output.action === 'skip').map(skippedOutput)
  return job.action === 'skip'
    ? { ...base, status: 'skipped', reason: job.reason, reasonCode: job.reasonCode, failure: null, outputs }
    : { ...base, ...noReason, status: 'failed', failure: job.failure, outputs: [] }
}

const noReason = { reason: null, reasonCode: null }

function skippedOutput(output: PlannedOutput): OutputResult {
  return { kind: 'skipped', path: output.path, reason: 'A file of this name exists.' }
}

function describeSource(
  index: number,
  job: PlannedJob,
): Omit<JobResult, 'status' | 'reason' | 'reasonCode' | 'failure' | 'outputs'> {
  const { facts, source } = job
  return {
    index,
    source: source.path,
    sourceBytes: facts?.identity.bytes ?? 0,
    megapixels: facts === null ? 0 : megapixels(facts.width, facts.height, facts.frames),
    sourceWidth: facts?.width ?? 0,
    sourceHeight: facts?.height ?? 0,
    elapsedMs: 0,
    losses: [],
    warnings: [],
    retired: null,
  }
}

export function megapixels(width: number, height: number, frames: number): number {
  return (width * height * frames) / 1e6
}
