import type { BatchSummary } from '../../../src/batch/batch-event.ts'
import type { Fingerprint } from '../../../src/shared/image-facts.ts'
import type { JobResult } from '../../../src/shared/job-result.ts'
import type { PlannedJob, PlannedOutput, ReplacedOriginal } from '../../../src/shared/plan.ts'
import { makeFacts } from '../../support/facts.ts'
import { plainRendering } from '../../support/plain-rendering.ts'

/** A name that would clear the screen, colour it, ring the bell and turn the reading direction. */
export const evilName = 'evil\u001b[2J\u009b31m\u0007\u202e\n.jpg'

/** Of whatever was written. */
export const fingerprint: Fingerprint = { device: 1n, inode: 9n, bytes: 412_300, modifiedNs: 0n, sha256: null }

const done: JobResult = {
  index: 0,
  source: '/photos/a.jpg',
  status: 'done',
  reason: null,
  reasonCode: null,
  failure: null,
  outputs: [
    {
      ...{ kind: 'written', path: '/photos/Resized/a.jpg', format: 'jpeg', width: 1920, height: 1440, bytes: 412_300 },
      ...{ fingerprint, kept: null },
    },
  ],
  sourceBytes: 3_900_000,
  megapixels: 12.2,
  sourceWidth: 4032,
  sourceHeight: 3024,
  elapsedMs: 340.6,
  losses: [],
  warnings: [],
  retired: null,
}

export function result(changes: Partial<JobResult> = {}): JobResult {
  return { ...done, ...changes }
}

export function skipped(reason: string, changes: Partial<JobResult> = {}): JobResult {
  return result({ status: 'skipped', reason, reasonCode: 'exists-already', outputs: [], ...changes })
}

export function failed(message: string, changes: Partial<JobResult> = {}): JobResult {
  return result({ status: 'failed', failure: { code: 'image-damaged', message }, outputs: [], ...changes })
}

export function summary(changes: Partial<BatchSummary> = {}): BatchSummary {
  return {
    total: 3,
    done: 3,
    skipped: 0,
    failed: 0,
    notStarted: 0,
    sourceBytes: 11_700_000,
    losses: [],
    outputBytes: 1_236_900,
    elapsedMs: 1500,
    cancelled: false,
    stopped: null,
    ...changes,
  }
}

export const facts = makeFacts({
  hasExif: false,
  takenOn: null,
  identity: { device: 1n, inode: 2n, bytes: 3_900_000, modifiedNs: 0n },
})

export function plannedOutput(changes: Partial<PlannedOutput> = {}): PlannedOutput {
  return {
    index: 0,
    path: '/photos/Resized/a.jpg',
    format: 'jpeg',
    width: 1920,
    height: 1440,
    rendering: { ...plainRendering, geometry: { kind: 'scale', width: 1920, height: 1440 } },
    action: 'write',
    overwrite: false,
    keepPath: null,
    whenNotSmaller: 'write',
    estimatedBytes: 500_000,
    ...changes,
  }
}

export function planned(
  path: string,
  outputs: readonly PlannedOutput[],
  reason: string | null = null,
  original: ReplacedOriginal | null = null,
): PlannedJob {
  return {
    action: 'write',
    source: { path, treeFolder: '', origin: 'found' },
    facts,
    reason,
    reasonCode: null,
    original,
    outputs,
  }
}

export function plannedSkip(path: string, reason: string): PlannedJob {
  return {
    action: 'skip',
    source: { path, treeFolder: '', origin: 'found' },
    facts: null,
    reason,
    reasonCode: 'exists-already',
    outputs: [],
  }
}

export function refused(path: string, message: string): PlannedJob {
  const failure = { code: 'not-a-picture', message } as const
  return { action: 'refuse', source: { path, treeFolder: '', origin: 'named' }, facts: null, failure, outputs: [] }
}
