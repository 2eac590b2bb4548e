import type { BatchState } from '../../shared/ipc-contract.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Messages } from '../../shared/messages/catalogue.ts'
import type { Reason } from '../../shared/messages/reasons.ts'
import type { RowMessage } from '../../shared/rows.ts'

/** Why a row is as it is, in a few words and in full, in the language of the window. */
export function rowReason(t: Messages, { kind, code, text }: RowMessage): Reason {
  const known: Readonly<Record<string, Reason>> = kind === 'failure' ? t.reasons.failures : t.reasons.notes
  return (code === null ? undefined : known[code]) ?? { title: text, sentence: text }
}

/** Why a batch stopped. */
export function failureReason(t: Messages, failure: Failure): Reason {
  return t.reasons.failures[failure.code]
}

/** What could not be carried over, as a sentence. */
export function lossSentence(t: Messages, loss: BatchState['losses'][number]): string {
  return t.reasons.losses[loss.code].sentence
}
