import type { JobResult } from '../../shared/job-result.ts'
import { decodeValue, encodeValue } from './value-text.ts'

/** What most results have in common is not kept, and comes back when they are read. */
const usual = {
  status: 'done',
  reason: null,
  reasonCode: null,
  failure: null,
  outputs: [],
  losses: [],
  warnings: [],
  retired: null,
} satisfies Partial<JobResult>

/** A result without what its job knows anyway, and without what is as usual. */
export function encodeResult(result: JobResult, sourcePath: string): string {
  const known: Readonly<Record<string, unknown>> = { ...usual, index: result.index, source: sourcePath }
  const unusual = Object.entries(result).filter(([key, value]) => {
    return !(key in known) || (value !== known[key] && !(Array.isArray(value) && value.length === 0))
  })
  return encodeValue(Object.fromEntries(unusual))
}

/** The result of the job at this place. */
export function decodeResult(text: string, place: number, sourcePath: string): JobResult {
  type Unusual = Omit<JobResult, keyof typeof usual | 'index' | 'source'>
  return { ...usual, index: place, source: sourcePath, ...decodeValue<Unusual>(text) }
}
