import { dirname, join } from 'node:path'
import { historyFiles } from '../batch/history-files.ts'
import { writeHistoryReport } from '../batch/history-report.ts'
import type { Answer, HistoryFile, OutputOf, RequestHandlers } from '../shared/ipc-contract.ts'
import type { BatchRecord, Store } from '../store/store.ts'
import { answered, nothing, refused } from './answers.ts'
import type { AppDialogs } from './app-dialogs.ts'
import { historyBatch } from './history-batch.ts'
import type { HistoryNews } from './history-news.ts'
import { localDate } from './local-date.ts'
import type { UndoDesk } from './undo-desk.ts'

type HistoryRequest =
  'listHistory' | 'listHistoryFiles' | 'undoBatch' | 'stopUndo' | 'forgetBatch' | 'exportHistoryReport'

export interface HistoryRequestsOptions {
  readonly store: Store
  readonly undo: UndoDesk
  readonly dialogs: Pick<AppDialogs, 'chooseReportTarget'>
  readonly news: Pick<HistoryNews, 'changed'>
  /** Where a report is suggested when the batch wrote to no folder. */
  readonly documentsFolder: string
  /** Told of every path that the window is shown and may ask to be opened. */
  onListed(path: string): void
  /** Told of every file that was written at the person's wish. */
  onWritten(path: string): void
}

/** Requests about batches that were. */
export function historyRequests(options: HistoryRequestsOptions): Pick<RequestHandlers, HistoryRequest> {
  const { store, undo, news, onListed } = options
  return {
    listHistory: async ({ offset, limit }) => {
      const { total, items } = await store.batches(offset, limit)
      for (const { folder } of items) if (folder !== null) onListed(folder)
      return answered({ total, items: items.map(historyBatch) })
    },
    listHistoryFiles: async (request) => {
      if ((await store.batch(request.id)) === null) return noSuchBatch
      const { items, nextOffset } = await historyFiles(store, request)
      for (const file of items) tellPaths(file, onListed)
      return answered({ items: [...items], nextOffset })
    },
    undoBatch: ({ id }) => undo.start(id),
    stopUndo: () => undo.stop(),
    forgetBatch: async ({ id }) => {
      const record = await store.batch(id)
      if (record === null) return noSuchBatch
      if (record.state === 'running' || record.state === 'undoing') {
        return refused('not-now', 'A batch that is being worked on cannot be forgotten.')
      }
      await store.forget(id)
      news.changed()
      return nothing
    },
    exportHistoryReport: ({ id, kind }) => exportReport(options, id, kind),
  }
}

function tellPaths({ source, outputs }: HistoryFile, onListed: (path: string) => void): void {
  onListed(source)
  for (const { path } of outputs) {
    onListed(path)
    onListed(dirname(path))
  }
}

async function exportReport(
  { store, dialogs, documentsFolder, onWritten }: HistoryRequestsOptions,
  id: string,
  kind: 'csv' | 'json',
): Promise<Answer<OutputOf<'exportHistoryReport'>>> {
  const record = await store.batch(id)
  if (record === null) return noSuchBatch
  const path = await dialogs.chooseReportTarget(kind, join(record.folder ?? documentsFolder, reportName(record, kind)))
  if (path === null) return answered({ path: null })
  try {
    await writeHistoryReport(store, id, path, kind)
  } catch (error) {
    return refused('system', `The report could not be written: ${(error as Error).message}`)
  }
  onWritten(path)
  return answered({ path })
}

function reportName({ startedMs }: BatchRecord, kind: 'csv' | 'json'): string {
  return `batchfit-report-${localDate(new Date(startedMs))}.${kind}`
}

const noSuchBatch = refused('no-such-batch', 'There is no such batch in the history (any more).')
