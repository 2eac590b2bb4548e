import type { Store } from '../store/store.ts'

/** Entries that may wait to be committed before whoever has many more waits as well. */
const mostPending = 64

/** Resolves when the journal can take more: an entry waits in memory until it is committed. Never rejects. */
export async function journalRoom(store: Store): Promise<void> {
  if (store.pending <= mostPending) return
  // What cannot be written is told by the store itself, and tried again.
  await store.committed().catch(() => undefined)
}
