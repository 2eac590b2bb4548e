import type { Answer, RequestFailureCode } from '../shared/ipc-contract.ts'

/** What a call that has no result is answered with. */
export const done = { ok: true, value: {} } as const

/** Why something was not done; `message` is a whole sentence. */
export function failed(code: RequestFailureCode, message: string): Answer<never> {
  return { ok: false, failure: { code, message } }
}

/** Answer for an id that no batch of the history has. */
export const noSuchBatch = failed('no-such-batch', 'There is no such batch in the history (any more).')
