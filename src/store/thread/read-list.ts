import type { DatabaseSync } from 'node:sqlite'
import type { StoreQuestions } from '../thread-messages.ts'
import { sourceOf, type SourceRow } from './read-jobs.ts'
import type { Sessions } from './sessions.ts'

/** Answers for lists whose process ended without closing. */
export function prepareListReads(
  database: DatabaseSync,
  sessions: Sessions,
): Pick<StoreQuestions, 'lostList' | 'dropLostList'> {
  const owners = database.prepare('SELECT DISTINCT session FROM list')
  const list = database.prepare(`
    SELECT number, path, tree_folder, origin, kept_at FROM list
    WHERE session IN (SELECT value FROM json_each(?)) AND number > ? ORDER BY number LIMIT ?`)
  const drop = database.prepare('DELETE FROM list WHERE session IN (SELECT value FROM json_each(?))')
  const deadOwners = (): string => {
    const rows = owners.all() as unknown as readonly { readonly session: string }[]
    return JSON.stringify(rows.map(({ session }) => session).filter((session) => !sessions.isAlive(session)))
  }
  return {
    lostList: (after, limit) => {
      const rows = list.all(deadOwners(), after, limit) as unknown as readonly (SourceRow & {
        readonly number: number
      })[]
      return { sources: rows.map(sourceOf), last: rows.at(-1)?.number ?? after }
    },
    dropLostList: () => {
      drop.run(deadOwners())
    },
  }
}
