import type { BatchEvent } from '../batch/batch-event.ts'
import type { Hold } from '../shared/history.ts'

/** What is worth a word about the holds of a batch: that it waits, with the reasons, or that it goes on. */
export type HoldNotice = { readonly kind: 'waits'; readonly holds: readonly Hold[] } | { readonly kind: 'goes-on' }

/**
 * Tells once that a batch waits, however often the disk is looked at or tried meanwhile, and once that it goes on: when
 * something was done again. Yields null for what is no news.
 */
export function createHoldNotices(): (event: BatchEvent) => HoldNotice | null {
  let told: string | null = null
  return (event) => {
    if (event.kind === 'held' && event.holds.length > 0) {
      const reasons = event.holds.map(({ reason, folder }) => `${reason} ${folder ?? ''}`).join('\n')
      if (reasons === told) return null
      told = reasons
      return { kind: 'waits', holds: event.holds }
    }
    const isNews = told !== null && event.kind === 'finished' && event.result.status === 'done'
    if (isNews) told = null
    return isNews ? { kind: 'goes-on' } : null
  }
}
