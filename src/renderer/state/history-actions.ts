import { canResume, canUndo } from '../../shared/history.ts'
import type { HistoryBatch } from '../../shared/ipc-contract.ts'
import type { AppState } from './app-state.svelte.ts'

/** So many of the newest batches are looked through for one that has just ended. */
const newestBatches = 50

/** Sources of a batch that have not ended. */
export function leftOf({ total, done, skipped, failed }: HistoryBatch): number {
  return Math.max(0, total - done - skipped - failed)
}

/** Files of a batch that are there and may be taken back. */
export function undoableOf({ written, undone }: HistoryBatch): number {
  return Math.max(0, written - undone)
}

/** Whether a batch is being undone by this window. */
export function isUndoing(app: AppState): boolean {
  return app.undo.phase === 'running' || app.undo.phase === 'stopping'
}

/** Whether what is left of this batch can be done at all; `historyObstacle` says why not now. */
export function isResumable(batch: HistoryBatch): boolean {
  return canResume(batch.state) && leftOf(batch) > 0
}

/** Whether there is something of this batch that can be taken back. */
export function isUndoable(batch: HistoryBatch): boolean {
  return canUndo(batch.state) && undoableOf(batch) > 0
}

/** Why nothing can be done with batches of the history now, in words; null where it can. */
export function historyObstacle(app: AppState): string | null {
  if (app.isRunning) return app.t.history.whyNot.running
  return isUndoing(app) ? app.t.history.whyNot.undoing : null
}

/** Shows this batch in the history. */
export function showInHistory(app: AppState, id: string | null): void {
  app.historyId = id
  app.place = 'history'
}

/** Does what is left of a batch: it comes into the list with its recipe, and runs. */
export async function continueBatch(app: AppState, { id, recipe }: Pick<HistoryBatch, 'id' | 'recipe'>): Promise<void> {
  // A change that is on its way must not come after the batch's own recipe.
  await app.settleRecipe()
  if ((await app.ask('continueBatch', { id })) === null) return
  app.changeRecipe(recipe)
  await app.settleRecipe()
  showBatch(app)
}

/** Takes the sources of a batch in again, under its recipe. */
export async function repeatBatch(app: AppState, id: string): Promise<void> {
  const answer = await app.ask('repeatBatch', { id })
  if (answer === null) return
  app.changeRecipe(answer.recipe)
  await app.settleRecipe()
  showBatch(app)
  app.toast(app.t.history.repeated(answer.total))
}

function showBatch(app: AppState): void {
  app.place = 'batch'
  app.narrowView = 'pictures'
}

/** Asks before the batch that has just ended is undone. */
export async function askUndo(app: AppState, id: string): Promise<void> {
  const answer = await app.ask('listHistory', { offset: 0, limit: newestBatches })
  if (answer === null) return
  const batch = answer.items.find((each) => each.id === id)
  if (batch === undefined) app.toast(app.t.reasons.requests['no-such-batch'].sentence, 'bad')
  else if (isUndoable(batch)) app.dialog = { kind: 'undo', batch }
  else app.toast(app.t.history.whyNot.nothing)
}

/** Begins to take back what a batch has written, and shows how that goes on. */
export async function undoBatch(app: AppState, id: string): Promise<void> {
  if ((await app.ask('undoBatch', { id })) !== null) showInHistory(app, id)
}

export async function forgetBatch(app: AppState, id: string): Promise<void> {
  if ((await app.ask('forgetBatch', { id })) !== null) app.toast(app.t.history.forgotten)
}

/** Asks where to and writes the report of a batch of the past. */
export async function exportHistoryReport(app: AppState, id: string, kind: 'csv' | 'json'): Promise<void> {
  const answer = await app.ask('exportHistoryReport', { id, kind })
  if (answer?.path != null) app.toast(app.t.window.summary.reportSaved(answer.path))
}

/** Takes the list in again that an earlier process had when it ended. */
export async function restoreList(app: AppState): Promise<void> {
  const answer = await app.ask('restoreList', {})
  if (answer === null) return
  showBatch(app)
  app.toast(app.t.history.restored(answer.total))
}
