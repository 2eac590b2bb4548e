import { assertNever } from '../../shared/assert-never.ts'
import type { HistoryBatch } from '../../shared/ipc-contract.ts'
import type { AppState } from '../state/app-state.svelte.ts'
import { leftOf } from '../state/history-actions.ts'
import { failureReason } from '../table/row-words.ts'

/** How the state of a batch looks. */
export type BatchLook = 'good' | 'bad' | 'warn' | 'moving' | 'undone'

/** Where a batch is, in words. */
export interface BatchView {
  readonly look: BatchLook
  readonly words: string
  /** Another process works on it. */
  readonly isElsewhere: boolean
}

/** What is said of a batch: by its state, and by whether this window has to do with it. */
export function batchView(app: AppState, batch: HistoryBatch): BatchView {
  const t = app.t.history
  const left = leftOf(batch)
  const here = (look: BatchLook, words: string): BatchView => ({ look, words, isElsewhere: false })
  const withLeft = (words: string): string => (left > 0 ? t.left(words, left) : words)
  const withRefused = (words: string): string => (batch.refused > 0 ? t.leftAlone(words, batch.refused) : words)
  switch (batch.state) {
    case 'running':
    case 'undoing': {
      const isOurs = batch.state === 'running' ? app.isRunning && app.batch.id === batch.id : app.undo.id === batch.id
      const words = t.states[batch.state]
      return { look: 'moving', words: isOurs ? words : t.elsewhere(words), isElsewhere: !isOurs }
    }
    case 'finished':
      return batch.failed > 0 ? here('bad', t.failed(batch.failed)) : here('good', t.finished)
    case 'stopped':
      return here('bad', withLeft(batch.stopped === null ? t.states.interrupted : stoppedWords(app, batch.stopped)))
    case 'interrupted':
    case 'cancelled':
      return here('warn', withLeft(t.states[batch.state]))
    case 'dismissed':
      return here('warn', t.states.dismissed)
    case 'undo-interrupted':
      return here('warn', withRefused(t.states['undo-interrupted']))
    case 'undone':
      return batch.refused > 0
        ? here('warn', withRefused(t.states['undo-interrupted']))
        : here('undone', t.states.undone)
    default:
      return assertNever(batch.state)
  }
}

function stoppedWords(app: AppState, failure: NonNullable<HistoryBatch['stopped']>): string {
  return app.t.history.stopped(failureReason(app.t, failure).title)
}
