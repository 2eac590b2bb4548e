import type { DatabaseSync } from 'node:sqlite'
import type { JournalEntry } from '../store.ts'
import { prepareBatches } from './apply-batch.ts'
import { prepareJobs } from './apply-job.ts'
import { prepareList } from './apply-list.ts'
import { type BatchCounts, noCounts, prepareCounts } from './batch-counts.ts'
import type { Sessions } from './sessions.ts'

/** Writes entries in their order; to be called within a transaction. An entry of a batch that was forgotten is nothing. */
export function prepareEntries(database: DatabaseSync, sessions: Sessions): (entries: readonly JournalEntry[]) => void {
  const applyJob = prepareJobs(database)
  const applyBatch = prepareBatches(database, sessions)
  const applyList = prepareList(database, sessions.own)
  const writeCounts = prepareCounts(database)
  const find = database.prepare(`SELECT number FROM batches WHERE id = ? AND state <> 'forgotten'`)

  return (entries) => {
    const numbers = new Map<string, number | null>()
    const countsOf = new Map<number, BatchCounts>()
    for (const entry of entries) {
      if (entry.kind === 'listed' || entry.kind === 'unlisted') {
        applyList(entry)
        continue
      }
      const batch = numberOf(entry.batch)
      if (batch === null) continue
      const counts = countsOf.get(batch) ?? noCounts()
      countsOf.set(batch, counts)
      if (isAboutJob(entry)) applyJob(batch, entry, counts)
      else applyBatch(batch, entry, counts)
    }
    for (const [batch, counts] of countsOf) writeCounts(batch, counts)

    /** Looked up once per group: whether it was forgotten cannot change within a transaction. */
    function numberOf(id: string): number | null {
      const known = numbers.get(id)
      if (known !== undefined) return known
      const row = find.get(id) as { readonly number: number } | undefined
      numbers.set(id, row?.number ?? null)
      return row?.number ?? null
    }
  }
}

type Job = Parameters<ReturnType<typeof prepareJobs>>[1]
type OfBatch = Parameters<ReturnType<typeof prepareBatches>>[1]

function isAboutJob(entry: Job | OfBatch): entry is Job {
  return entry.kind === 'added' || entry.kind === 'planned' || entry.kind === 'replaced' || entry.kind === 'finished'
}
