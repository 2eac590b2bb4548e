import type { DatabaseSync } from 'node:sqlite'
import type { BatchStart } from '../store.ts'
import { encodeValue } from './value-text.ts'

/** Inputs that lists show: of a hundred thousand that were piped in, nobody reads more. */
export const inputsShown = 100

/** Writes a batch that begins and belongs to this session; throws where there is one of this name. */
export function prepareBegin(database: DatabaseSync, session: string): (batch: BatchStart) => void {
  const begin = database.prepare(`
    INSERT INTO batches (id, session, state, started_ms, origin, recipe, is_replace, inputs, options)
    VALUES (?, ?, 'running', ?, ?, ?, ?, ?, ?)`)
  const keepInputs = database.prepare('INSERT INTO batch_inputs (batch, inputs) VALUES (?, ?)')
  return ({ id, startedMs, origin, recipe, isReplace, inputs, options }) => {
    const shown = encodeValue(inputs.slice(0, inputsShown))
    const what = [origin, encodeValue(recipe), isReplace ? 1 : 0, shown, encodeValue(options)] as const
    const { lastInsertRowid } = begin.run(id, session, startedMs, ...what)
    if (inputs.length > inputsShown) keepInputs.run(lastInsertRowid, encodeValue(inputs))
  }
}
