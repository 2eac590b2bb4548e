import { canUndo } from '../shared/history.ts'
import type { BatchRecord, OutputPlace, Store } from '../store/store.ts'
import { historyPageLength } from './history-pages.ts'
import { mayBeUnfinished, unfinishedFiles } from './undo-unfinished.ts'

/** What an undo would do, by what the journal says. */
export interface UndoPreview {
  readonly toRemove: number
  readonly toRestore: number
  /** Files that were just being written when the batch was interrupted: a resume would find out about them. */
  readonly unfinished: number
}

/** Counts what an undo of this batch would do. Changes nothing. */
export async function previewUndo(store: Store, batch: BatchRecord): Promise<UndoPreview> {
  let [toRemove, toRestore, unfinished] = [0, 0, 0]
  for (let before: OutputPlace | null = null; ;) {
    const page = await store.written(batch.id, before, historyPageLength)
    const last = page.at(-1)
    if (last === undefined) break
    for (const { kept } of page) {
      if (kept === null) toRemove += 1
      else toRestore += 1
    }
    before = last
  }
  if (mayBeUnfinished(batch)) for await (const files of unfinishedFiles(store, batch)) unfinished += files.length
  return { toRemove, toRestore, unfinished }
}

/** The newest batch of which something can be taken back and no undo is through; null where there is none. */
export async function newestUndoable(store: Store): Promise<BatchRecord | null> {
  for (let offset = 0; ;) {
    const { items } = await store.batches(offset, historyPageLength)
    const found = items.find(({ state, written, undone }) => canUndo(state) && state !== 'undone' && written > undone)
    if (found !== undefined) return found
    if (items.length < historyPageLength) return null
    offset += items.length
  }
}
