import type { Outcome } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import type { PlannedJob, PlannedOutput } from '../shared/plan.ts'
import { rowMarks } from '../shared/rows.ts'
import type { JobResult } from '../shared/job-result.ts'
import type { Row, RowChange, RowNote, RowOutput } from './row.ts'

/** Marks that the header decides, the plan, and the work: each leaves those of the others alone. */
const factMarks = rowMarks.hasAlpha | rowMarks.isAnimated
const planMarks = rowMarks.isRenamed | rowMarks.isClash | rowMarks.isNoOp

/** What a row becomes once its header has been read. */
export function headerChange(header: Outcome<ImageFacts>): RowChange {
  if (!header.ok) return { isInspected: true, facts: null, failure: header.failure, marks: 0 }
  const { hasAlpha, isAnimated } = header.value
  const marks = (hasAlpha ? rowMarks.hasAlpha : 0) | (isAnimated ? rowMarks.isAnimated : 0)
  return { isInspected: true, facts: header.value, failure: null, marks }
}

/** What a row becomes once its place has been decided; `planPass` is the pass that did it. */
export function planChange(row: Row, job: PlannedJob, planPass: number): RowChange {
  const written = job.outputs.filter((output) => output.action === 'write')
  return {
    planPass,
    action: job.action,
    marks: (row.marks & factMarks) | marksOf(job),
    outputs: job.outputs.map(rowOutput),
    keeper: job.action === 'write' ? (job.original?.keeper ?? null) : null,
    estimatedBytes: written.reduce((sum, output) => sum + output.estimatedBytes, 0),
    message: noteOf(job),
  }
}

/** What a row becomes when nothing is decided about it any more. */
export function undecidedChange(row: Row): RowChange {
  return {
    action: 'unknown',
    marks: row.marks & factMarks,
    outputs: [],
    keeper: null,
    estimatedBytes: 0,
    message: null,
  }
}

/** What a row becomes before it is done again. */
export function againChange(row: Row): RowChange {
  const marks = row.marks & (factMarks | planMarks)
  return { state: 'waiting', marks, outputBytes: 0, expectedMs: 0, message: null, result: null }
}

/** What a row becomes at its end. */
export function resultChange(row: Row, result: JobResult): RowChange {
  const { losses, warnings } = result
  const marks =
    (row.marks & (factMarks | planMarks)) |
    (losses.length > 0 ? rowMarks.hasLosses : 0) |
    (warnings.length > 0 ? rowMarks.hasWarnings : 0)
  return {
    state: result.status,
    marks,
    outputBytes: result.outputs.reduce((sum, output) => sum + ('bytes' in output ? output.bytes : 0), 0),
    expectedMs: 0,
    message: endNote(row, result),
    result,
  }
}

function endNote(row: Row, { failure, reason, reasonCode }: JobResult): RowNote | null {
  if (failure !== null) return { kind: 'failure', code: failure.code, text: failure.message }
  if (reason !== null) return { kind: 'note', code: reasonCode, text: reason }
  // What was said of its name still holds; what was said of its size was only a condition.
  const isStillTrue = row.message?.code === 'renamed' || row.message?.code === 'some-exist-already'
  return isStillTrue ? row.message : null
}

function rowOutput({ index, path, format, width, height, action, estimatedBytes }: PlannedOutput): RowOutput {
  return { index, path, format, width, height, action, bytes: estimatedBytes }
}

function noteOf(job: PlannedJob): RowNote | null {
  if (job.action === 'refuse') return { kind: 'failure', code: job.failure.code, text: job.failure.message }
  return job.reason === null ? null : { kind: 'note', code: job.reasonCode, text: job.reason }
}

function marksOf(job: PlannedJob): number {
  if (job.action === 'refuse') return /^output-(?:clash|exists|is-input)$/.test(job.failure.code) ? rowMarks.isClash : 0
  // That an original is at the place of its own output is what the person wants who replaces originals.
  const ownPlace = job.action === 'write' ? job.original?.path : undefined
  const isClash = job.outputs.some(
    ({ action, overwrite, path }) => action === 'skip' || (overwrite && path !== ownPlace),
  )
  const isRenamed = job.action === 'write' && job.reasonCode === 'renamed'
  return (isClash ? rowMarks.isClash : 0) | (isRenamed ? rowMarks.isRenamed : 0) | (isNoOp(job) ? rowMarks.isNoOp : 0)
}

function isNoOp({ action, facts, outputs }: PlannedJob): boolean {
  if (action !== 'write') return false
  return outputs.every(
    (output) =>
      output.action === 'skip' || (output.rendering.geometry.kind === 'keep' && output.format === facts.format),
  )
}
