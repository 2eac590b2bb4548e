import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Disk } from '../../src/batch/disk.ts'
import { createWorklist, type Worklist } from '../../src/batch/worklist.ts'
import type { WorklistEventName } from '../../src/batch/worklist-event.ts'
import { createProcessPool } from '../../src/pool/process-pool.ts'
import type { PoolOutcome } from '../../src/pool/pool-job.ts'
import type { ProcessReply, ProcessTask } from '../../src/shared/child-tasks.ts'
import type { Outcome } from '../../src/shared/failure.ts'
import type { ImageFacts } from '../../src/shared/image-facts.ts'
import { type EventOf, events } from '../../src/shared/ipc-contract.ts'
import { Recipe, type RecipeInput } from '../../src/shared/recipe.ts'
import type { Store } from '../../src/store/store.ts'
import { type PlanAction, planActions, type RowState, rowStates } from '../../src/shared/rows.ts'
import { createFakePool, type FakePool } from './fake-pool.ts'
import { createMemoryStore } from './memory-store.ts'
import { createMemoryRuntime, type MemoryChild } from './memory-runtime.ts'
import { until } from './until.ts'
import { outsideOfWorklist } from './worklist-outside.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

/** One event as it was sent, and when. */
export interface SentEvent {
  readonly name: WorklistEventName
  readonly atMs: number
  readonly event: unknown
}

/** A row as somebody knows it who has only seen the events. */
export interface SeenRow {
  readonly name: string
  readonly folder: string
  readonly state: RowState
  readonly action: PlanAction
  readonly marks: number
  readonly width: number
  readonly targetWidth: number
  readonly estimatedBytes: number
  readonly outputBytes: number
  readonly expectedMs: number
  readonly message: string | null
}

export interface StageOptions {
  readonly recipe?: RecipeInput
  readonly workSlots?: number
  readonly inspect?: (path: string) => Outcome<ImageFacts> | Promise<Outcome<ImageFacts>>
  readonly end?: (paths: readonly string[]) => Exclude<PoolOutcome, { kind: 'replied' }> | null
  /** An empty one in memory without it. */
  readonly store?: Store
  readonly disk?: Disk
  /** Whether the volumes of the originals have a bin. */
  readonly hasBin?: boolean
}

/** A worklist on a virtual clock, its children scripted, everything it tells written down and checked. */
export interface WorklistStage {
  readonly worklist: Worklist
  readonly clock: VirtualClock
  readonly lightPool: FakePool
  readonly sent: readonly SentEvent[]
  /** Paths that went to the bin. */
  readonly binned: readonly string[]
  /** Rows as the events tell them, by id. */
  readonly seen: ReadonlyMap<number, SeenRow>
  /** The seen row of this file name. */
  row(name: string): SeenRow
  rowId(name: string): number
  /** Moves the clock on until this becomes true, and until it has been told. */
  until(isReached: () => boolean): Promise<void>
  /** Until everything has been read, planned and told. */
  planned(): Promise<void>
  /** Files that children hold now, by name. */
  running(): readonly string[]
  childWith(name: string): MemoryChild
  /** The child that holds this file replies as if every output had been written. */
  finish(name: string, changes?: Partial<ProcessReply>): Promise<void>
  /** Lets everything happen that happens at this moment of the clock. */
  flush(): Promise<void>
}

export function createStage(options: StageOptions = {}): WorklistStage {
  const clock = createVirtualClock()
  const lightPool = createFakePool(options)
  const runtime = createMemoryRuntime()
  const view = new EventView()
  const sent: SentEvent[] = []
  const binned: string[] = []
  const worklist = createWorklist({
    lightPool,
    createBatchPool: () => {
      const workSlots = options.workSlots ?? 2
      const pool = createProcessPool({
        runtime,
        clock,
        workSlots,
        lightSlots: 0,
        memoryBudgetBytes: 1e12,
        recycle: { afterJobs: 1000, aboveRssBytes: 1e12 },
        startTimeoutMs: 5000,
      })
      return { pool, workSlots }
    },
    clock,
    ...outsideOfWorklist({ clock, hasBin: options.hasBin === true }),
    store: options.store ?? createMemoryStore(),
    ...(options.disk === undefined ? {} : { disk: options.disk }),
    bin: {
      put: (path) => {
        binned.push(path)
        return Promise.resolve()
      },
    },
    recipe: Recipe.parse(options.recipe ?? {}),
    deadlineMs: () => 1_000_000,
    fileMode: 0o644,
    randomHex: randomHexFrom(),
    previewFolder: join('/nowhere', 'previews'),
    send: (name, event) => {
      const checked = events[name].safeParse(event)
      if (!checked.success) throw new Error(`${name} is not what the contract says: ${checked.error.message}`)
      sent.push({ name, atMs: clock.now(), event })
      view.take(name, event)
    },
  })
  onTestFinished(() => worklist.close())
  return {
    worklist,
    clock,
    lightPool,
    sent,
    binned,
    seen: view.rows,
    ...steps(worklist, clock, runtime.children, view),
  }
}

function steps(
  worklist: Worklist,
  clock: VirtualClock,
  children: readonly MemoryChild[],
  view: EventView,
): Pick<WorklistStage, 'row' | 'rowId' | 'until' | 'planned' | 'running' | 'childWith' | 'finish' | 'flush'> {
  const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const told = async (): Promise<void> => {
    await flush()
    clock.advance(60)
    await flush()
  }
  const untilReached = async (isReached: () => boolean): Promise<void> => {
    await until(() => {
      clock.advance(10)
      return isReached()
    })
    await told()
  }
  const taskOf = (child: MemoryChild): ProcessTask | null => (child.job?.payload as ProcessTask | undefined) ?? null
  const nameOf = (child: MemoryChild): string | undefined => taskOf(child)?.sourcePath.split('/').at(-1)
  const childWith = (name: string): MemoryChild => {
    const child = children.find((candidate) => nameOf(candidate) === name)
    if (child === undefined) throw new Error(`Expected a child with ${name} but there is none.`)
    return child
  }
  const rowId = (name: string): number => {
    const found = [...view.rows].find(([, row]) => row.name === name)
    if (found === undefined) throw new Error(`Expected a row ${name} but there is none.`)
    return found[0]
  }
  return {
    row: (name) => view.rows.get(rowId(name)) as SeenRow,
    rowId,
    until: untilReached,
    planned: async () => {
      await untilReached(() => worklist.state().plan.phase === 'ready' && worklist.state().import.uninspected === 0)
    },
    running: () => children.flatMap((child) => nameOf(child) ?? []),
    childWith,
    finish: async (name, changes = {}) => {
      const child = childWith(name)
      const task = taskOf(child)
      const outputs = (task?.outputs ?? []).map(({ finalPath, width, height }) => ({
        kind: 'written' as const,
        path: finalPath,
        format: 'jpeg' as const,
        width,
        height,
        bytes: 1000,
        fingerprint: { device: 1n, inode: 1n, bytes: 1000, modifiedNs: 1n, sha256: '0'.repeat(64) },
        kept: null,
      }))
      const reply: ProcessReply = {
        kind: 'processed',
        failure: null,
        outputs,
        losses: [],
        warnings: [],
        retired: null,
        ...changes,
      }
      child.done(reply)
      await told()
    },
    flush,
  }
}

/** What a window would know. */
class EventView {
  readonly rows = new Map<number, SeenRow>()
  #folders: string[] = []

  take(name: WorklistEventName, event: unknown): void {
    if (name === 'rowsAdded') this.#added(event as EventOf<'rowsAdded'>)
    if (name === 'rowsChanged') this.#changed(event as EventOf<'rowsChanged'>)
    if (name === 'rowsRemoved') this.#removed(event as EventOf<'rowsRemoved'>)
  }

  /** Forgets everything, as a page does that is loaded again. */
  reload(): void {
    this.rows.clear()
    this.#folders = []
  }

  #added({ beginsAnew, firstRow, names, folders, newFolders }: EventOf<'rowsAdded'>): void {
    if (beginsAnew) this.reload()
    this.#folders.push(...newFolders)
    for (const [place, name] of names.entries()) {
      this.rows.set(firstRow + place, {
        name,
        folder: this.#folders[folders[place] ?? 0] ?? '',
        state: 'waiting',
        action: 'unknown',
        marks: 0,
        width: 0,
        targetWidth: 0,
        estimatedBytes: 0,
        outputBytes: 0,
        expectedMs: 0,
        message: null,
      })
    }
  }

  #changed({ columns, messages }: EventOf<'rowsChanged'>): void {
    for (const [place, id] of columns.rows.entries()) {
      const known = this.rows.get(id)
      if (known === undefined) throw new Error(`Row ${String(id)} changed before anybody knew it.`)
      this.rows.set(id, {
        ...known,
        state: rowStates[columns.states[place] ?? 0] ?? 'waiting',
        action: planActions[columns.actions[place] ?? 0] ?? 'unknown',
        marks: columns.marks[place] ?? 0,
        width: columns.widths[place] ?? 0,
        targetWidth: columns.targetWidths[place] ?? 0,
        estimatedBytes: columns.estimatedBytes[place] ?? 0,
        outputBytes: columns.outputBytes[place] ?? 0,
        expectedMs: columns.expectedMs[place] ?? 0,
        message: messages.find((message) => message.row === id)?.text ?? null,
      })
    }
  }

  #removed({ rows }: EventOf<'rowsRemoved'>): void {
    if (rows === 'all') this.rows.clear()
    else for (const id of rows) this.rows.delete(id)
  }
}

function randomHexFrom(): () => string {
  let next = 0
  return () => (++next).toString(16).padStart(8, '0')
}
