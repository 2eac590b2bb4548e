import type { JobRecord } from '../store.ts'

/** How a status stands in the table of results; a job that has none there waits. */
const statuses = ['waiting', 'done', 'skipped', 'failed'] as const

export function statusNumber(status: JobRecord['status']): number {
  return statuses.indexOf(status)
}

export function statusOf(number: number | null): JobRecord['status'] {
  return statuses[number ?? 0] ?? 'waiting'
}
