import type { PoolJob, PoolOutcome } from '../pool/pool-job.ts'
import type { ProcessPool } from '../pool/process-pool.ts'
import { assertNever } from '../shared/assert-never.ts'
import type { InspectReply, InspectTask } from '../shared/child-tasks.ts'
import { fail, type Failure, type Outcome, succeed } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import type { SourceFile } from '../shared/plan.ts'
import { BoundedQueue } from './bounded-queue.ts'
import { describePoolOutcome } from './describe-pool-outcome.ts'
import type { ScannedItem } from './scan-sources.ts'
import type { VolumeWatch } from './volume-watch.ts'

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
  /** What cannot be found while its volume is gone is looked for again when that is back; absent where nobody waits. */
  readonly volumes?: VolumeWatch
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
  const replies = new BoundedQueue<Promise<readonly Answer[]>>(options.requestsAhead)
  void requestAll(items, replies, options)
  try {
    for await (const reply of replies) {
      for (const answer of await reply) yield await whenBack(answer, options)
    }
  } finally {
    replies.close()
  }
}

/** What came to nothing because its volume was gone is looked at again when that is back. */
async function whenBack(answer: Answer, options: InspectOptions): Promise<InspectedSource> {
  let { inspected, isDoubtful } = answer
  const { volumes } = options
  while (volumes !== undefined && isDoubtful) {
    await volumes.back()
    const before = volumes.outages
    const { source, facts } = inspected
    const [again = facts] = await inspectPaths([source.keptAt ?? source.path], options)
    inspected = { source, facts: again }
    isDoubtful = await isInDoubt(again, before, volumes)
  }
  return inspected
}

/** Whether a volume was gone while this was looked at; `before` are the outages until then. */
async function isInDoubt(facts: Outcome<ImageFacts>, before: number, volumes: VolumeWatch): Promise<boolean> {
  if (facts.ok || volumes.isClosed || !mayBeGone(facts.failure)) return false
  return (await volumes.gone()) !== null || volumes.outages > before
}

function mayBeGone({ code }: Failure): boolean {
  return code === 'input-missing' || code === 'input-unreadable' || code === 'volume-gone'
}

async function requestAll(
  items: AsyncIterable<InspectItem>,
  replies: BoundedQueue<Promise<readonly Answer[]>>,
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

interface Answer {
  readonly inspected: InspectedSource
  /** Its volume was gone meanwhile. */
  readonly isDoubtful: boolean
}

async function inspect(items: readonly InspectItem[], options: InspectOptions): Promise<readonly Answer[]> {
  const { volumes } = options
  const before = volumes?.outages ?? 0
  const sources = items.filter((item) => item.failure === null && item.known === undefined)
  const results = await inspectPaths(
    sources.map(({ source }) => source.keptAt ?? source.path),
    options,
  )
  let next = 0
  const answers: Answer[] = []
  for (const { source, failure, known } of items) {
    const facts =
      known !== undefined ? succeed(known) : failure === null ? results[next++] : { ok: false as const, failure }
    const inspected = { source, facts: facts ?? fail('internal-error', 'The file was not inspected.') }
    const isAsked = known === undefined && failure === null && volumes !== undefined
    answers.push({ inspected, isDoubtful: isAsked && (await isInDoubt(inspected.facts, before, volumes)) })
  }
  return answers
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
