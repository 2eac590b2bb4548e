import type { RowDetails } from '../../shared/ipc-contract.ts'
import type { Messages } from '../../shared/messages/catalogue.ts'
import type { Reason } from '../../shared/messages/reasons.ts'
import type { FailureCode } from '../../shared/failure.ts'
import type { NoteCode } from '../../shared/rows.ts'

/** Why a row is as it is, in the window's language; null where there is no code for it, and the text has to do. */
export function reasonOf(message: NonNullable<RowDetails['message']>, reasons: Messages['reasons']): Reason | null {
  if (message.code === null) return null
  const known: Readonly<Record<string, Reason | undefined>> =
    message.kind === 'failure'
      ? (reasons.failures satisfies Readonly<Record<FailureCode, Reason>>)
      : (reasons.notes satisfies Readonly<Record<NoteCode, Reason>>)
  return known[message.code] ?? null
}
