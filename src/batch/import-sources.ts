import { basename, dirname, join } from 'node:path'
import type { ImportState } from '../shared/ipc-contract.ts'
import type { Destination } from '../shared/recipe.ts'
import type { SourceFile } from '../shared/plan.ts'
import { canonicalPath } from './canonical-path.ts'
import { RestoredSources } from './restored-sources.ts'
import type { Row } from './row.ts'
import type { RowStore } from './row-store.ts'
import { prepareScan, type Scan, type ScannedItem, type ScanOptions } from './scan-sources.ts'
import { TimeSlices } from './time-slices.ts'

export interface ImportOptions {
  readonly rows: RowStore
  readonly workingFolder: string
  /** Of the recipe as it is when a scan begins: folders of outputs are left out. */
  destination(): Destination
  /** A new row is there. */
  onListed(source: SourceFile): void
  onChange(): void
}

/** One list of paths on its way into the rows. */
interface Import {
  scan(): Promise<Scan>
  isCancelled: boolean
  /** Its place in the order of ends and written outputs; null while it runs. */
  ended: number | null
}

/**
 * Scans what is dropped and makes rows of it, any number of drops at a time. Every scan is kept for its memory of what
 * is an original: also of rows that were removed since.
 */
export class ImportSources {
  readonly #options: ImportOptions
  readonly #imports: Import[] = []
  readonly #restored = new RestoredSources()
  /** Outputs of this worklist by path free of links, and when each was written. */
  readonly #written = new Map<string, number>()
  /** Folders that were written to, free of links: a mapped drive is asked for by its share as well. */
  readonly #canonical = new Map<string, Promise<string>>()
  #order = 0
  #running = 0
  #found = 0
  #leftOut = { hidden: 0, special: 0, repeated: 0 }

  constructor(options: ImportOptions) {
    this.#options = options
  }

  get isScanning(): boolean {
    return this.#running > 0
  }

  state(): Omit<ImportState, 'uninspected'> {
    return { isScanning: this.isScanning, found: this.#found, leftOut: { ...this.#leftOut } }
  }

  /** Resolves when the scan is over. */
  async add(paths: readonly string[]): Promise<void> {
    if (this.#running === 0) {
      this.#found = 0
      this.#leftOut = { hidden: 0, special: 0, repeated: 0 }
    }
    this.#running += 1
    const { workingFolder, onChange } = this.#options
    const scan = prepareScan({ inputs: paths, workingFolder, filter: everything }, this.#options.destination())
    const entry: Import = { scan: () => scan, isCancelled: false, ended: null }
    this.#imports.push(entry)
    onChange()
    try {
      await this.#takeIn(entry)
    } finally {
      entry.ended = ++this.#order
      this.#running -= 1
      onChange()
    }
  }

  /** Ends every scan; what was found stays. */
  cancel(): void {
    for (const entry of this.#imports) entry.isCancelled = true
  }

  /**
   * What an earlier process was given, for a batch whose destination is this: whatever is in it is an original, also what
   * that batch was not over. It is looked at when somebody asks, because hardly anybody does.
   */
  remember(inputs: readonly string[], destination: Destination): void {
    const { workingFolder } = this.#options
    let walked: Promise<Scan> | null = null
    const scan = (): Promise<Scan> => (walked ??= walk({ inputs, workingFolder, filter: everything }, destination))
    this.#imports.push({ scan, isCancelled: false, ended: ++this.#order })
  }

  /**
   * Takes in what an earlier process had in its list, or in a batch, without looking at it. The row may have been there
   * already.
   */
  restore({ source, failure }: ScannedItem, from: 'list' | 'batch'): Row {
    const { rows, onListed } = this.#options
    this.#restored.add(source.path)
    if (rows.add(source, failure) && from === 'list') onListed(source)
    const row = rows.at(source.path)
    if (row === undefined) throw new Error(`Expected a row for ${source.path}`)
    return row
  }

  /** An output that was written: it is no original for a scan that was over by then. */
  onWritten(path: string): void {
    const order = ++this.#order
    const folder = dirname(path)
    const canonical = this.#canonical.get(folder) ?? canonicalPath(folder)
    this.#canonical.set(folder, canonical)
    void canonical.then((place) => this.#written.set(join(place, basename(path)), order))
  }

  /** An output that has taken the place of an original: it is one itself from now on. */
  onReplaced(path: string): void {
    this.#restored.add(path)
  }

  /** Whether a file is an original, as `Scan.isSource` says it for one scan. */
  async isSource(folder: string, name: string): Promise<boolean> {
    const path = join(folder, name)
    for (const entry of [...this.#imports]) {
      const scan = await entry.scan()
      if (!(await scan.isSource(folder, name))) continue
      const writtenAfter = entry.ended !== null && (this.#written.get(path) ?? 0) > entry.ended
      if (!writtenAfter) return true
    }
    return this.#restored.isSource(folder, name)
  }

  async #takeIn(entry: Import): Promise<void> {
    const { rows, onListed, onChange } = this.#options
    const slices = new TimeSlices()
    const scan = await entry.scan()
    // Begun even when it was cancelled before: only a scan that was begun ends, and others wait for that.
    for await (const { source, failure } of scan.items()) {
      if (entry.isCancelled) break
      if (rows.add(source, failure)) {
        this.#found += 1
        onListed(source)
      } else {
        this.#leftOut.repeated += 1
      }
      onChange()
      if (slices.isOver()) await slices.nextTurn()
    }
    const { hidden, special } = scan.leftOut()
    this.#leftOut.hidden += hidden
    this.#leftOut.special += special
  }
}

const everything: ScanOptions['filter'] = { recursive: true, include: [], exclude: [] }

/** A scan that is over when this resolves. */
async function walk(options: ScanOptions, destination: Destination): Promise<Scan> {
  const slices = new TimeSlices()
  const scan = await prepareScan(options, destination)
  const items = scan.items()
  while ((await items.next()).done !== true) if (slices.isOver()) await slices.nextTurn()
  return scan
}
