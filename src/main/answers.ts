import type { Answer, RequestFailureCode } from '../shared/ipc-contract.ts'

export function answered<Value>(value: Value): Answer<Value> {
  return { ok: true, value }
}

export function refused(code: RequestFailureCode, message: string): Answer<never> {
  return { ok: false, failure: { code, message } }
}

/** What a request without a result answers with. */
export const nothing: Answer<Record<string, never>> = { ok: true, value: {} }
