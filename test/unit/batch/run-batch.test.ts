import { describe, expect, it } from 'vitest'
import type { BatchEvent } from '../../../src/batch/batch-event.ts'
import { startBatch } from '../../../src/batch/run-batch.ts'
import type { ProcessTask } from '../../../src/shared/child-tasks.ts'
import type { PlannedJob } from '../../../src/shared/plan.ts'
import { createMemoryPool, type MemoryPool } from '../../support/memory-runtime.ts'
import { until } from '../../support/until.ts'
import { planned, plannedOutput, plannedSkip } from '../cli/samples.ts'

/** A batch over made-up jobs; `names` begin with `skip` for those that need no child. */
function startOver(names: readonly string[], jobs: AsyncIterable<PlannedJob> = jobsOf(names)) {
  const stage = createMemoryPool({}, { workSlots: 2, memoryBudgetBytes: 1e12 })
  const events: BatchEvent[] = []
  const batch = startBatch({
    jobs,
    total: () => names.length,
    dates: 'keep',
    pool: stage.pool,
    workSlots: 2,
    clock: stage.clock,
    fileMode: 0o644,
    deadlineMs: null,
    randomHex: () => '0123abcd',
    onEvent: (event) => events.push(event),
  })
  return { ...stage, batch, events, running: () => held(stage), kinds: () => events.map(({ kind }) => kind) }
}

async function* jobsOf(names: readonly string[]): AsyncGenerator<PlannedJob> {
  for (const name of names) {
    await Promise.resolve()
    yield name.startsWith('skip')
      ? plannedSkip(name, 'It exists.')
      : planned(name, [plannedOutput({ path: `/out/${name}` })])
  }
}

function held({ children }: MemoryPool): readonly string[] {
  return children.flatMap(({ job }) => (job === null ? [] : (job.payload as ProcessTask).sourcePath))
}

async function finish(stage: MemoryPool, name: string): Promise<void> {
  const child = stage.children.find(({ job }) => (job?.payload as ProcessTask | undefined)?.sourcePath === name)
  const outputs = [{ kind: 'written', path: name, format: 'jpeg', width: 1, height: 1, bytes: 10 }]
  child?.done({ kind: 'processed', failure: null, outputs, losses: [], warnings: [] })
  await stage.flush()
}

const finishedOf = (events: readonly BatchEvent[]): readonly string[] =>
  events.flatMap((event) => (event.kind === 'finished' ? [event.result.source] : []))

describe('a batch over a stream of jobs', () => {
  it('takes them in order, and sums them up', async () => {
    const stage = startOver(['a', 'skip b', 'c'])
    await stage.flush()
    expect(stage.running()).toEqual(['a', 'c'])
    await finish(stage, 'c')
    await finish(stage, 'a')
    const summary = await stage.batch.ended
    expect(summary).toMatchObject({ total: 3, done: 2, skipped: 1, failed: 0, notStarted: 0, outputBytes: 20 })
    expect(stage.events.flatMap((event) => (event.kind === 'planned' ? [event.index] : []))).toEqual([0, 1, 2])
  })

  it('fails with the stream', async () => {
    const stage = startOver(
      ['a'],
      (async function* () {
        yield* jobsOf(['a'])
        throw new Error('A bug.')
      })(),
    )
    const rejected = expect(stage.batch.ended).rejects.toThrow('A bug.')
    await stage.flush()
    await finish(stage, 'a')
    await rejected
  })

  it('tells that a child died before it tells how the job goes on', async () => {
    const stage = startOver(['a'])
    await stage.flush()
    stage.children[0]?.exit({ signal: 'SIGSEGV' })
    await until(() => stage.kinds().length === 4)
    expect(stage.kinds()).toEqual(['planned', 'started', 'interrupted', 'started'])
    await finish(stage, 'a')
    expect(await stage.batch.ended).toMatchObject({ done: 1 })
  })
})

describe('a pause', () => {
  it('holds up everything that has not begun, also what needs no child', async () => {
    const stage = startOver(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'skip j'])
    await stage.flush()
    stage.batch.pause()
    await finish(stage, 'a')
    await finish(stage, 'b')
    expect(stage.running()).toEqual([])
    expect(finishedOf(stage.events)).toEqual(['a', 'b'])
    stage.batch.resume()
    await stage.flush()
    expect(stage.running()).toEqual(['c', 'd'])
    while (stage.running().length > 0) await finish(stage, stage.running()[0] ?? '')
    expect(await stage.batch.ended).toMatchObject({ done: 9, skipped: 1 })
  })

  it('before anything was planned begins nothing', async () => {
    const stage = startOver(['skip a', 'b'])
    stage.batch.pause()
    await stage.flush()
    expect(stage.running()).toEqual([])
    expect(finishedOf(stage.events)).toEqual([])
    stage.batch.resume()
    await stage.flush()
    await finish(stage, 'b')
    expect(await stage.batch.ended).toMatchObject({ done: 1, skipped: 1 })
  })

  it('ends when the batch is cancelled, and nothing more is begun', async () => {
    const stage = startOver(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'skip i'])
    await stage.flush()
    stage.batch.pause()
    await finish(stage, 'a')
    stage.batch.cancel()
    stage.batch.pause()
    await finish(stage, 'b')
    expect(await stage.batch.ended).toMatchObject({ done: 2, skipped: 0, notStarted: 7, cancelled: true })
    expect(finishedOf(stage.events)).toEqual(['a', 'b'])
  })
})
