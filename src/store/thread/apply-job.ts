import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { JobResult } from '../../shared/job-result.ts'
import type { JournalEntry } from '../store.ts'
import { countWritten } from '../written-files.ts'
import type { BatchCounts } from './batch-counts.ts'
import { jobNumber } from './job-number.ts'
import { statusNumber, statusOf } from './job-status.ts'
import { encodeResult } from './result-text.ts'
import { encodeValue } from './value-text.ts'

export type JobEntry = Extract<JournalEntry, { readonly kind: 'added' | 'planned' | 'replaced' | 'finished' }>

/** What is known of a job before its result comes. */
interface EarlierRow {
  readonly path: string
  readonly status: number | null
  readonly written: number | null
  readonly source_bytes: number | null
  readonly output_bytes: number | null
}

/** Writes entries about jobs, and adds what they change to the counts of their batch. */
export function prepareJobs(database: DatabaseSync): (batch: number, entry: JobEntry, counts: BatchCounts) => void {
  const add = database.prepare(`
    INSERT INTO jobs (job, path, tree_folder, origin, kept_at, failure) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (job) DO UPDATE SET
      path = excluded.path, tree_folder = excluded.tree_folder, origin = excluded.origin,
      kept_at = excluded.kept_at, failure = excluded.failure`)
  const plan = database.prepare(`
    INSERT INTO plans (job, plan) SELECT job, ? FROM jobs WHERE job = ?
    ON CONFLICT (job) DO UPDATE SET plan = excluded.plan`)
  const earlier = database.prepare(`
    SELECT jobs.path, status, written, source_bytes, output_bytes
    FROM jobs LEFT JOIN results USING (job) WHERE jobs.job = ?`)
  const finish = database.prepare(`
    INSERT OR REPLACE INTO results (job, status, written, source_bytes, output_bytes, result)
    VALUES (?, ?, ?, ?, ?, ?)`)
  return (batch, entry, counts) => {
    switch (entry.kind) {
      case 'added':
        for (const [index, { source, failure }] of entry.sources.entries()) {
          const job = jobNumber(batch, entry.firstPlace + index)
          const why = failure === null ? null : encodeValue(failure)
          add.run(job, source.path, source.treeFolder, source.origin, source.keptAt ?? null, why)
        }
        counts.total = Math.max(counts.total, entry.firstPlace + entry.sources.length)
        break
      case 'planned':
        if (entry.plan.action === 'write') counts.folder ??= folderOf(entry.plan.outputs[0]?.path)
        plan.run(encodeValue(entry.plan), jobNumber(batch, entry.place))
        break
      case 'replaced':
      case 'finished': {
        const { result } = entry
        const job = jobNumber(batch, result.index)
        const row = earlier.get(job) as EarlierRow | undefined
        if (row === undefined) return
        const figures = figuresOf(result, entry.kind)
        if (row.status !== null) count(counts, earlierFigures(row), -1)
        count(counts, figures, 1)
        const { status, written, sourceBytes, outputBytes } = figures
        finish.run(job, statusNumber(status), written, sourceBytes, outputBytes, encodeResult(result, row.path))
      }
    }
  }
}

interface Figures {
  readonly status: JobResult['status'] | 'waiting'
  readonly written: number
  /** Both 0 for what is not done, so that they compare. */
  readonly sourceBytes: number
  readonly outputBytes: number
}

function figuresOf(result: JobResult, kind: 'replaced' | 'finished'): Figures {
  const written = countWritten(result)
  const status = kind === 'finished' ? result.status : 'waiting'
  if (status !== 'done') return { status, written, sourceBytes: 0, outputBytes: 0 }
  const outputBytes = result.outputs.reduce((sum, output) => sum + ('bytes' in output ? output.bytes : 0), 0)
  return { status, written, sourceBytes: result.sourceBytes, outputBytes }
}

function earlierFigures(row: EarlierRow): Figures {
  return {
    status: statusOf(row.status),
    written: row.written ?? 0,
    sourceBytes: row.source_bytes ?? 0,
    outputBytes: row.output_bytes ?? 0,
  }
}

function count(counts: BatchCounts, { status, written, sourceBytes, outputBytes }: Figures, sign: 1 | -1): void {
  if (status !== 'waiting') counts[status] += sign
  counts.written += sign * written
  counts.sourceBytes += sign * sourceBytes
  counts.outputBytes += sign * outputBytes
}

function folderOf(path: string | undefined): string | null {
  return path === undefined ? null : dirname(path)
}
