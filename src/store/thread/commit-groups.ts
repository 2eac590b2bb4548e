import type { DatabaseSync } from 'node:sqlite'
import type { JournalEntry } from '../store.ts'
import type { ThreadReply, ThreadRequest } from '../thread-messages.ts'
import { describeError, isStorageFailure } from './sqlite-error.ts'
import { inTransaction } from './transaction.ts'

type AppendRequest = Extract<ThreadRequest, { readonly kind: 'append' }>

/**
 * Commits groups that have come together in one transaction: one wait for the disk for all of them. After one that
 * failed nothing is taken until that one has come again, so that no entry is written before its predecessors.
 */
export function prepareCommits(
  database: DatabaseSync,
  apply: (entries: readonly JournalEntry[]) => void,
  onFailure: (error: unknown) => void,
): (requests: readonly AppendRequest[]) => readonly ThreadReply[] {
  let expected = 0
  return (requests) => {
    const inOrder = requests.filter(({ group }, index) => group === expected + index)
    const entries = inOrder.flatMap((request) => request.entries)
    try {
      const dropped = commit(entries)
      expected += inOrder.length
      return requests.map((request) => {
        return inOrder.includes(request) ? { id: request.id, ok: true, value: dropped } : outOfOrder(request)
      })
    } catch (error) {
      onFailure(error)
      return requests.map(({ id }) => ({ id, ok: false, message: describeError(error) }))
    }
  }

  /** What had to be left out, in words; null where nothing had. */
  function commit(entries: readonly JournalEntry[]): string | null {
    if (entries.length === 0) return null
    try {
      inTransaction(database, () => {
        apply(entries)
      })
      return null
    } catch (error) {
      if (isStorageFailure(error)) throw error
      // One that cannot be written at all must not keep the others from it.
      return inTransaction(database, () => applyOneByOne(entries))
    }
  }

  function applyOneByOne(entries: readonly JournalEntry[]): string | null {
    let complaint: string | null = null
    for (const entry of entries) {
      database.exec('SAVEPOINT entry')
      try {
        apply([entry])
      } catch (error) {
        if (isStorageFailure(error)) throw error
        complaint = `An entry "${entry.kind}" was left out: ${describeError(error)}`
        database.exec('ROLLBACK TO entry')
      }
      database.exec('RELEASE entry')
    }
    return complaint
  }
}

function outOfOrder({ id }: AppendRequest): ThreadReply {
  return { id, ok: false, message: 'An earlier entry was not written.' }
}
