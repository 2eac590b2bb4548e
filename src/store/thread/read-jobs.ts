import type { DatabaseSync } from 'node:sqlite'
import type { Failure } from '../../shared/failure.ts'
import type { SourceFile } from '../../shared/plan.ts'
import { foldersOfPlan } from '../batch-rules.ts'
import type { JobPlanRecord, JobRecord } from '../store.ts'
import type { StoreQuestions } from '../thread-messages.ts'
import { placeOf } from './job-number.ts'
import { prepareJobRange } from './job-range.ts'
import { statusOf } from './job-status.ts'
import { decodeResult } from './result-text.ts'
import { decodeValue } from './value-text.ts'

/** A source as a row has it, of a job or of the list. */
export interface SourceRow {
  readonly path: string
  readonly tree_folder: string
  readonly origin: SourceFile['origin']
  readonly kept_at: string | null
}

interface JobRow extends SourceRow {
  readonly job: number
  readonly failure: string | null
  readonly plan: string | null
  readonly status: number | null
  readonly replaced: string | null
}

interface ResultRow {
  readonly job: number
  readonly path: string
  readonly result: string
}

/** Answers what the jobs of a batch are, and how they ended. */
export function prepareJobReads(
  database: DatabaseSync,
): Pick<StoreQuestions, 'jobs' | 'results' | 'unfinishedFolders'> {
  const rangeOf = prepareJobRange(database)
  const jobs = database.prepare(`
    SELECT jobs.job, path, tree_folder, origin, kept_at, failure, plan, status, iif(status = 0, result, NULL) AS replaced
    FROM jobs LEFT JOIN plans USING (job) LEFT JOIN results USING (job)
    WHERE jobs.job BETWEEN ? AND ? ORDER BY jobs.job LIMIT ?`)
  const results = database.prepare(`
    SELECT results.job, path, result FROM results JOIN jobs USING (job)
    WHERE results.job BETWEEN ? AND ? AND status > 0 ORDER BY results.job LIMIT ?`)
  const unfinished = database.prepare(`
    SELECT plan FROM plans LEFT JOIN results USING (job)
    WHERE plans.job BETWEEN ? AND ? AND coalesce(status, 0) = 0`)
  return {
    jobs: (id, from, limit) => {
      const range = rangeOf(id, from)
      if (range === null) return []
      return (jobs.all(range.first, range.last, limit) as unknown as readonly JobRow[]).map(jobOf)
    },
    results: (id, from, limit) => {
      const range = rangeOf(id, from)
      if (range === null) return []
      const rows = results.all(range.first, range.last, limit) as unknown as readonly ResultRow[]
      return rows.map(({ job, path, result }) => decodeResult(result, placeOf(job), path))
    },
    unfinishedFolders: (id) => {
      const range = rangeOf(id)
      if (range === null) return []
      const rows = unfinished.all(range.first, range.last) as unknown as readonly { readonly plan: string }[]
      return [...new Set(rows.flatMap(({ plan }) => foldersOfPlan(decodeValue<JobPlanRecord>(plan))))]
    },
  }
}

/** The source that a row tells of. */
export function sourceOf({ path, tree_folder, origin, kept_at }: SourceRow): SourceFile {
  const source = { path, treeFolder: tree_folder, origin }
  return kept_at === null ? source : { ...source, keptAt: kept_at }
}

function jobOf(row: JobRow): JobRecord {
  const place = placeOf(row.job)
  return {
    place,
    source: sourceOf(row),
    failure: row.failure === null ? null : decodeValue<Failure>(row.failure),
    plan: row.plan === null ? null : decodeValue<JobPlanRecord>(row.plan),
    status: statusOf(row.status),
    replaced: row.replaced === null ? null : decodeResult(row.replaced, place, row.path),
  }
}
