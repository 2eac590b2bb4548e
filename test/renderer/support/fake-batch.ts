import {
  type BatchState,
  type EventOf,
  type ImportState,
  maxEventRows,
  type OutputOf,
  type PlanFilter,
  type PlanState,
  type RowDetails,
} from '../../../src/shared/ipc-contract.ts'
import type { EventName } from '../../../src/shared/ipc-names.ts'
import type { Hold } from '../../../src/shared/history.ts'
import type { Recipe } from '../../../src/shared/recipe.ts'
import { rowMarks, rowStates } from '../../../src/shared/rows.ts'
import { changeOf, endRow, type MadeUpRow, makeUpRow, planRow } from './made-up-rows.ts'

export interface FakeBatchOptions {
  readonly emit: <Name extends EventName>(name: Name, event: EventOf<Name>) => void
  readonly seed: number
  readonly recipe: Recipe
  /** Pictures at once. */
  readonly slots: number
  /** Told of every batch when it begins and when it has ended; null where nothing is kept. */
  readonly record: ((id: string, recipe: Recipe, state: BatchState) => void) | null
}

const tickMs = 50
const gigabyte = 1024 ** 3

/**
 * Import, plan and run of made-up rows. A timer moves them on while there is something to do; `step` moves them on by
 * hand, and `settle` to the end at once.
 */
export class FakeBatch {
  readonly rows: MadeUpRow[] = []
  /** Rows that an import brings a second, headers that are read a second, and changes of running rows a second. */
  importsPerSecond = 8000
  inspectsPerSecond = 4000
  changesPerSecond = 60
  /** False: nothing moves but by `step` and `settle`. */
  isPlaying = true
  problems: PlanState['problems'] = []
  freeBytes: number | null = 120 * gigabyte
  /** Originals are replaced; every fifth has no bin, and every fiftieth is a link. */
  replace: { readonly takesLinks: boolean } | null = null
  folderName = 'Originals 2026-11-25'
  leftOut = { hidden: 0, special: 0, repeated: 0 }

  readonly #options: FakeBatchOptions
  #recipe: Recipe
  #folders: string[] = []
  #toImport = 0
  #found = 0
  #uninspected: MadeUpRow[] = []
  #queue: MadeUpRow[] = []
  #running: MadeUpRow[] = []
  #phase: BatchState['phase'] = 'idle'
  #total = 0
  #elapsedMs = 0
  #cancelled = false
  #holds: BatchState['holds'] = []
  #id: string | null = null
  #isReplace = false
  #batches = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: FakeBatchOptions) {
    this.#options = options
    this.#recipe = options.recipe
  }

  get isRunning(): boolean {
    return this.#phase !== 'idle' && this.#phase !== 'ended'
  }

  /** Brings this many rows, at the pace of `importsPerSecond`. */
  import(count: number): void {
    this.#toImport += count
    this.#found = this.#toImport
    this.#schedule()
    this.#options.emit('importChanged', this.importState())
  }

  /** Brings rows at once, planned. */
  importAtOnce(count: number): void {
    this.#bring(count)
    this.#inspect(count)
    this.#tellState()
  }

  stopImport(): void {
    this.#found -= this.#toImport
    this.#toImport = 0
    this.#options.emit('importChanged', this.importState())
  }

  remove(which: EventOf<'rowsRemoved'>['rows']): void {
    const gone = which === 'all' ? this.rows : [...which].flatMap((row) => this.rows[row] ?? [])
    for (const made of gone) made.isRemoved = true
    this.#uninspected = this.#uninspected.filter((made) => !made.isRemoved)
    if (which === 'all') this.#phase = 'idle'
    this.#options.emit('rowsRemoved', { rows: which })
    this.#tellState()
  }

  setRecipe(recipe: Recipe): PlanState['problems'] {
    this.#recipe = recipe
    const waiting = this.#alive().filter((made) => made.state === 'waiting' && made.isInspected)
    for (const made of waiting) planRow(made, recipe)
    this.#tell(waiting)
    this.#options.emit('planChanged', this.planState())
    return this.planState().problems
  }

  setReplace(mode: { readonly takesLinks: boolean } | null): void {
    this.replace = mode
    this.#options.emit('planChanged', this.planState())
  }

  /** Makes a batch that runs wait, as a full disk does. */
  hold(...holds: readonly Hold[]): void {
    this.#holds = [...holds]
    if (this.#phase === 'running') this.#phase = this.#running.length === 0 ? 'paused' : 'pausing'
    this.#options.emit('batchChanged', this.batchState())
    this.#schedule()
  }

  /** `id` is of a batch that goes on; else it gets a new one. */
  start(scope: 'waiting' | 'failed' | 'all' | Uint32Array, id?: string): number {
    const wanted = this.#alive().filter((made) => {
      if (typeof scope !== 'string') return scope.includes(made.row)
      return scope === 'all' || made.state === scope
    })
    for (const made of wanted) {
      if (made.state !== 'waiting') planRow(made, this.#recipe)
      Object.assign(made, { state: 'waiting', outputBytes: 0 })
    }
    this.#queue = [...wanted]
    this.#batchRows = wanted
    this.#running = []
    this.#total = wanted.length
    this.#elapsedMs = 0
    this.#cancelled = false
    this.#holds = []
    this.#isReplace = this.replace !== null
    this.#id = this.#options.record === null ? null : (id ?? (0xb0000000 + ++this.#batches).toString(16))
    this.#phase = 'running'
    this.#record()
    this.#tell(wanted)
    this.#tellState()
    this.#schedule()
    return wanted.length
  }

  pause(): void {
    if (this.#phase === 'running') this.#phase = 'pausing'
    this.#holds = [...this.#holds, { reason: 'person', folder: null, freeBytes: null, neededBytes: null }]
    this.#options.emit('batchChanged', this.batchState())
  }

  resume(): void {
    if (this.#phase === 'paused' || this.#phase === 'pausing') this.#phase = 'running'
    this.#holds = []
    this.#options.emit('batchChanged', this.batchState())
    this.#schedule()
  }

  cancel(how: 'finish' | 'now'): void {
    this.#cancelled = true
    this.#queue = []
    if (how === 'now') {
      for (const made of this.#running) made.state = 'waiting'
      this.#tell(this.#running)
      this.#running = []
    }
    this.#holds = []
    this.#phase = this.#running.length === 0 ? 'ended' : 'cancelling'
    if (this.#phase === 'ended') this.#record()
    this.#options.emit('batchChanged', this.batchState())
    this.#schedule()
  }

  /** One step of everything that moves, as the timer does it. */
  step(): void {
    const share = (perSecond: number): number => Math.max(1, Math.round((perSecond * tickMs) / 1000))
    if (this.#toImport > 0) {
      const count = Math.min(this.#toImport, share(this.importsPerSecond), maxEventRows)
      this.#toImport -= count
      this.#bring(count)
    }
    if (this.#uninspected.length > 0) this.#inspect(share(this.inspectsPerSecond))
    if (this.isRunning && this.#phase !== 'paused') this.#advance(share(this.changesPerSecond))
    this.#tellState()
  }

  /** Runs everything that moves to its end, at once. */
  settle(): void {
    while (this.#isBusy()) this.step()
  }

  /** Runs until this share of the rows of the batch has ended, then stands still. */
  playTo(share: number): void {
    this.isPlaying = false
    this.start('waiting')
    while (this.#isBusy() && this.#queue.length > this.#total * (1 - share)) this.step()
  }

  importState(): ImportState {
    return {
      isScanning: this.#toImport > 0,
      found: this.#found,
      uninspected: this.#uninspected.length,
      leftOut: this.leftOut,
    }
  }

  planState(): PlanState {
    const waiting = this.#alive().filter((made) => made.state === 'waiting')
    const count = (matches: (made: MadeUpRow) => boolean): number => waiting.filter(matches).length
    const sum = (bytes: (made: MadeUpRow) => number): number => waiting.reduce((all, made) => all + bytes(made), 0)
    const write = count((made) => made.action === 'write')
    return {
      phase: waiting.length === 0 ? 'empty' : this.#uninspected.length > 0 || this.#toImport > 0 ? 'planning' : 'ready',
      write,
      skip: count((made) => made.action === 'skip'),
      refuse: count((made) => made.action === 'refuse'),
      renamed: count((made) => (made.marks & rowMarks.isRenamed) !== 0),
      clashes: count((made) => (made.marks & rowMarks.isClash) !== 0),
      noOps: count((made) => (made.marks & rowMarks.isNoOp) !== 0),
      outputs: write * this.#recipe.outputs.length,
      sourceBytes: sum((made) => (made.isInspected ? made.sourceBytes : 0)),
      estimatedBytes: sum((made) => made.estimatedBytes),
      freeBytes: this.freeBytes,
      folder: waiting[0] === undefined ? null : `${waiting[0].folder}/Resized`,
      problems: [...this.problems, ...this.#replaceProblems()],
      replace: this.#replaceState(waiting),
    }
  }

  batchState(): BatchState {
    const inBatch = this.#batchRows
    const count = (state: MadeUpRow['state']): number => inBatch.filter((made) => made.state === state).length
    const [done, skipped, failed] = [count('done'), count('skipped'), count('failed')]
    const isMoving = this.#phase === 'running'
    const filesPerSecond = isMoving ? this.changesPerSecond / 5 : 0
    const leftMs = ((this.#queue.length + this.#running.length) / Math.max(0.1, filesPerSecond)) * 1000
    const ended = inBatch.filter((made) => made.state === 'done')
    const lossy = ended.filter((made) => (made.marks & rowMarks.hasLosses) !== 0).length
    return {
      phase: this.#phase,
      total: this.#total,
      done,
      skipped,
      failed,
      running: this.#running.length,
      fraction: this.#total === 0 ? 0 : (done + skipped + failed) / this.#total,
      elapsedMs: this.#elapsedMs,
      filesPerSecond,
      bytesPerSecond: filesPerSecond * 3_900_000,
      timeLeft: isMoving && this.#elapsedMs > 500 ? { lowMs: leftMs * 0.8, highMs: leftMs * 1.3 } : null,
      sourceBytes: ended.reduce((all, made) => all + made.sourceBytes, 0),
      outputBytes: ended.reduce((all, made) => all + made.outputBytes, 0),
      losses: lossy === 0 ? [] : [{ code: 'depth-reduced', message: '16 bits per channel became 8.', count: lossy }],
      cancelled: this.#cancelled,
      stopped: null,
      holds: this.#phase === 'pausing' || this.#phase === 'paused' ? this.#holds : [],
      id: this.#id,
      isReplace: this.#isReplace,
    }
  }

  describe(row: number): RowDetails | null {
    const made = this.rows[row]
    if (made === undefined || made.isRemoved) return null
    const { format, width, height, sourceBytes: bytes } = made
    const stem = made.name.replace(/\.[^.]+$/, '')
    return {
      row,
      path: `${made.folder}/${made.name}`,
      facts: made.isInspected
        ? {
            ...{ format, width, height, bytes, orientation: 1, bitsPerSample: 8, hasAlpha: format === 'png' },
            ...{ colourModel: 'rgb', hasProfile: true, isSrgb: true, frames: 1, isAnimated: format === 'gif' },
            ...{ hasExif: format === 'jpeg', hasGainMap: false, takenOn: format === 'jpeg' ? '2026-03-14' : null },
          }
        : null,
      state: made.state,
      action: made.action,
      outputs:
        made.action === 'write'
          ? this.#recipe.outputs.map((_, index) => ({
              index,
              path: this.#target(made, stem, index),
              format: 'jpeg',
              width: made.targetWidth,
              height: made.targetHeight,
              bytes: made.state === 'done' ? made.outputBytes : made.estimatedBytes,
              isWritten: made.state === 'done',
            }))
          : [],
      message: made.message,
      losses: made.fate === 'lossy' ? [{ code: 'depth-reduced', message: '16 bits per channel became 8.' }] : [],
      warnings: [],
      elapsedMs: made.state === 'done' ? 412 : null,
    }
  }

  #target({ folder, name }: MadeUpRow, stem: string, index: number): string {
    return this.replace !== null
      ? `${folder}/${name}`
      : `${folder}/Resized/${stem}${index === 0 ? '' : `-${String(index)}`}.jpg`
  }

  listPlan(filter: PlanFilter, offset: number, limit: number): OutputOf<'listPlan'> {
    const marks = { renamed: rowMarks.isRenamed, clashes: rowMarks.isClash, 'no-ops': rowMarks.isNoOp }
    const matching = this.#alive().filter((made) => {
      if (made.state !== 'waiting') return false
      if (filter === 'all') return true
      if (filter === 'write' || filter === 'skip' || filter === 'refuse') return made.action === filter
      return (made.marks & marks[filter]) !== 0
    })
    const items = matching.slice(offset, offset + limit).flatMap((made) => {
      const details = this.describe(made.row)
      if (details === null) return []
      const outputs = details.outputs.map(({ path, width, height, bytes }) => ({ path, width, height, bytes }))
      const { row, action, marks: bits, message } = made
      return [{ row, source: details.path, action, marks: bits, outputs, message }]
    })
    return { total: matching.length, items }
  }

  proofRows(): OutputOf<'chooseProofRows'>['rows'] {
    const alive = this.#alive().filter((made) => made.isInspected && made.action === 'write')
    const bySize = alive.toSorted((a, b) => b.width * b.height - a.width * a.height)
    const portrait = alive.find((made) => made.height > made.width)
    const transparent = alive.find((made) => made.format === 'png')
    const chosen = [
      { made: bySize[0], reason: 'largest' as const },
      { made: bySize.at(-1), reason: 'smallest' as const },
      { made: portrait, reason: 'portrait' as const },
      { made: transparent, reason: 'transparent' as const },
    ]
    const seen = new Set<number>()
    return chosen.flatMap(({ made, reason }) => {
      if (made === undefined || seen.has(made.row)) return []
      seen.add(made.row)
      return [{ row: made.row, reason }]
    })
  }

  /** Tells every row that there is, as after a reload. */
  tellAnew(): void {
    this.#folders = []
    const alive = this.#alive()
    for (let from = 0; from < alive.length; from += maxEventRows)
      this.#tellAdded(alive.slice(from, from + maxEventRows))
    this.#tell(alive)
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #batchRows: readonly MadeUpRow[] = []

  #alive(): MadeUpRow[] {
    return this.rows.filter((made) => !made.isRemoved)
  }

  #isBusy(): boolean {
    const isMoving = this.isRunning && this.#phase !== 'paused'
    return this.#toImport > 0 || this.#uninspected.length > 0 || isMoving
  }

  #schedule(): void {
    if (!this.isPlaying || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (!this.isPlaying) return
      this.step()
      if (this.#isBusy()) this.#schedule()
    }, tickMs)
  }

  #bring(count: number): void {
    const first = this.rows.length
    const fresh = Array.from({ length: count }, (_, i) => makeUpRow(first + i, this.#options.seed))
    this.rows.push(...fresh)
    this.#uninspected.push(...fresh)
    for (let from = 0; from < fresh.length; from += maxEventRows)
      this.#tellAdded(fresh.slice(from, from + maxEventRows))
  }

  #tellAdded(fresh: readonly MadeUpRow[]): void {
    // Rows that were removed leave gaps, and one event holds rows without a gap.
    const newFolders: string[] = []
    const placeOf = (folder: string): number => {
      const known = this.#folders.indexOf(folder)
      if (known !== -1) return known
      newFolders.push(folder)
      return this.#folders.push(folder) - 1
    }
    const gap = fresh.findIndex((made, i) => i > 0 && made.row !== (fresh[i - 1]?.row ?? 0) + 1)
    const run = gap === -1 ? fresh : fresh.slice(0, gap)
    const folders = Uint32Array.from(run, (made) => placeOf(made.folder))
    this.#options.emit('rowsAdded', {
      beginsAnew: newFolders.length === this.#folders.length,
      firstRow: run[0]?.row ?? 0,
      names: run.map((made) => made.name),
      folders,
      newFolders,
    })
    if (gap !== -1) this.#tellAdded(fresh.slice(gap))
  }

  #inspect(count: number): void {
    const read = this.#uninspected.splice(0, count)
    for (const made of read) {
      made.isInspected = true
      planRow(made, this.#recipe)
    }
    this.#tell(read)
  }

  /** Moves the running rows on, one state each, until `changes` are used up. */
  #advance(changes: number): void {
    this.#elapsedMs += tickMs
    const changed = new Set<MadeUpRow>()
    for (let left = changes; left > 0; left--) {
      const isFull = this.#running.length >= this.#options.slots
      const next = isFull || this.#phase !== 'running' ? undefined : this.#queue.shift()
      const made = next ?? this.#running.shift()
      if (made === undefined) break
      this.#moveOn(made)
      changed.add(made)
    }
    this.#tell([...changed])
    if (this.#running.length > 0) return
    if (this.#phase === 'pausing') this.#phase = 'paused'
    else if (this.#queue.length === 0) {
      this.#phase = 'ended'
      this.#record()
    }
  }

  #record(): void {
    if (this.#id !== null) this.#options.record?.(this.#id, this.#recipe, this.batchState())
  }

  /** What is wrong only because originals are replaced, as main says it. */
  #replaceProblems(): PlanState['problems'] {
    if (this.replace === null) return []
    const name = this.#recipe.outputs[0]?.name ?? ''
    return [
      ...(this.#recipe.outputs.length > 1
        ? [{ path: 'outputs', code: 'replace-one-output' as const, subject: '', message: 'One output only.' }]
        : []),
      ...(name !== '{name}'
        ? [{ path: 'outputs[0].name', code: 'replace-plain-name' as const, subject: name, message: 'Plain name.' }]
        : []),
    ]
  }

  #replaceState(waiting: readonly MadeUpRow[]): PlanState['replace'] {
    if (this.replace === null) return null
    const { takesLinks } = this.replace
    const links = takesLinks ? 0 : waiting.filter(({ row }) => row % 50 === 49).length
    const replaced = waiting.filter(({ action, row }) => action === 'write' && (takesLinks || row % 50 !== 49))
    const toFolder = replaced.filter(({ row }) => row % 5 === 4).length
    const { folderName } = this
    return { takesLinks, toBin: replaced.length - toFolder, toFolder, folderName, links }
  }

  #moveOn(made: MadeUpRow): void {
    if (made.action !== 'write') {
      endRow(made)
      return
    }
    const next = rowStates[rowStates.indexOf(made.state) + 1] ?? 'done'
    const breaks = (made.fate === 'damaged' && next === 'resizing') || (made.fate === 'crashes' && next === 'saving')
    if (next === 'done' || breaks) {
      endRow(made)
      return
    }
    made.state = next
    this.#running.push(made)
  }

  #tell(rows: readonly MadeUpRow[]): void {
    for (let from = 0; from < rows.length; from += maxEventRows) {
      this.#options.emit('rowsChanged', changeOf(rows.slice(from, from + maxEventRows)))
    }
  }

  #tellState(): void {
    this.#options.emit('importChanged', this.importState())
    this.#options.emit('planChanged', this.planState())
    this.#options.emit('batchChanged', this.batchState())
  }
}
