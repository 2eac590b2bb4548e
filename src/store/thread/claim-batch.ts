import type { DatabaseSync } from 'node:sqlite'
import { claimAnswer, type KeptState, seenState } from '../batch-rules.ts'
import type { StoreQuestions } from '../thread-messages.ts'
import { isWorkedOn } from './read-batches.ts'
import type { Sessions } from './sessions.ts'

interface OwnerRow {
  readonly number: number
  readonly state: KeptState
  readonly session: string
}

/**
 * Takes batches over and gives them up. To be called within a transaction: of several processes that find a batch without
 * an owner one is the first, and the others see it as the owner.
 */
export function prepareClaims(database: DatabaseSync, sessions: Sessions): Pick<StoreQuestions, 'claim' | 'forget'> {
  const find = database.prepare(`SELECT number, state, session FROM batches WHERE id = ? AND state <> 'forgotten'`)
  const run = database.prepare(`
    UPDATE batches SET state = 'running', session = ?, ended_ms = NULL, stopped = NULL WHERE number = ?`)
  const undo = database.prepare(`UPDATE batches SET state = 'undoing', session = ? WHERE number = ?`)
  const forget = database.prepare(`UPDATE batches SET state = 'forgotten' WHERE number = ?`)
  return {
    claim: (id, activity) => {
      const row = find.get(id) as OwnerRow | undefined
      if (row === undefined) return 'gone'
      const answer = claimAnswer(seenState(row.state, sessions.isAlive(row.session)), activity)
      if (answer === 'claimed') (activity === 'run' ? run : undo).run(sessions.own, row.number)
      return answer
    },
    forget: (id) => {
      const row = find.get(id) as OwnerRow | undefined
      if (row !== undefined && !isWorkedOn(row, sessions)) forget.run(row.number)
    },
  }
}
