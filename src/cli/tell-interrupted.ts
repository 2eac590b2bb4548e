import type { Store } from '../store/store.ts'
import type { FlagValues } from './flags.ts'
import { countWords } from './format-words.ts'
import { timeWords } from './history-text.ts'
import type { Program } from './program.ts'

/** One line about a batch that a crash or a kill has ended, for whoever begins another; nothing where there is none. */
export async function tellInterrupted(store: Store, flags: FlagValues, { terminal }: Program): Promise<void> {
  if (flags.quiet === true || flags.json === true) return
  const interrupted = await store.interrupted().catch(() => [])
  const left = interrupted.filter(({ state }) => state === 'interrupted')
  const [newest] = left
  if (newest === undefined) return
  const { id, startedMs, total, done, skipped, failed } = newest
  const open = total - done - skipped - failed
  const others = left.length === 1 ? '' : ` (and ${String(left.length - 1)} more)`
  terminal.error(
    `Batch ${id} of ${timeWords(startedMs)} was interrupted with ${countWords(open, 'file', 'files')} to go${others}: "batchfit resume" goes on, "batchfit resume --dismiss" drops it.\n`,
  )
}
