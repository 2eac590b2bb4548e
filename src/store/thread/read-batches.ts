import type { DatabaseSync } from 'node:sqlite'
import type { Failure } from '../../shared/failure.ts'
import type { Recipe } from '../../shared/recipe.ts'
import { deepestFirst, type KeptState, seenState } from '../batch-rules.ts'
import type { BatchOptionsRecord, BatchRecord } from '../store.ts'
import type { StoreQuestions } from '../thread-messages.ts'
import type { Sessions } from './sessions.ts'
import { decodeValue } from './value-text.ts'

interface BatchRow {
  readonly number: number
  readonly id: string
  readonly session: string
  readonly state: KeptState
  readonly started_ms: number
  readonly ended_ms: number | null
  readonly origin: 'window' | 'cli'
  readonly recipe: string
  readonly is_replace: number
  readonly inputs: string
  readonly options: string
  readonly stopped: string | null
  readonly folder: string | null
  readonly is_scanned: number
  readonly total: number
  readonly done: number
  readonly skipped: number
  readonly failed: number
  readonly source_bytes: number
  readonly output_bytes: number
  readonly elapsed_ms: number
  readonly written: number
  readonly undone: number
  readonly refused: number
}

/** Answers what batches there are and where each is. */
export function prepareBatchReads(
  database: DatabaseSync,
  sessions: Sessions,
): Pick<StoreQuestions, 'batches' | 'interrupted' | 'batch' | 'createdFolders' | 'expired'> {
  const count = database.prepare(`SELECT count(*) AS total FROM batches WHERE state <> 'forgotten'`)
  const list = database.prepare(`
    SELECT * FROM batches WHERE state <> 'forgotten' ORDER BY number DESC LIMIT ? OFFSET ?`)
  const open = database.prepare(`
    SELECT * FROM batches WHERE state IN ('running', 'undoing') ORDER BY number DESC`)
  const one = database.prepare(`SELECT * FROM batches WHERE id = ? AND state <> 'forgotten'`)
  const allInputs = database.prepare('SELECT inputs FROM batch_inputs WHERE batch = ?')
  const folders = database.prepare(`
    SELECT path FROM created_folders WHERE batch = (SELECT number FROM batches WHERE id = ? AND state <> 'forgotten')`)
  const old = database.prepare(`
    SELECT id, session, state FROM batches
    WHERE state <> 'forgotten' AND coalesce(ended_ms, started_ms) < ? ORDER BY number DESC`)
  const record = (row: BatchRow): BatchRecord => recordOf(row, sessions)
  return {
    batches: (offset, limit) => {
      const { total } = count.get() as { readonly total: number }
      return { total, items: (list.all(limit, offset) as unknown as readonly BatchRow[]).map(record) }
    },
    interrupted: () => {
      const rows = open.all() as unknown as readonly BatchRow[]
      return rows.filter(({ session }) => !sessions.isAlive(session)).map(record)
    },
    batch: (id) => {
      const row = one.get(id) as BatchRow | undefined
      if (row === undefined) return null
      const all = allInputs.get(row.number) as { readonly inputs: string } | undefined
      return record(all === undefined ? row : { ...row, inputs: all.inputs })
    },
    createdFolders: (id) => {
      return deepestFirst((folders.all(id) as unknown as readonly { readonly path: string }[]).map(({ path }) => path))
    },
    expired: (beforeMs) => {
      const rows = old.all(beforeMs) as unknown as readonly Pick<BatchRow, 'id' | 'session' | 'state'>[]
      return rows.filter((row) => !isWorkedOn(row, sessions)).map(({ id }) => id)
    },
  }
}

/** Whether a living process runs this batch or undoes it. */
export function isWorkedOn(row: { readonly state: KeptState; readonly session: string }, sessions: Sessions): boolean {
  return (row.state === 'running' || row.state === 'undoing') && sessions.isAlive(row.session)
}

function recordOf(row: BatchRow, sessions: Sessions): BatchRecord {
  // Only an open batch depends on its process: of the others nobody's lock is looked at.
  const isOpen = row.state === 'running' || row.state === 'undoing'
  return {
    id: row.id,
    startedMs: row.started_ms,
    origin: row.origin,
    recipe: decodeValue<Recipe>(row.recipe),
    isReplace: row.is_replace === 1,
    inputs: decodeValue<readonly string[]>(row.inputs),
    options: decodeValue<BatchOptionsRecord>(row.options),
    state: seenState(row.state, isOpen && sessions.isAlive(row.session)),
    endedMs: row.ended_ms,
    stopped: row.stopped === null ? null : decodeValue<Failure>(row.stopped),
    folder: row.folder,
    isScanned: row.is_scanned === 1,
    total: row.total,
    done: row.done,
    skipped: row.skipped,
    failed: row.failed,
    sourceBytes: row.source_bytes,
    outputBytes: row.output_bytes,
    elapsedMs: row.elapsed_ms,
    written: row.written,
    undone: row.undone,
    refused: row.refused,
  }
}
