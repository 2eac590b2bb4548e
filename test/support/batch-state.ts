import { idleBatch } from '../../src/batch/batch-progress.ts'
import type { BatchState } from '../../src/shared/ipc-contract.ts'

/** A batch of ten pictures that has not begun, but for what a test says. */
export function batchState(changes: Partial<BatchState> = {}): BatchState {
  return { ...idleBatch, total: 10, ...changes }
}
