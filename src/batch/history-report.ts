import type { Store } from '../store/store.ts'
import { historyPageLength } from './history-pages.ts'
import { openReport, type ReportKind } from './report.ts'

/**
 * Writes how every file of a batch ended, as a run does with `--report`; at its name only when it is whole. Rejects with the
 * system's error where the report could not be written.
 */
export async function writeHistoryReport(store: Store, id: string, path: string, kind: ReportKind): Promise<void> {
  const report = await openReport(path, kind)
  try {
    for (let from = 0; ;) {
      const results = await store.results(id, from, historyPageLength)
      const last = results.at(-1)
      if (last === undefined) break
      for (const result of results) report.add(result)
      // A page is on its way to the disk before the next is read: memory holds no more than that.
      await report.flushed()
      from = last.index + 1
    }
  } catch (error) {
    await report.abandon()
    throw error
  }
  await report.close()
}
