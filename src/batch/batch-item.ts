import type { JobResult } from '../shared/job-result.ts'
import type { PlannedJob } from '../shared/plan.ts'
import type { BinLeft } from './bin-original.ts'

/** What there is to be done about one source: a job, or what is left of one that an earlier run of the batch has begun. */
export type BatchItem =
  | PlannedJob
  /** It ended then. */
  | { readonly action: 'recall'; readonly result: JobResult }
  /** Everything was done but handing the original to the bin. */
  | ({ readonly action: 'bin' } & BinLeft)
