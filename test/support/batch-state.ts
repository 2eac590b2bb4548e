import type { BatchState } from '../../src/shared/ipc-contract.ts'

/** A batch of ten pictures that has not begun, but for what a test says. */
export function batchState(changes: Partial<BatchState> = {}): BatchState {
  return {
    phase: 'idle',
    total: 10,
    done: 0,
    skipped: 0,
    failed: 0,
    running: 0,
    fraction: 0,
    elapsedMs: 0,
    filesPerSecond: 0,
    bytesPerSecond: 0,
    timeLeft: null,
    sourceBytes: 0,
    outputBytes: 0,
    losses: [],
    cancelled: false,
    stopped: null,
    ...changes,
  }
}
