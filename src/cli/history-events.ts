import { canResume, canUndo } from '../shared/history.ts'
import type { BatchRecord } from '../store/store.ts'

/** A batch as a JSON line tells it; `docs/cli.md` documents its keys. */
export function batchEvent(batch: BatchRecord): object {
  const { id, state, startedMs, endedMs, origin, isReplace, inputs, folder, recipe } = batch
  const { total, done, skipped, failed, sourceBytes, outputBytes, elapsedMs, stopped } = batch
  const { written, undone, refused } = batch
  return {
    ...{ event: 'batch', id, state },
    started: new Date(startedMs).toISOString(),
    ended: endedMs === null ? null : new Date(endedMs).toISOString(),
    ...{ origin, replace: isReplace, inputs, folder, total, done, skipped, failed, sourceBytes, outputBytes },
    seconds: Math.round(elapsedMs) / 1000,
    ...{ written, undone, leftAlone: refused },
    canResume: canResume(state),
    canUndo: canUndo(state) && written > undone,
    recipe,
    ...(stopped === null ? {} : { stopped }),
  }
}
