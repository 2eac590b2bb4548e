import type { PoolOutcome } from '../../src/pool/pool-job.ts'
import type { ProcessPool } from '../../src/pool/process-pool.ts'
import type { UndoItem, UndoTask } from '../../src/shared/child-tasks.ts'
import type { UndoRefusal } from '../../src/shared/history.ts'

export interface UndoPool extends ProcessPool {
  /** Every request, in the order in which they came. */
  readonly requests: readonly (readonly UndoItem[])[]
  /** Requests that were asked for at once, at the most. */
  readonly mostAtOnce: number
}

export interface UndoPoolScript {
  /** Null where the file is taken back. */
  readonly refuse?: (item: UndoItem) => UndoRefusal | null
  /** How a request ends instead of with a reply; null for a reply. */
  readonly end?: (items: readonly UndoItem[]) => Exclude<PoolOutcome, { kind: 'replied' }> | null
  /** Awaited before a reply. */
  readonly before?: (items: readonly UndoItem[]) => Promise<void>
}

/** A pool without children that takes nothing back: it only answers undo tasks. */
export function createUndoPool({
  refuse = () => null,
  end = () => null,
  before = () => Promise.resolve(),
}: UndoPoolScript = {}): UndoPool {
  const requests: (readonly UndoItem[])[] = []
  let running = 0
  let mostAtOnce = 0
  return {
    requests,
    get mostAtOnce() {
      return mostAtOnce
    },
    submit: async (job) => {
      const { items } = job.payload(1) as UndoTask
      requests.push(items)
      running += 1
      mostAtOnce = Math.max(mostAtOnce, running)
      await before(items)
      running -= 1
      const ending = end(items)
      if (ending !== null) return ending
      return { kind: 'replied', payload: { kind: 'undone', refusals: items.map(refuse) }, attempts: 1 }
    },
    stop: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    kill: () => Promise.resolve(),
    close: () => Promise.resolve(),
    stats: () => ({ running: 0, queued: 0, childPids: [], starts: 0 }),
  }
}
