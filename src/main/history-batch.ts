import { givenElsewhere } from '../batch/given-elsewhere.ts'
import type { HistoryBatch } from '../shared/ipc-contract.ts'
import type { BatchRecord } from '../store/store.ts'

/** So many of the inputs of a batch say what it was; somebody may have dropped a hundred thousand files. */
const toldInputs = 20

/** A batch as the window shows it. */
export function historyBatch(record: BatchRecord): HistoryBatch {
  const { id, state, startedMs, endedMs, origin, isReplace, folder } = record
  const { inputs, recipe } = givenElsewhere({ ...record, inputs: record.inputs.slice(0, toldInputs) })
  const { total, done, skipped, failed, sourceBytes, outputBytes, elapsedMs, stopped } = record
  const { written, undone, refused } = record
  return {
    ...{ id, state, startedMs, endedMs, origin, recipe, isReplace, folder },
    inputs: [...inputs],
    ...{ total, done, skipped, failed, sourceBytes, outputBytes, elapsedMs, stopped },
    ...{ written, undone, refused },
  }
}
