import type { DatabaseSync } from 'node:sqlite'
import type { UndoRefusal } from '../../shared/history.ts'
import type { JobPlanRecord, OutputPlace, RefusedRecord, WrittenRecord } from '../store.ts'
import type { StoreQuestions } from '../thread-messages.ts'
import { writtenFiles } from '../written-files.ts'
import { placeOf } from './job-number.ts'
import { type JobRange, prepareJobRange } from './job-range.ts'
import { decodeResult } from './result-text.ts'
import { decodeValue } from './value-text.ts'

interface WrittenRow {
  readonly job: number
  readonly path: string
  readonly plan: string
  readonly result: string
}

interface RefusedRow {
  readonly job: number
  readonly output: number
  readonly refusal: string
  readonly plan: string
}

/** Answers what a batch has written and how its undo went. */
export function prepareWrittenReads(database: DatabaseSync): Pick<StoreQuestions, 'written' | 'refused'> {
  const rangeOf = prepareJobRange(database)
  // Jobs of which everything was taken back are passed over here, so that an undo that goes on finds its place at once.
  const written = database.prepare(`
    SELECT results.job, path, plan, result FROM results JOIN jobs USING (job) JOIN plans USING (job)
    WHERE results.job BETWEEN ? AND ?
      AND written > (SELECT count(*) FROM undone WHERE undone.job = results.job AND refusal IS NULL)
    ORDER BY results.job DESC LIMIT ?`)
  const takenBack = database.prepare('SELECT output FROM undone WHERE job = ? AND refusal IS NULL')
  const refused = database.prepare(`
    SELECT undone.job, output, refusal, plan FROM undone JOIN plans USING (job)
    WHERE undone.job BETWEEN ? AND ? AND refusal IS NOT NULL
    ORDER BY undone.job, output LIMIT ? OFFSET ?`)
  const outputsTakenBack = (job: number): ReadonlySet<number> => {
    const rows = takenBack.all(job) as unknown as readonly { readonly output: number }[]
    return new Set(rows.map(({ output }) => output))
  }
  return {
    written: (id, before, limit) => {
      const range = upTo(rangeOf(id), before)
      if (range === null) return []
      // Each job gives at least one file, but for the one at the border: it may have given all of its own before.
      const rows = written.all(range.first, range.last, limit + 1) as unknown as readonly WrittenRow[]
      const files = rows.flatMap((row) => {
        const gone = outputsTakenBack(row.job)
        return filesOf(row).filter((file) => !gone.has(file.output) && isBefore(file, before))
      })
      return files.slice(0, limit)
    },
    refused: (id, offset, limit) => {
      const range = rangeOf(id)
      if (range === null) return []
      return (refused.all(range.first, range.last, limit, offset) as unknown as readonly RefusedRow[]).map(refusedOf)
    },
  }
}

/** By descending output. */
function filesOf({ job, path, plan, result }: WrittenRow): readonly WrittenRecord[] {
  return writtenFiles(path, decodeValue<JobPlanRecord>(plan), decodeResult(result, placeOf(job), path)).toReversed()
}

function refusedOf({ job, output, refusal, plan: text }: RefusedRow): RefusedRecord {
  const plan = decodeValue<JobPlanRecord>(text)
  const planned = plan.action === 'write' ? plan.outputs.find(({ index }) => index === output) : undefined
  return { place: placeOf(job), output, path: planned?.path ?? '', refusal: decodeValue<UndoRefusal>(refusal) }
}

function upTo(range: JobRange | null, before: OutputPlace | null): JobRange | null {
  if (range === null || before === null) return range
  return { first: range.first, last: range.first + before.place }
}

function isBefore(file: OutputPlace, before: OutputPlace | null): boolean {
  if (before === null || file.place < before.place) return true
  return file.place === before.place && file.output < before.output
}
