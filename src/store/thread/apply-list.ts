import type { DatabaseSync } from 'node:sqlite'
import type { JournalEntry } from '../store.ts'

export type ListEntry = Extract<JournalEntry, { readonly kind: 'listed' | 'unlisted' }>

/** Writes entries about the window's list, which belongs to the session that it was made in. */
export function prepareList(database: DatabaseSync, session: string): (entry: ListEntry) => void {
  const add = database.prepare(`
    INSERT INTO list (session, path, tree_folder, origin, kept_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (session, path) DO UPDATE SET
      tree_folder = excluded.tree_folder, origin = excluded.origin, kept_at = excluded.kept_at`)
  const remove = database.prepare('DELETE FROM list WHERE session = ? AND path = ?')
  const clear = database.prepare('DELETE FROM list WHERE session = ?')
  return (entry) => {
    if (entry.kind === 'listed') {
      for (const { path, treeFolder, origin, keptAt } of entry.sources) {
        add.run(session, path, treeFolder, origin, keptAt ?? null)
      }
    } else if (entry.paths === 'all') clear.run(session)
    else for (const path of entry.paths) remove.run(session, path)
  }
}
