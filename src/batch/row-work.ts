import { type Outcome } from '../shared/failure.ts'
import type { ImageFacts, OutputFormat, SourceFormat } from '../shared/image-facts.ts'
import type { Recipe } from '../shared/recipe.ts'
import type { BatchProgress } from './batch-progress.ts'
import { resolveEncoding } from './resolve-encoding.ts'
import type { Row } from './row.ts'
import { headerChange } from './row-change.ts'
import type { RowStore } from './row-store.ts'
import { megapixels } from './run-job.ts'
import type { Work } from './work-share.ts'

/** How much there is to do for a row; null while nobody knows. */
export function workOf({ facts }: Row): Work {
  if (facts === null) return null
  return { format: facts.format, megapixels: megapixels(facts.width, facts.height, facts.frames) }
}

/** Formats that a source of a format becomes under a recipe. */
export function outputFormatsOf(recipe: Recipe): (format: SourceFormat) => readonly OutputFormat[] {
  const known = new Map<SourceFormat, readonly OutputFormat[]>()
  return (format) => {
    const targets = known.get(format) ?? recipe.outputs.map((output) => resolveEncoding(output, format).format)
    known.set(format, targets)
    return targets
  }
}

/** Keeps the progress of a batch up to date with what is known of its rows: each counts once, as it was last known. */
export class RowWork {
  readonly #rows: RowStore
  readonly #progress: BatchProgress
  /** Rows whose work was counted as unknown. */
  readonly #unknown = new Set<Row>()

  constructor(rows: RowStore, progress: BatchProgress) {
    this.#rows = rows
    this.#progress = progress
  }

  /** The row is to be done. */
  count(row: Row): void {
    this.#progress.add(workOf(row))
    if (row.facts === null) this.#unknown.add(row)
  }

  /** What was counted for the row is taken back as it was counted: its header may have come by another way since. */
  learn(row: Row, facts: Outcome<ImageFacts>): void {
    const isNews = !facts.ok || facts.value !== row.facts
    const wasUnknown = this.#unknown.delete(row)
    if (!isNews && !wasUnknown) return
    if (wasUnknown) this.#progress.drop(null)
    else if (row.failure === null) this.#progress.drop(workOf(row))
    if (isNews) this.#rows.update(row, headerChange(facts))
    if (row.facts !== null) this.#progress.add(workOf(row))
  }

  /** It ended without its header being read: only its original had to go to the bin. */
  forget(row: Row): void {
    if (this.#unknown.delete(row)) this.#progress.drop(null)
  }
}
