import type { DatabaseSync } from 'node:sqlite'
import type { StoreQuestions } from '../thread-messages.ts'
import { prepareBegin } from './begin-batch.ts'
import { prepareClaims } from './claim-batch.ts'
import { prepareBatchReads } from './read-batches.ts'
import { prepareJobReads } from './read-jobs.ts'
import { prepareListReads } from './read-list.ts'
import { prepareWrittenReads } from './read-written.ts'
import type { Sessions } from './sessions.ts'
import { inTransaction } from './transaction.ts'

/** Everything that can be asked, but for the end; what writes is a transaction of its own. */
export function prepareAnswers(database: DatabaseSync, sessions: Sessions): Omit<StoreQuestions, 'close'> {
  const begin = prepareBegin(database, sessions.own)
  const claims = prepareClaims(database, sessions)
  const lists = prepareListReads(database, sessions)
  return {
    ...prepareBatchReads(database, sessions),
    ...prepareJobReads(database),
    ...prepareWrittenReads(database),
    begin: (batch) => {
      inTransaction(database, () => {
        begin(batch)
      })
    },
    claim: (id, activity) => inTransaction(database, () => claims.claim(id, activity)),
    forget: (id) => {
      inTransaction(database, () => {
        claims.forget(id)
      })
    },
    lostList: lists.lostList,
    dropLostList: () => {
      inTransaction(database, lists.dropLostList)
    },
  }
}
