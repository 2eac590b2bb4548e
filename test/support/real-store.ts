import { onTestFinished } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { ThreadLink } from '../../src/store/thread-link.ts'
import { ThreadStore } from '../../src/store/thread-store.ts'
import { realClock } from './real-clock.ts'

/** The thread as it stands in the sources: Node runs it without a build. */
export const storeThreadPath = new URL('../../src/store/thread/store-thread.ts', import.meta.url)

/** A store on a thread, closed when the test ends; what could not be written is in `complaints`. */
export async function openRealStore(
  folder: string,
): Promise<{ readonly store: Store; readonly complaints: readonly string[] }> {
  const complaints: string[] = []
  const store = await openStore({
    folder,
    threadPath: storeThreadPath,
    clock: realClock,
    onUnwritable: (detail) => complaints.push(detail),
  })
  onTestFinished(() => store.close())
  return { store, complaints }
}

/** A store whose thread can be ended in the middle of everything, as when its process is killed. */
export async function openMortalStore(
  folder: string,
): Promise<{ readonly store: Store; readonly kill: () => Promise<void> }> {
  const link = new ThreadLink(storeThreadPath, { folder })
  const { problem } = await link.opened
  const store = new ThreadStore(link, problem, realClock, () => undefined)
  onTestFinished(() => store.close())
  return { store, kill: () => link.close() }
}
