import type { PoolJob } from '../pool/pool-job.ts'
import type { ProcessPool } from '../pool/process-pool.ts'
import type { Clock } from '../shared/clock.ts'
import type { PlannedJob } from '../shared/plan.ts'
import type { Recipe } from '../shared/recipe.ts'
import type { BatchEvent } from './batch-event.ts'
import { BoundedQueue } from './bounded-queue.ts'
import { inspectAhead } from './inspect-ahead.ts'
import { createPlanner } from './planner.ts'
import type { KeptFiles, ReplacePlanning } from './replace-planning.ts'
import type { RunJournal } from './run-journal.ts'
import { prepareScan, type Scan, type ScannedItem, type ScanOptions } from './scan-sources.ts'
import type { VolumeWatch } from './volume-watch.ts'

export interface PlanOptions {
  readonly scan: ScanOptions
  /** Without problems, as `recipeProblems` finds them. */
  readonly recipe: Recipe
  /** Outputs take the places of their originals; absent or null: originals stay. */
  readonly replace?: ReplacePlanning | null
  /** Files that are overwritten are kept; absent or null: they are not. */
  readonly kept?: KeptFiles | null
  /** Where sources are written down as they are found; absent where nothing is run. */
  readonly journal?: RunJournal
  /** What is not found while its volume is gone is waited for; absent where nobody waits. */
  readonly volumes?: VolumeWatch
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
  const { recipe, replace = null, kept = null } = options
  const scan = await prepareScan(options.scan, recipe.destination)
  const planner = createPlanner({
    recipe,
    workingFolder: options.scan.workingFolder,
    isSource: (folder, name) => scan.isSource(folder, name),
    replace,
    kept,
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
  const { clock, journal, onEvent } = options
  let count = 0
  let toldMs = Number.NEGATIVE_INFINITY
  try {
    for await (const item of scan.items()) {
      count += 1
      journal?.added(item.source, item.failure)
      await journal?.room()
      if (!(await found.push(item))) return
      const nowMs = clock.now()
      if (nowMs - toldMs >= scanningEventMs) {
        toldMs = nowMs
        onEvent({ kind: 'scanning', found: count })
      }
    }
    journal?.scanned()
    onEvent({ kind: 'scanned', total: count, leftOut: scan.leftOut() })
    found.end()
  } catch (error) {
    found.fail(error)
  }
}
