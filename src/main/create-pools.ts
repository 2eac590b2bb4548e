import { availableParallelism } from 'node:os'
import { undoSlots } from '../batch/undo-batch.ts'
import type { ChildRuntime } from '../pool/child-runtime.ts'
import { createMachinePool } from '../pool/machine-pool.ts'
import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import type { Settings } from '../shared/settings.ts'

/** The pools of the app. */
export interface Pools {
  /** Headers, thumbnails and previews; lives as long as the app. */
  readonly light: ProcessPool
  /** One for every batch, by the settings of that moment. */
  createBatchPool(): { readonly pool: ProcessPool; readonly workSlots: number }
  /** One for every undo, whose children wait for the disk rather than compute. */
  createUndoPool(): { readonly pool: ProcessPool; readonly workSlots: number }
}

/** After an import, or in a pause, children give their memory back, in milliseconds; starting one takes a moment only. */
const workIdleMs = 20_000

export function createPools(runtime: ChildRuntime, clock: Clock, settings: () => Settings): Pools {
  const cores = availableParallelism()
  // A core is left to the window: an import is watched, and reading headers is soon done anyway.
  const headerSlots = Math.max(1, cores - 1)
  return {
    light: createMachinePool({
      runtime,
      clock,
      workSlots: headerSlots,
      lightSlots: 1,
      memoryBudgetBytes: null,
      workIdleMs,
    }),
    createBatchPool: () => {
      const { jobs, memoryBudgetBytes } = settings()
      const workSlots = jobs ?? cores
      const pool = createMachinePool({ runtime, clock, workSlots, lightSlots: 1, memoryBudgetBytes, workIdleMs })
      return { pool, workSlots }
    },
    createUndoPool: () => {
      const { memoryBudgetBytes } = settings()
      const workSlots = undoSlots(cores)
      const pool = createMachinePool({ runtime, clock, workSlots, lightSlots: 0, memoryBudgetBytes, workIdleMs })
      return { pool, workSlots }
    },
  }
}
