import type { PoolJob } from '../pool/pool-job.ts'
import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import type { PlannedJob } from '../shared/plan.ts'
import type { Recipe } from '../shared/recipe.ts'
import type { BatchEvent } from './batch-event.ts'
import { BoundedQueue } from './bounded-queue.ts'
import { inspectAhead } from './inspect-ahead.ts'
import { createPlanner } from './planner.ts'
import { prepareScan, type Scan, type ScannedItem, type ScanOptions } from './scan-sources.ts'

export interface PlanOptions {
  readonly scan: ScanOptions
  /** Without problems, as `recipeProblems` finds them. */
  readonly recipe: Recipe
  readonly pool: ProcessPool
  readonly lane: PoolJob['lane']
  /** Header requests under way at once. */
  readonly requestsAhead: number
  readonly deadlineMs: number | null
  readonly clock: Clock
  readonly onEvent: (event: Extract<BatchEvent, { kind: 'scanning' | 'scanned' }>) => void
}

/**
 * scan → inspect → plan as one stream, in the batch's stable order. The scan runs ahead on its own, so that the total
 * is known early; everything after it waits for the consumer.
 */
export async function* planBatch(options: PlanOptions): AsyncGenerator<PlannedJob> {
  const { recipe } = options
  const scan = await prepareScan(options.scan, recipe.destination)
  const planner = createPlanner({
    recipe,
    workingFolder: options.scan.workingFolder,
    isSource: (folder, name) => scan.isSource(folder, name),
  })
  const found = new BoundedQueue<ScannedItem>(Infinity)
  void scanAll(scan, found, options)
  try {
    for await (const { source, facts } of inspectAhead(found, options)) yield await planner.plan(source, facts)
  } finally {
    found.close()
  }
}

/** At most ten progress events a second. */
const scanningEventMs = 100

async function scanAll(scan: Scan, found: BoundedQueue<ScannedItem>, options: PlanOptions): Promise<void> {
  const { clock, onEvent } = options
  let count = 0
  let toldMs = Number.NEGATIVE_INFINITY
  try {
    for await (const item of scan.items()) {
      count += 1
      if (!(await found.push(item))) return
      const nowMs = clock.now()
      if (nowMs - toldMs >= scanningEventMs) {
        toldMs = nowMs
        onEvent({ kind: 'scanning', found: count })
      }
    }
    onEvent({ kind: 'scanned', total: count, leftOut: scan.leftOut() })
    found.end()
  } catch (error) {
    found.fail(error)
  }
}
