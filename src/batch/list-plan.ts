import { assertNever } from '../shared/assert-never.ts'
import type { OutputOf, PlanFilter } from '../shared/ipc-contract.ts'
import { rowMarks } from '../shared/rows.ts'
import type { Row } from './row.ts'
import { isPlanned, type RowCounts } from './row-ledger.ts'
import type { RowStore } from './row-store.ts'
import { TimeSlices } from './time-slices.ts'

/**
 * A page of the plan, in the order of the rows. How many there are is known without looking; the way to a page far down
 * is gone in slices.
 */
export async function listPlan(
  rows: RowStore,
  filter: PlanFilter,
  offset: number,
  limit: number,
): Promise<OutputOf<'listPlan'>> {
  const slices = new TimeSlices()
  const { planPass, counts } = rows.ledger
  const total = countOf(counts, filter)
  const page: Row[] = []
  let passed = 0
  for (let id = rows.first; id < rows.end && page.length < limit && passed < total; id += 1) {
    const row = rows.get(id)
    if (row !== undefined && isPlanned(row, planPass) && isIn(row, filter)) {
      passed += 1
      if (passed > offset) page.push(row)
    }
    if (slices.isOver()) await slices.nextTurn()
  }
  return { total, items: page.map((row) => planItem(row, rows.path(row))) }
}

function planItem(row: Row, source: string): OutputOf<'listPlan'>['items'][number] {
  const { id, action, marks, message } = row
  const outputs = row.outputs.map(({ path, width, height, bytes }) => ({ path, width, height, bytes }))
  return { row: id, source, action, marks, outputs, message }
}

function countOf(counts: Readonly<RowCounts>, filter: PlanFilter): number {
  switch (filter) {
    case 'all':
      return counts.planned
    case 'write':
    case 'skip':
    case 'refuse':
    case 'renamed':
    case 'clashes':
      return counts[filter]
    case 'no-ops':
      return counts.noOps
    default:
      return assertNever(filter)
  }
}

function isIn({ action, marks }: Row, filter: PlanFilter): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'write':
    case 'skip':
    case 'refuse':
      return action === filter
    case 'renamed':
      return (marks & rowMarks.isRenamed) !== 0
    case 'clashes':
      return (marks & rowMarks.isClash) !== 0
    case 'no-ops':
      return (marks & rowMarks.isNoOp) !== 0
    default:
      return assertNever(filter)
  }
}
