import type { PoolJob, PoolOutcome } from '../pool/pool-job.ts'
import type { ProcessPool } from '../pool/process-pool.ts'
import { assertNever } from '../shared/assert-never.ts'
import type { InspectReply, InspectTask } from '../shared/child-tasks.ts'
import { fail, type Outcome, succeed } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import type { SourceFile } from '../shared/plan.ts'
import { BoundedQueue } from './bounded-queue.ts'
import { describePoolOutcome } from './describe-pool-outcome.ts'
import type { ScannedItem } from './scan-sources.ts'

/** A source and what its header says; a source that the scan already gave up comes with that failure. */
export interface InspectedSource {
  readonly source: SourceFile
  readonly facts: Outcome<ImageFacts>
}

/** What is to be inspected; what is known of it already is passed on. */
export interface InspectItem extends ScannedItem {
  readonly known?: ImageFacts
}

export interface InspectOptions {
  readonly pool: ProcessPool
  /** `light` while a batch runs beside it; `work` where inspecting is all there is to do. */
  readonly lane: PoolJob['lane']
  readonly deadlineMs: number | null
  /** Requests under way at once. */
  readonly requestsAhead: number
}

/** Files in one request to a child: enough to make the way there cheap, few enough to start at once. */
export const maxRequestFiles = 32

/**
 * Has children read the headers of sources, some requests ahead of the consumer, and yields them in the order in
 * which they came.
 */
export async function* inspectAhead(
  items: AsyncIterable<InspectItem>,
  options: InspectOptions,
): AsyncGenerator<InspectedSource> {
  const replies = new BoundedQueue<Promise<readonly InspectedSource[]>>(options.requestsAhead)
  void requestAll(items, replies, options)
  try {
    for await (const reply of replies) yield* await reply
  } finally {
    replies.close()
  }
}

async function requestAll(
  items: AsyncIterable<InspectItem>,
  replies: BoundedQueue<Promise<readonly InspectedSource[]>>,
  options: InspectOptions,
): Promise<void> {
  // The first request is one file, so that the first job can start; then they double.
  let size = 1
  let request: InspectItem[] = []
  try {
    for await (const item of items) {
      request.push(item)
      if (request.length < size) continue
      if (!(await replies.push(inspect(request, options)))) return
      request = []
      size = Math.min(size * 2, maxRequestFiles)
    }
    if (request.length > 0) await replies.push(inspect(request, options))
    replies.end()
  } catch (error) {
    replies.fail(error)
  }
}

async function inspect(items: readonly InspectItem[], options: InspectOptions): Promise<readonly InspectedSource[]> {
  const sources = items.filter((item) => item.failure === null && item.known === undefined)
  const results = await inspectPaths(
    sources.map((item) => item.source.path),
    options,
  )
  let next = 0
  return items.map(({ source, failure, known }) => {
    if (known !== undefined) return { source, facts: succeed(known) }
    const facts = failure === null ? results[next++] : { ok: false as const, failure }
    return { source, facts: facts ?? fail('internal-error', 'The file was not inspected.') }
  })
}

/** What a child says of each of these files, in order; a file that a child died of is asked for alone. */
export async function inspectPaths(
  paths: readonly string[],
  options: Omit<InspectOptions, 'requestsAhead'>,
): Promise<readonly Outcome<ImageFacts>[]> {
  if (paths.length === 0) return []
  const task: InspectTask = { kind: 'inspect', paths }
  const outcome = await options.pool.submit({
    lane: options.lane,
    costBytes: inspectCostBytes,
    memoryLimitBytes: inspectMemoryLimitBytes,
    deadlineMs: options.deadlineMs,
    payload: () => task,
  })
  if (outcome.kind === 'replied') return (outcome.payload as InspectReply).results
  if (paths.length === 1) return [{ ok: false, failure: describePoolOutcome(outcome) }]
  if (!isOneFilesFault(outcome)) return paths.map(() => ({ ok: false, failure: describePoolOutcome(outcome) }))
  // One of them is to blame: alone, each speaks for itself.
  const alone: Outcome<ImageFacts>[] = []
  for (const path of paths) alone.push(...(await inspectPaths([path], options)))
  return alone
}

const inspectCostBytes = 100e6
const inspectMemoryLimitBytes = 2 * 1024 ** 3

function isOneFilesFault(outcome: Exclude<PoolOutcome, { kind: 'replied' }>): boolean {
  switch (outcome.kind) {
    case 'crashed':
    case 'killed':
    case 'deadline':
    case 'over-memory':
      return true
    case 'cannot-start':
    case 'cancelled':
      return false
    default:
      return assertNever(outcome)
  }
}
