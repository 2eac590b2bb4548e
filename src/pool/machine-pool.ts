import { totalmem } from 'node:os'
import type { Clock } from '../shared/clock.ts'
import type { ChildRuntime } from './child-runtime.ts'
import { createProcessPool, type ProcessPool } from './process-pool.ts'

export interface MachinePoolOptions {
  readonly runtime: ChildRuntime
  readonly clock: Clock
  readonly workSlots: number
  readonly lightSlots: number
  /** Estimated memory of all jobs together, in bytes; null for half of the machine's. */
  readonly memoryBudgetBytes: number | null
  /** See `PoolOptions`. */
  readonly workIdleMs?: number
}

/** A pool with the limits that suit pictures on this machine; the window and the command line use the same. */
export function createMachinePool({ memoryBudgetBytes, ...options }: MachinePoolOptions): ProcessPool {
  return createProcessPool({
    ...options,
    memoryBudgetBytes: memoryBudgetBytes ?? usableMemoryBytes() / 2,
    recycle: { afterJobs: 2000, aboveRssBytes: 1.5e9 },
    startTimeoutMs: 30_000,
  })
}

/** Memory of the machine, or of the container where that has less. */
export function usableMemoryBytes(): number {
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}
