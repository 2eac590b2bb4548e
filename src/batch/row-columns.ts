import { outputFormats, sourceFormats } from '../shared/image-facts.ts'
import type { EventOf } from '../shared/ipc-contract.ts'
import { emptyColumns, planActions, rowStates } from '../shared/rows.ts'
import type { Row } from './row.ts'

type EventColumns = EventOf<'rowsChanged'>['columns']

/** These rows as the window gets them: a column for each thing that it shows. */
export function rowColumns(rows: readonly Row[]): EventColumns {
  // Made just now, so over buffers of their own.
  const columns = emptyColumns(rows.length) as EventColumns
  for (const [place, row] of rows.entries()) fill(columns, place, row)
  return columns
}

function fill(columns: EventColumns, place: number, row: Row): void {
  const { facts } = row
  const target = row.outputs[0]
  columns.rows[place] = row.id
  columns.states[place] = rowStates.indexOf(row.state)
  columns.actions[place] = planActions.indexOf(row.action)
  columns.marks[place] = row.marks
  columns.estimatedBytes[place] = row.estimatedBytes
  columns.outputBytes[place] = row.outputBytes
  columns.expectedMs[place] = row.expectedMs
  if (facts !== null) {
    columns.formats[place] = sourceFormats.indexOf(facts.format) + 1
    columns.widths[place] = facts.width
    columns.heights[place] = facts.height
    columns.sourceBytes[place] = facts.identity.bytes
  }
  if (target !== undefined) {
    columns.targetFormats[place] = outputFormats.indexOf(target.format) + 1
    columns.targetWidths[place] = target.width
    columns.targetHeights[place] = target.height
  }
}
