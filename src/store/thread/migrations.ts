import type { DatabaseSync } from 'node:sqlite'

/** Marks a SQLite file as a journal of Batchfit: "BFJ1". */
export const applicationId = 0x42464a31

/**
 * Jobs of all batches are numbered in one row of numbers: the batch's number times 2^28 plus the job's place. So the
 * jobs of a batch lie side by side, in order, in every table, without an index.
 */
const first = `
  CREATE TABLE batches (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    session TEXT NOT NULL,
    state TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    origin TEXT NOT NULL,
    recipe TEXT NOT NULL,
    is_replace INTEGER NOT NULL,
    inputs TEXT NOT NULL,
    options TEXT NOT NULL,
    stopped TEXT,
    folder TEXT,
    is_scanned INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    source_bytes INTEGER NOT NULL DEFAULT 0,
    output_bytes INTEGER NOT NULL DEFAULT 0,
    elapsed_ms REAL NOT NULL DEFAULT 0,
    written INTEGER NOT NULL DEFAULT 0,
    undone INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX open_batches ON batches (state) WHERE state IN ('running', 'undoing', 'forgotten');
  CREATE TABLE batch_inputs (
    batch INTEGER PRIMARY KEY,
    inputs TEXT NOT NULL
  );
  CREATE TABLE jobs (
    job INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    tree_folder TEXT NOT NULL,
    origin TEXT NOT NULL,
    kept_at TEXT,
    failure TEXT
  );
  CREATE TABLE plans (
    job INTEGER PRIMARY KEY,
    plan TEXT NOT NULL
  );
  CREATE TABLE results (
    job INTEGER PRIMARY KEY,
    status INTEGER NOT NULL,
    written INTEGER NOT NULL,
    source_bytes INTEGER NOT NULL,
    output_bytes INTEGER NOT NULL,
    result TEXT NOT NULL
  );
  CREATE TABLE undone (
    job INTEGER NOT NULL,
    output INTEGER NOT NULL,
    refusal TEXT,
    PRIMARY KEY (job, output)
  ) WITHOUT ROWID;
  CREATE TABLE created_folders (
    batch INTEGER NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (batch, path)
  ) WITHOUT ROWID;
  CREATE TABLE list (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    session TEXT NOT NULL,
    path TEXT NOT NULL,
    tree_folder TEXT NOT NULL,
    origin TEXT NOT NULL,
    kept_at TEXT,
    UNIQUE (session, path)
  );
`

/** What makes version 1 of an empty file, version 2 of version 1, and so on; one that was released is never changed. */
const migrations: readonly string[] = [first]

/** Of a journal as this program writes it. */
export const latestVersion = migrations.length

/** Brings a journal of version `version`, 0 for an empty file, up to date: in whole or not at all. */
export function migrate(database: DatabaseSync, version: number): void {
  if (version === latestVersion) return
  database.exec('BEGIN EXCLUSIVE')
  for (const migration of migrations.slice(version)) database.exec(migration)
  database.exec(`PRAGMA user_version = ${String(latestVersion)}`)
  database.exec('COMMIT')
}
