import type { Clock } from '../shared/clock.ts'
import { createNoStore } from './no-store.ts'
import type { Store, StoreProblem } from './store.ts'
import { ThreadLink } from './thread-link.ts'
import { ThreadStore } from './thread-store.ts'

export interface OpenStoreOptions {
  /** The state folder; made where it is not there. */
  readonly folder: string
  /** The script of the thread: `store-thread.js` beside the bundles. */
  readonly threadPath: string | URL
  readonly clock: Clock
  /** Entries cannot be written at the moment, with what the system said. Told once, until they can be again. */
  readonly onUnwritable: (detail: string) => void
}

/** Opens the journal, whatever state it is in; `problem` tells what had to be done. Never rejects. */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { folder, threadPath, clock, onUnwritable } = options
  let link: ThreadLink | null = null
  try {
    link = new ThreadLink(threadPath, { folder })
    const opened = await link.opened
    if (opened.kind === 'opened') return new ThreadStore(link, opened.problem, clock, onUnwritable)
    await link.close()
    return createNoStore(opened.problem)
  } catch (error) {
    await link?.close()
    return createNoStore(unavailable(error))
  }
}

function unavailable(error: unknown): StoreProblem {
  return {
    code: 'unavailable',
    setAsidePath: null,
    detail: error instanceof Error ? error.message : String(error),
  }
}
