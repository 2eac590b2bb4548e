import type { DatabaseSync, DatabaseSyncOptions } from 'node:sqlite'

/** The constructor of node:sqlite's databases; not every Node that runs the command line has it. */
export type Sqlite = new (path: string, options?: DatabaseSyncOptions) => DatabaseSync

/** Rejects where this Node has no SQLite. */
export async function loadSqlite(): Promise<Sqlite> {
  const { DatabaseSync } = await import('node:sqlite')
  return DatabaseSync
}
