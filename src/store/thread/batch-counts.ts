import type { DatabaseSync } from 'node:sqlite'

/** What a group of entries adds to the counts of one batch. */
export interface BatchCounts {
  done: number
  skipped: number
  failed: number
  sourceBytes: number
  outputBytes: number
  written: number
  undone: number
  refused: number
  /** The batch has at least so many jobs. */
  total: number
  /** Of the first planned output; null where none was planned. */
  folder: string | null
}

export function noCounts(): BatchCounts {
  return {
    done: 0,
    skipped: 0,
    failed: 0,
    sourceBytes: 0,
    outputBytes: 0,
    written: 0,
    undone: 0,
    refused: 0,
    total: 0,
    folder: null,
  }
}

/** Writes counts into the batches that they belong to, once per group and not once per job. */
export function prepareCounts(database: DatabaseSync): (batch: number, counts: BatchCounts) => void {
  const update = database.prepare(`
    UPDATE batches SET
      done = done + ?, skipped = skipped + ?, failed = failed + ?,
      source_bytes = source_bytes + ?, output_bytes = output_bytes + ?,
      written = written + ?, undone = undone + ?, refused = refused + ?,
      total = max(total, ?), folder = coalesce(folder, ?)
    WHERE number = ?`)
  return (batch, counts) => {
    const { done, skipped, failed, sourceBytes, outputBytes, written, undone, refused, total, folder } = counts
    update.run(done, skipped, failed, sourceBytes, outputBytes, written, undone, refused, total, folder, batch)
  }
}
