import type { DatabaseSync } from 'node:sqlite'
import type { StoreQuestions } from '../thread-messages.ts'
import { sourceOf, type SourceRow } from './read-jobs.ts'
import type { Sessions } from './sessions.ts'

/** Answers for lists whose process ended without closing. */
export function prepareListReads(
  database: DatabaseSync,
  sessions: Sessions,
): Pick<StoreQuestions, 'lostList' | 'dropLostList'> {
  // From owner to owner: to look for them in a list of a hundred thousand takes longer than to read a page of it.
  const nextOwner = database.prepare('SELECT min(session) AS session FROM list WHERE session > ?')
  // The plus keeps SQLite from going by session, for which it would have to sort the whole list for every page.
  const list = database.prepare(`
    SELECT number, path, tree_folder, origin, kept_at FROM list
    WHERE number > ? AND +session IN (SELECT value FROM json_each(?)) ORDER BY number LIMIT ?`)
  const drop = database.prepare('DELETE FROM list WHERE session IN (SELECT value FROM json_each(?))')
  const deadOwners = (): string => {
    const owners: string[] = []
    for (let last = ''; ;) {
      const { session } = nextOwner.get(last) as { readonly session: string | null }
      if (session === null) break
      owners.push(session)
      last = session
    }
    return JSON.stringify(owners.filter((session) => !sessions.isAlive(session)))
  }
  return {
    lostList: (after, limit) => {
      const rows = list.all(after, deadOwners(), limit) as unknown as readonly (SourceRow & {
        readonly number: number
      })[]
      return { sources: rows.map(sourceOf), last: rows.at(-1)?.number ?? after }
    },
    dropLostList: () => {
      drop.run(deadOwners())
    },
  }
}
