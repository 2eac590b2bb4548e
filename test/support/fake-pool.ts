import { stat } from 'node:fs/promises'
import { planBatch } from '../../src/batch/plan-batch.ts'
import type { KeptFiles, ReplacePlanning } from '../../src/batch/replace-planning.ts'
import type { ScanOptions } from '../../src/batch/scan-sources.ts'
import type { PoolJob, PoolOutcome } from '../../src/pool/pool-job.ts'
import type { ProcessPool } from '../../src/pool/process-pool.ts'
import type { InspectTask } from '../../src/shared/child-tasks.ts'
import { fail, type Outcome, succeed } from '../../src/shared/failure.ts'
import type { ImageFacts } from '../../src/shared/image-facts.ts'
import type { PlannedJob } from '../../src/shared/plan.ts'
import { Recipe, type RecipeInput } from '../../src/shared/recipe.ts'
import { makeFacts } from './facts.ts'

export interface FakePoolOptions {
  /** Facts of one file; without it those of `factsOnDisk`. */
  readonly inspect?: (path: string) => Outcome<ImageFacts> | Promise<Outcome<ImageFacts>>
  /** How a request ends instead of with a reply; null for a reply. Told before the files are looked at. */
  readonly end?: (paths: readonly string[]) => Exclude<PoolOutcome, { kind: 'replied' }> | null
}

export interface FakePool extends ProcessPool {
  /** Jobs in the order in which they came. */
  readonly jobs: readonly PoolJob[]
  /** The paths of each of them. */
  readonly requests: readonly (readonly string[])[]
}

/** A pool without children: it answers `inspect` tasks with made-up facts. */
export function createFakePool({ inspect = factsOnDisk, end = () => null }: FakePoolOptions = {}): FakePool {
  const jobs: PoolJob[] = []
  const requests: (readonly string[])[] = []
  return {
    jobs,
    requests,
    submit: async (job) => {
      const task = job.payload(1) as InspectTask
      jobs.push(job)
      requests.push(task.paths)
      const ending = end(task.paths)
      if (ending !== null) return ending
      const results = await Promise.all(task.paths.map(async (path) => inspect(path)))
      return { kind: 'replied', payload: { kind: 'inspected', results }, attempts: 1 }
    },
    stop: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    kill: () => Promise.resolve(),
    close: () => Promise.resolve(),
    stats: () => ({ running: 0, queued: 0, childPids: [], starts: 0 }),
  }
}

/** Made-up facts with the real identity of the file, so that a plan can tell which file is which. */
export async function factsOnDisk(path: string, overrides: Partial<ImageFacts> = {}): Promise<Outcome<ImageFacts>> {
  const stats = await stat(path, { bigint: true }).catch(() => null)
  if (stats === null) return fail('input-missing', 'There is no such file.')
  const identity = { device: stats.dev, inode: stats.ino, bytes: Number(stats.size), modifiedNs: stats.mtimeNs }
  return succeed(makeFacts({ identity, ...overrides }))
}

export interface PlanRequest {
  readonly workingFolder: string
  /** The working folder itself by default. */
  readonly inputs?: readonly string[]
  readonly recipe?: RecipeInput
  readonly filter?: Partial<ScanOptions['filter']>
  readonly pool?: FakePool
  readonly replace?: ReplacePlanning | null
  readonly kept?: KeptFiles | null
}

/** The whole plan of a batch on real folders, its headers made up. */
export async function planAll(request: PlanRequest): Promise<readonly PlannedJob[]> {
  const { workingFolder, inputs = ['.'], recipe = {}, filter, pool = createFakePool() } = request
  const { replace = null, kept = null } = request
  const scan = { inputs, workingFolder, filter: { recursive: true, include: [], exclude: [], ...filter } }
  const jobs: PlannedJob[] = []
  for await (const job of planBatch({
    scan,
    recipe: Recipe.parse(recipe),
    replace,
    kept,
    pool,
    lane: 'work',
    requestsAhead: 4,
    deadlineMs: null,
    clock: { now: () => 0, after: () => () => undefined },
    onEvent: () => undefined,
  })) {
    jobs.push(job)
  }
  return jobs
}
