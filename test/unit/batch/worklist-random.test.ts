import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createWorklist, type Worklist } from '../../../src/batch/worklist.ts'
import type { WorklistEventName } from '../../../src/batch/worklist-event.ts'
import { createProcessPool } from '../../../src/pool/process-pool.ts'
import { RowStore } from '../../../src/renderer/state/row-store.ts'
import type { ProcessTask } from '../../../src/shared/child-tasks.ts'
import { fail } from '../../../src/shared/failure.ts'
import { type EventOf, events, type RowDetails } from '../../../src/shared/ipc-contract.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import { planActions, rowMarks, rowStates } from '../../../src/shared/rows.ts'
import { type RandomNumbers, randomNumbers } from '../../support/facts.ts'
import { createFakePool, factsOnDisk } from '../../support/fake-pool.ts'
import { folderWith } from '../../support/folder-with.ts'
import { createMemoryRuntime, type MemoryChild } from '../../support/memory-runtime.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { outsideOfWorklist } from '../../support/worklist-outside.ts'

/** More of both for a long search: `BATCHFIT_RANDOM_SEEDS=200 BATCHFIT_RANDOM_STEPS=300`. */
const seedCount = Number(process.env['BATCHFIT_RANDOM_SEEDS'] ?? 6)
const firstSeed = Number(process.env['BATCHFIT_RANDOM_FIRST'] ?? 1)
const stepCount = Number(process.env['BATCHFIT_RANDOM_STEPS'] ?? 60)

const names = Array.from(
  { length: 24 },
  (_, place) => `${['', 'in/', 'in/deep/'][place % 3] ?? ''}${String(place)}.jpg`,
)
const recipes: readonly RecipeInput[] = [
  {},
  { outputs: [{ resize: { mode: 'fit', width: 800, height: 800 } }] },
  { destination: { kind: 'beside' }, outputs: [{ name: '{name}' }] },
  { destination: { kind: 'beside' }, onExisting: 'overwrite', outputs: [{ name: '{name}' }] },
  { destination: { kind: 'subfolder', name: 'out' }, outputs: [{ name: 'same' }], onExisting: 'skip' },
  { outputs: [{ name: '{name}-a' }, { name: '{name}-b' }] },
  // Not usable: two outputs of one name.
  { outputs: [{ name: '{nonsense}' }] },
]

/** A worklist and a window that know each other by events alone, and a hand that does anything at any time. */
class Play {
  readonly worklist: Worklist
  readonly clock = createVirtualClock()
  readonly log: string[] = []
  /** What the window knows. */
  store = new RowStore()
  readonly #random: RandomNumbers
  readonly #folder: string
  readonly #runtime = createMemoryRuntime({
    onStart: (child) => {
      if (this.#isBroken) child.exit({ code: 1 })
      else child.ready()
    },
  })
  /** Rows that somebody has removed. */
  readonly #removed = new Set<number>()
  /** Outputs by path. */
  readonly #written = new Set<string>()
  #sentCount = 0
  #isBroken = false
  /** The page has begun, and has not been told everything yet. */
  #isStale = true
  #hex = 0

  constructor(seed: number, folder: string) {
    this.#random = randomNumbers(seed)
    this.#folder = folder
    this.worklist = createWorklist({
      lightPool: createFakePool({ inspect: (path) => this.#inspect(path) }),
      createBatchPool: () => ({ pool: this.#createPool(), workSlots: 2 }),
      clock: this.clock,
      ...outsideOfWorklist({ clock: this.clock }),
      recipe: Recipe.parse({}),
      deadlineMs: () => 1_000_000,
      fileMode: 0o644,
      randomHex: () => (++this.#hex).toString(16).padStart(8, '0'),
      previewFolder: join(folder, '..', 'nowhere'),
      send: (name, event) => {
        this.#take(name, event)
      },
    })
    this.worklist.attach()
  }

  get alive(): readonly MemoryChild[] {
    return this.#runtime.children.filter((child) => child.isAlive)
  }

  async step(): Promise<void> {
    const random = this.#random
    const moves: readonly (readonly [number, string, () => unknown])[] = [
      [
        4,
        'add folder',
        () => {
          this.worklist.add([join(this.#folder, random.oneOf(['', 'in', 'in/deep']))])
        },
      ],
      [
        4,
        'add files',
        () => {
          this.worklist.add(
            random
              .shuffled(names)
              .slice(0, 1 + random.below(5))
              .map((name) => join(this.#folder, name)),
          )
        },
      ],
      [
        1,
        'add nothing there',
        () => {
          this.worklist.add([join(this.#folder, 'missing.jpg')])
        },
      ],
      [
        1,
        'cancel import',
        () => {
          this.worklist.cancelImport()
        },
      ],
      [
        3,
        'remove some',
        () => {
          this.#remove()
        },
      ],
      [
        1,
        'remove all',
        () => {
          this.#removeAll()
        },
      ],
      [3, 'recipe', () => this.worklist.setRecipe(Recipe.parse(random.oneOf(recipes)))],
      [6, 'start', () => this.worklist.start(this.#scope())],
      [3, 'pause', () => this.worklist.pause()],
      [3, 'resume', () => this.worklist.resume()],
      [2, 'cancel', () => this.worklist.cancel(random.oneOf(['finish', 'now'] as const))],
      [1, 'reload', () => this.#reload()],
      [
        1,
        'break or mend',
        () => {
          this.#isBroken = !this.#isBroken && random.below(3) === 0
        },
      ],
      [2, 'touch a file', () => this.#touch()],
      [
        12,
        'finish',
        () => {
          this.#finish()
        },
      ],
      [
        2,
        'crash',
        () => {
          this.#busy()?.exit({ signal: 'SIGSEGV' })
        },
      ],
      [
        8,
        'time',
        () => {
          this.clock.advance(random.below(200))
        },
      ],
      [8, 'breath', () => breath()],
    ]
    let at = random.below(moves.reduce((sum, [weight]) => sum + weight, 0))
    const move = moves.find(([weight]) => (at -= weight) < 0)
    if (move === undefined) throw new Error('Expected a move')
    this.log.push(move[1])
    await move[2]()
  }

  /** Until nothing happens by itself any more; what runs is finished. */
  async rest(): Promise<void> {
    if (this.#isBroken) this.#isBroken = false
    if (this.#random.below(2) === 0) this.worklist.resume()
    let quietRounds = 0
    for (let round = 0; quietRounds < 8; round += 1) {
      if (round > 3000) throw new Error(`Expected rest but got ${JSON.stringify(this.worklist.state())}`)
      const before = this.#sentCount
      while (this.#busy() !== undefined) this.#finish()
      for (let i = 0; i < 3; i += 1) await breath()
      this.clock.advance(120)
      const { import: importing, plan, batch } = this.worklist.state()
      const isQuiet = before === this.#sentCount || batch.phase === 'paused'
      const isBusy =
        importing.isScanning || importing.uninspected > this.#leftToBatch() || this.#isPlanning(plan, batch)
      quietRounds =
        isQuiet && !isBusy && !['running', 'pausing', 'cancelling'].includes(batch.phase) ? quietRounds + 1 : 0
    }
  }

  async check(): Promise<void> {
    const rows = await this.#rows()
    const { batch, plan, import: importing } = this.worklist.state()
    const { store } = this
    const told = Array.from({ length: store.length }, (_, place) => place).filter((place) => store.alive[place] === 1)
    expect(told.map((place) => place + store.base)).toEqual(rows.map(({ row }) => row))
    expect(told.map((place) => this.#shown(place))).toEqual(rows.map(shownDetails))
    expect(store.count).toBe(rows.length)
    expect([...store.stateCounts]).toEqual(rowStates.map((state) => rows.filter((row) => row.state === state).length))
    const running = rows.filter(({ state }) => ['reading', 'resizing', 'saving', 'checking'].includes(state))
    expect(running).toEqual([])
    expect(batch.running).toBe(0)
    expect(batch.done + batch.skipped + batch.failed).toBeLessThanOrEqual(batch.total)
    if (batch.phase === 'ended' && !batch.cancelled && batch.stopped === null)
      expect(batch.done + batch.skipped + batch.failed).toBe(batch.total)
    if (batch.phase === 'paused') return
    expect(importing.uninspected).toBe(0)
    await this.#checkPlan(rows, plan)
  }

  async close(): Promise<void> {
    this.log.push('close')
    await this.worklist.close()
    const sent = this.#sentCount
    for (let i = 0; i < 5; i += 1) await breath()
    expect(this.clock.pending()).toBe(0)
    expect(this.alive).toEqual([])
    this.worklist.add([this.#folder])
    for (let i = 0; i < 5; i += 1) await breath()
    this.clock.advance(10_000)
    expect(this.#sentCount).toBe(sent)
  }

  async #checkPlan(rows: readonly RowDetails[], plan: EventOf<'planChanged'>): Promise<void> {
    const waiting = rows.filter(({ state }) => state === 'waiting')
    if (plan.problems.length > 0) {
      expect(waiting.filter(({ action }) => action !== 'unknown')).toEqual([])
      return
    }
    const count = (isCounted: (row: RowDetails) => boolean): number => waiting.filter(isCounted).length
    const has = (mark: number) => (row: RowDetails) =>
      ((this.store.marks[this.store.placeOf(row.row)] ?? 0) & mark) !== 0
    const written = waiting.filter(({ action }) => action === 'write')
    const outputs = written.flatMap((row) => row.outputs)
    expect(plan).toMatchObject({
      phase: waiting.length === 0 ? 'empty' : 'ready',
      write: written.length,
      skip: count(({ action }) => action === 'skip'),
      refuse: count(({ action }) => action === 'refuse'),
      renamed: count(has(rowMarks.isRenamed)),
      clashes: count(has(rowMarks.isClash)),
      noOps: count(has(rowMarks.isNoOp)),
      outputs: outputs.length,
      sourceBytes: written.reduce((sum, { facts }) => sum + (facts?.bytes ?? 0), 0),
      estimatedBytes: outputs.reduce((sum, { bytes }) => sum + bytes, 0),
    })
    expect(new Set(outputs.map(({ path }) => path)).size).toBe(outputs.length)
    const listed = await this.worklist.listPlan('all', 0, 1000)
    expect(listed).toMatchObject({ total: waiting.length })
    expect(listed.items.map(({ row }) => row)).toEqual(waiting.map(({ row }) => row))
  }

  async #rows(): Promise<readonly RowDetails[]> {
    const rows: RowDetails[] = []
    for (let row = 0; row < this.#endOfRows(); row += 1) {
      const answer = await this.worklist.describe(row)
      if (answer.ok) rows.push(answer.value)
      expect(answer.ok && this.#removed.has(row)).toBe(false)
    }
    return rows
  }

  #endOfRows(): number {
    return Math.max(this.store.base + this.store.length, ...[...this.#removed].map((row) => row + 1))
  }

  /** With a recipe that cannot be used there is nothing to plan, and beside a paused batch nothing is. */
  #isPlanning({ phase, problems }: EventOf<'planChanged'>, batch: EventOf<'batchChanged'>): boolean {
    return phase === 'planning' && problems.length === 0 && batch.phase !== 'paused'
  }

  /** Rows whose headers a paused batch reads when it goes on. */
  #leftToBatch(): number {
    return this.worklist.state().batch.phase === 'paused' ? Infinity : 0
  }

  #shown(place: number): unknown {
    const { store } = this
    const folder = store.folderPaths[store.folders[place] ?? -1] ?? '?'
    return {
      path: join(folder, store.names[place] ?? ''),
      state: rowStates[store.states[place] ?? 0],
      action: planActions[store.actions[place] ?? 0],
      width: store.widths[place],
      message: store.messages.get(place + store.base)?.text ?? null,
    }
  }

  #take<Name extends WorklistEventName>(name: Name, event: EventOf<Name>): void {
    this.#sentCount += 1
    const checked = events[name].safeParse(event)
    if (!checked.success) throw new Error(`${name} is not what the contract says: ${checked.error.message}`)
    if (name === 'rowsAdded') this.#added(event as EventOf<'rowsAdded'>)
    if (name === 'rowsChanged') this.#changed(event as EventOf<'rowsChanged'>)
    if (name === 'rowsRemoved') this.store.remove((event as EventOf<'rowsRemoved'>).rows)
  }

  #added(event: EventOf<'rowsAdded'>): void {
    const { firstRow, names: added, beginsAnew } = event
    if (beginsAnew) this.#isStale = false
    for (const [place, name] of added.entries()) expect(this.#removed.has(firstRow + place)).toBe(name === '')
    this.store.add(event)
  }

  #changed(event: EventOf<'rowsChanged'>): void {
    for (const row of event.columns.rows) {
      expect(this.#removed.has(row)).toBe(false)
      if (!this.#isStale) expect(this.store.placeOf(row)).not.toBe(-1)
    }
    this.store.change(event, this.clock.now())
  }

  async #inspect(path: string): ReturnType<typeof factsOnDisk> {
    const number = Number(/(\d+)\.jpg$/.exec(path)?.[1] ?? 1)
    // Some headers take their time, so that calls come in between.
    for (let breaths = (number * 7 + this.#sentCount) % 4; breaths > 0; breaths -= 1) await breath()
    if (number === 13) return fail('not-a-picture', 'It is no picture.')
    return factsOnDisk(path, { width: 1000 + number, hasAlpha: number % 5 === 0 })
  }

  #createPool(): ReturnType<typeof createProcessPool> {
    return createProcessPool({
      runtime: this.#runtime,
      clock: this.clock,
      workSlots: 2,
      lightSlots: 0,
      memoryBudgetBytes: 1e12,
      recycle: { afterJobs: 5, aboveRssBytes: 1e12 },
      startTimeoutMs: 5000,
    })
  }

  #scope(): 'waiting' | 'failed' | 'all' | Uint32Array {
    return this.#random.oneOf(['waiting', 'waiting', 'failed', 'all', this.#someRows()] as const)
  }

  #someRows(): Uint32Array {
    const count = 1 + this.#random.below(6)
    return Uint32Array.from({ length: count }, () => this.#random.below(this.#endOfRows() + 2))
  }

  #remove(): void {
    const rows = this.#someRows()
    const there = [...rows].filter((row) => this.worklist.sourcePath(row) !== null)
    if (this.worklist.remove(rows).ok) for (const row of there) this.#removed.add(row)
  }

  #removeAll(): void {
    const there: number[] = []
    for (let row = 0; row < this.#endOfRows() + 100; row += 1) {
      if (this.worklist.sourcePath(row) !== null) there.push(row)
    }
    if (this.worklist.remove('all').ok) for (const row of there) this.#removed.add(row)
  }

  /** A page that begins hears events from the start, and asks for everything a moment later. */
  async #reload(): Promise<void> {
    this.store = new RowStore()
    this.#isStale = true
    for (let i = this.#random.below(3); i > 0; i -= 1) {
      await breath()
      this.clock.advance(60)
    }
    this.worklist.attach()
  }

  async #touch(): Promise<void> {
    const path = join(this.#folder, this.#random.oneOf(names))
    if (this.#written.has(path)) return
    if (this.#random.below(3) === 0) await rm(path, { force: true })
    else {
      await writeFile(path, 'x'.repeat(1 + this.#random.below(50)))
      await utimes(path, 1, this.#random.below(1e9))
    }
  }

  #busy(): MemoryChild | undefined {
    const busy = this.alive.filter((child) => child.job !== null)
    return busy.length === 0 ? undefined : this.#random.oneOf(busy)
  }

  #finish(): void {
    const child = this.#busy()
    const task = (child?.job as { readonly payload?: ProcessTask } | null)?.payload
    if (child === undefined || task === undefined) return
    const outputs = task.outputs.map(({ finalPath, width, height }) => ({
      kind: 'written' as const,
      ...{ path: finalPath, format: 'jpeg' as const, width, height, bytes: 1000 },
    }))
    const reply = { kind: 'processed', failure: null, outputs, losses: [], warnings: [] }
    const chance = this.#random.below(20)
    if (chance === 0) child.done({ ...reply, outputs: [], failure: { code: 'disk-full', message: 'Full.' } })
    else if (chance < 4) child.done({ ...reply, outputs: [], failure: { code: 'image-damaged', message: 'Broken.' } })
    else {
      for (const order of task.outputs) this.#write(order)
      child.done(reply)
    }
  }

  #write({ finalPath, overwrite }: ProcessTask['outputs'][number]): void {
    // What came after the plan is kept by the child, which is not tested here.
    if (existsSync(finalPath) && !overwrite) return
    if (existsSync(finalPath)) expect(readFileSync(finalPath, 'utf8')).toBe('output')
    mkdirSync(dirname(finalPath), { recursive: true })
    writeFileSync(finalPath, 'output')
    this.#written.add(finalPath)
  }
}

function shownDetails({ path, state, action, facts, message }: RowDetails): unknown {
  return { path, state, action, width: facts?.width ?? 0, message: message?.text ?? null }
}

/** Lets what hangs on the disk and on nothing else go on. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1))
}

describe('a worklist in any order of calls', () => {
  const seeds = Array.from({ length: seedCount }, (_, place) => firstSeed + place)

  it.each(seeds)(
    'loses no row, counts right, and tells the window what is so (seed %i)',
    async (seed) => {
      const play = new Play(seed, await folderWith(...names))
      onTestFinished(() => play.worklist.close())
      try {
        for (let step = 1; step <= stepCount; step += 1) {
          await play.step()
          if (step % 20 > 0) continue
          await play.rest()
          await play.check()
        }
        await play.close()
      } catch (error) {
        throw new Error(`After ${play.log.join(', ')}`, { cause: error })
      }
    },
    600_000,
  )
})
