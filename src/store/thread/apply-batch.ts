import type { DatabaseSync } from 'node:sqlite'
import type { JournalEntry } from '../store.ts'
import type { BatchCounts } from './batch-counts.ts'
import { jobNumber } from './job-number.ts'
import type { Sessions } from './sessions.ts'
import { encodeValue } from './value-text.ts'

export type BatchEntry = Extract<
  JournalEntry,
  { readonly kind: 'scanned' | 'folders' | 'ended' | 'dismissed' | 'undone' | 'undo-ended' }
>

/** Writes entries about a batch as a whole and about its undo. */
export function prepareBatches(
  database: DatabaseSync,
  sessions: Sessions,
): (batch: number, entry: BatchEntry, counts: BatchCounts) => void {
  const scanned = database.prepare('UPDATE batches SET is_scanned = 1, total = ? WHERE number = ?')
  const folder = database.prepare('INSERT OR IGNORE INTO created_folders (batch, path) VALUES (?, ?)')
  const end = database.prepare(`
    UPDATE batches SET state = ?, ended_ms = ?, elapsed_ms = elapsed_ms + ?, stopped = ? WHERE number = ?`)
  const owner = database.prepare('SELECT session, state FROM batches WHERE number = ?')
  const dismiss = database.prepare(`
    UPDATE batches SET state = 'dismissed', ended_ms = coalesce(ended_ms, ?) WHERE number = ?`)
  const earlier = database.prepare('SELECT refusal FROM undone WHERE job = ? AND output = ?')
  const undo = database.prepare('INSERT OR REPLACE INTO undone (job, output, refusal) VALUES (?, ?, ?)')
  const endUndo = database.prepare('UPDATE batches SET state = ? WHERE number = ?')
  return (batch, entry, counts) => {
    switch (entry.kind) {
      case 'scanned':
        scanned.run(entry.total, batch)
        break
      case 'folders':
        for (const path of entry.paths) folder.run(batch, path)
        break
      case 'ended': {
        const stopped = entry.stopped === null ? null : encodeValue(entry.stopped)
        end.run(entry.state, entry.endedMs, entry.elapsedMs, stopped, batch)
        break
      }
      case 'dismissed': {
        const { session, state } = owner.get(batch) as { readonly session: string; readonly state: string }
        // Another process may have taken it over since somebody decided.
        const isBusy =
          (state === 'running' || state === 'undoing') && session !== sessions.own && sessions.isAlive(session)
        if (!isBusy) dismiss.run(Date.now(), batch)
        break
      }
      case 'undone': {
        const job = jobNumber(batch, entry.at.place)
        const row = earlier.get(job, entry.at.output) as { readonly refusal: string | null } | undefined
        if (row !== undefined) counts[row.refusal === null ? 'undone' : 'refused'] -= 1
        counts[entry.refusal === null ? 'undone' : 'refused'] += 1
        undo.run(job, entry.at.output, entry.refusal === null ? null : encodeValue(entry.refusal))
        break
      }
      case 'undo-ended':
        endUndo.run(entry.isWhole ? 'undone' : 'undo-interrupted', batch)
    }
  }
}
