import { dirname } from 'node:path'
import type { Clock } from '../shared/clock.ts'
import type { Outcome } from '../shared/failure.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import type { Recipe } from '../shared/recipe.ts'
import { freeBytes } from './free-space.ts'
import { createPlanner, type Planner, type PlannerOptions } from './planner.ts'
import type { ReplacePlanning } from './replace-planning.ts'
import type { Row } from './row.ts'
import { planChange, undecidedChange } from './row-change.ts'
import type { RowStore } from './row-store.ts'
import { TimeSlices } from './time-slices.ts'

export interface PlanRowsOptions {
  readonly rows: RowStore
  readonly clock: Clock
  readonly workingFolder: string
  readonly isSource: PlannerOptions['isSource']
  /** Null while there is nothing to plan with: the recipe has problems. */
  recipe(): Recipe | null
  /** Null unless originals are to be replaced. */
  replace(): ReplacePlanning | null
  onChange(): void
}

/** A recipe that is being changed changes again at once: planning waits so long, in milliseconds. */
const debounceMs = 100

/** One way through all rows that wait, with one recipe; another takes its place when anything changes before its end. */
interface Pass {
  /** Null where rows only lose what was decided. */
  readonly planner: Planner | null
  next: number
  isUnderWay: boolean
}

/** Plans the rows that wait as if they were run now, in their order, and begins anew whenever that may be out of date. */
export class PlanRows {
  readonly #options: PlanRowsOptions
  #pass: Pass | null = null
  #cancelTimer: (() => void) | null = null
  #isSuspended = false
  #isClosed = false
  #folder: string | null = null
  #freeBytes: number | null = null

  constructor(options: PlanRowsOptions) {
    this.#options = options
  }

  /** Whether every row that can be planned now has been. */
  get isIdle(): boolean {
    return this.#cancelTimer === null && this.#pass?.isUnderWay !== true
  }

  /** Of the first output, as soon as it is known. */
  get destination(): { readonly folder: string | null; readonly freeBytes: number | null } {
    return { folder: this.#folder, freeBytes: this.#freeBytes }
  }

  /** What was decided is out of date: it is decided anew after a short pause. */
  restart(): void {
    if (this.#isClosed) return
    this.#pass = null
    this.#folder = null
    this.#freeBytes = null
    this.#options.rows.ledger.beginPlanPass()
    this.#cancelTimer?.()
    this.#cancelTimer = this.#options.clock.after(debounceMs, () => {
      this.#cancelTimer = null
      this.nudge()
      this.#options.onChange()
    })
    this.#options.onChange()
  }

  /** New rows are there, or headers: the pass that stopped for them goes on. */
  nudge(): void {
    if (this.#isClosed || this.#isSuspended || this.#cancelTimer !== null) return
    const pass = (this.#pass ??= this.#begin())
    if (!pass.isUnderWay) void this.#goOn(pass)
  }

  /** While a batch runs, which plans by itself. What was decided stays until `resume`, which begins anew. */
  suspend(): void {
    this.#isSuspended = true
    this.#pass = null
  }

  resume(): void {
    this.#isSuspended = false
    this.restart()
  }

  close(): void {
    this.#isClosed = true
    this.#pass = null
    this.#cancelTimer?.()
  }

  #begin(): Pass {
    const { rows, workingFolder, isSource } = this.#options
    const recipe = this.#options.recipe()
    const replace = this.#options.replace()
    const planner = recipe === null ? null : createPlanner({ recipe, workingFolder, isSource, replace })
    return { planner, next: rows.first, isUnderWay: false }
  }

  async #goOn(pass: Pass): Promise<void> {
    const slices = new TimeSlices()
    const { rows } = this.#options
    pass.isUnderWay = true
    pass.next = Math.max(pass.next, rows.first)
    while (this.#pass === pass && pass.next < rows.end) {
      const row = rows.get(pass.next)
      if (row?.state === 'waiting' && !(await this.#planOne(pass, row))) break
      pass.next += 1
      if (slices.isOver()) await slices.nextTurn()
    }
    pass.isUnderWay = false
    this.#options.onChange()
  }

  /** False when the pass cannot go on: the header is yet to come, or another pass has taken its place. */
  async #planOne(pass: Pass, row: Row): Promise<boolean> {
    const { rows } = this.#options
    if (pass.planner === null) {
      if (row.action !== 'unknown') rows.update(row, undecidedChange(row))
      return true
    }
    const header = headerOf(row)
    if (header === null) return false
    const { planPass } = rows.ledger
    const job = await pass.planner.plan(rows.source(row), header)
    if (this.#pass !== pass) return false
    rows.update(row, planChange(row, job, planPass))
    const first = job.outputs[0]
    if (this.#folder === null && first !== undefined) void this.#lookAt(dirname(first.path))
    this.#options.onChange()
    return true
  }

  async #lookAt(folder: string): Promise<void> {
    const { planPass } = this.#options.rows.ledger
    this.#folder = folder
    const free = await freeBytes(folder)
    if (this.#options.rows.ledger.planPass !== planPass) return
    this.#freeBytes = free
    this.#options.onChange()
  }
}

/** What is known of a row's header; null while nothing is. */
function headerOf(row: Row): Outcome<ImageFacts> | null {
  if (row.facts !== null) return { ok: true, value: row.facts }
  return row.failure === null ? null : { ok: false, failure: row.failure }
}
