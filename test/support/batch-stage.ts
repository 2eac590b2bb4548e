import type { BatchEvent } from '../../src/batch/batch-event.ts'
import type { BatchItem } from '../../src/batch/batch-item.ts'
import { type BatchOptions, type RunningBatch, startBatch } from '../../src/batch/run-batch.ts'
import { noJournal } from '../../src/batch/run-journal.ts'
import { VolumeWatch } from '../../src/batch/volume-watch.ts'
import type { ProcessReply, ProcessTask } from '../../src/shared/child-tasks.ts'
import type { Failure } from '../../src/shared/failure.ts'
import { planned, plannedOutput, plannedSkip } from '../unit/cli/samples.ts'
import { createFakeDisk, type FakeDisk } from './fake-disk.ts'
import { createMemoryPool, type MemoryPool } from './memory-runtime.ts'

/** A batch over made-up jobs on children in memory, moved by the test. */
export interface BatchStage extends MemoryPool {
  readonly batch: RunningBatch
  readonly disk: FakeDisk
  readonly events: readonly BatchEvent[]
  kinds(): readonly BatchEvent['kind'][]
  /** Sources that children work on. */
  sources(): readonly string[]
  /** Sources that have ended, in that order. */
  finished(): readonly string[]
  /** The task of the child with this source. */
  task(source: string): ProcessTask
  /** The child with this source has written it. */
  done(source: string, changes?: Partial<ProcessReply>): Promise<void>
  /** The child with this source could not write it. */
  fails(source: string, failure: Failure): Promise<void>
}

export interface StageOptions extends Partial<Omit<BatchOptions, 'jobs'>> {
  /** Folders that have to be there. */
  readonly roots?: readonly string[]
}

/** Starts a batch; of sources given by name, those that begin with `skip` need no child. */
export function stageBatch(
  items: readonly (string | BatchItem)[] | AsyncIterable<BatchItem>,
  { roots = [], ...changes }: StageOptions = {},
): BatchStage {
  const stage = createMemoryPool({}, { workSlots: 2, memoryBudgetBytes: 1e12 })
  const { clock, pool } = stage
  const disk = createFakeDisk()
  const events: BatchEvent[] = []
  const batch = startBatch({
    ...{ pool, workSlots: 2, clock, disk, dates: 'keep', fileMode: 0o644, deadlineMs: null },
    ...{ minFreeBytes: null, estimatedBytes: null, whenFull: 'wait', bin: null },
    jobs: Symbol.asyncIterator in items ? items : itemsOf(items),
    total: () => (Symbol.asyncIterator in items ? 1 : items.length),
    journal: noJournal({ randomHex: () => '0123abcd', nowMs: () => 0 }),
    isRecovery: () => false,
    volumes: new VolumeWatch({ roots, disk, clock }),
    onEvent: (event) => events.push(event),
    ...changes,
  })
  const taskOf = (payload: unknown): ProcessTask => payload as ProcessTask
  const childOf = (source: string) => {
    const child = stage.children.find(({ job }) => job !== null && taskOf(job.payload).sourcePath === source)
    if (child === undefined) throw new Error(`Expected a child with ${source}.`)
    return child
  }
  return {
    ...{ ...stage, batch, disk, events },
    kinds: () => events.map(({ kind }) => kind),
    sources: () => stage.children.flatMap(({ job }) => (job === null ? [] : taskOf(job.payload).sourcePath)),
    finished: () => events.flatMap((event) => (event.kind === 'finished' ? [event.result.source] : [])),
    task: (source) => taskOf(childOf(source).job?.payload),
    done: (source, reply) => {
      const child = childOf(source)
      child.done({ ...replyTo(taskOf(child.job?.payload)), ...reply })
      return stage.flush()
    },
    fails: (source, failure) => {
      childOf(source).done({ kind: 'processed', failure, outputs: [], losses: [], warnings: [], retired: null })
      return stage.flush()
    },
  }
}

/** Ten bytes written for every output. */
function replyTo(task: ProcessTask): ProcessReply {
  const outputs = task.outputs.map(({ finalPath: path, width, height }) => {
    const fingerprint = { device: 1n, inode: 7n, bytes: 10, modifiedNs: 0n, sha256: null }
    return {
      kind: 'written' as const,
      path,
      format: 'jpeg' as const,
      width,
      height,
      bytes: 10,
      fingerprint,
      kept: null,
    }
  })
  return { kind: 'processed', failure: null, outputs, losses: [], warnings: [], retired: null }
}

/** What there is to be done about sources of these names. */
export async function* itemsOf(items: readonly (string | BatchItem)[]): AsyncGenerator<BatchItem> {
  for (const item of items) {
    await Promise.resolve()
    if (typeof item !== 'string') yield item
    else if (item.startsWith('skip')) yield plannedSkip(item, 'It exists.')
    else yield planned(item, [plannedOutput({ path: `/out/${item}` })])
  }
}
