import type { HistoryBatch } from '../../shared/ipc-contract.ts'
import type { AppState } from '../state/app-state.svelte.ts'
import { leftOf } from '../state/history-actions.ts'
import { shortPath } from '../table/row-view.ts'

/** What the banner says of a batch that was interrupted: a heading, and the facts one by one. */
export interface InterruptedWords {
  readonly title: string
  readonly parts: readonly string[]
}

export function interruptedWords(app: AppState, batch: HistoryBatch, nowMs: number): InterruptedWords {
  const t = app.t.history.banner
  const begun = t.begun(app.words.moment(batch.startedMs, nowMs))
  if (batch.state === 'undo-interrupted') {
    const left = Math.max(0, batch.written - batch.undone - batch.refused)
    return { title: t.undo, parts: [t.undoLeft(left), begun] }
  }
  return { title: t[batch.origin], parts: [t.left(leftOf(batch), batch.total), begun, ...whereTo(app, batch)] }
}

function whereTo(app: AppState, { isReplace, folder }: HistoryBatch): readonly string[] {
  const t = app.t.history.banner
  if (isReplace) return [t.inPlace]
  return folder === null ? [] : [t.to(shortPath(folder, app.start.homeFolder))]
}

/** The list that was lost, as `AppState.dismissed` names it; batches go by their ids. */
export const lostList = 'list'

/** What the banner has to say now; null where there is nothing, or the person does not want to hear it again. */
export function interruptedBatch(app: AppState): HistoryBatch | null {
  if (app.isRunning) return null
  const isUndoing = app.undo.phase === 'running' || app.undo.phase === 'stopping'
  return app.interrupted.batches.find(({ id }) => !app.dismissed.has(id) && !(isUndoing && id === app.undo.id)) ?? null
}

/** Pictures of a list that was lost, and not yet spoken of enough. */
export function lostRows(app: AppState): number {
  return app.isRunning || app.dismissed.has(lostList) ? 0 : app.interrupted.lostRows
}
