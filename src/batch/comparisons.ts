import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessPool } from '../pool/process-pool.ts'
import type { ImageFacts } from '../shared/image-facts.ts'
import type { Answer, Comparison } from '../shared/ipc-contract.ts'
import type { PlannedOutput, SourceFile } from '../shared/plan.ts'
import type { Recipe } from '../shared/recipe.ts'
import { comparePicture, type ShownFile } from './compare-picture.ts'
import { createDrafter } from './draft-outputs.ts'

export interface ComparisonsOptions {
  readonly pool: ProcessPool
  /** Absolute; removed at the end with everything in it. */
  readonly folder: string
  readonly randomHex: () => string
  readonly workingFolder: string
  deadlineMs(): number
}

/** Comparisons whose files are kept: the one on the screen, and some that a person may go back to. */
const keptComparisons = 8

/** Has children show sources before and after a recipe, and keeps the files of the last few for the page. */
export class Comparisons {
  readonly #options: ComparisonsOptions
  /** By opaque id, oldest first. */
  readonly #files = new Map<string, ShownFile>()

  constructor(options: ComparisonsOptions) {
    this.#options = options
  }

  /** `index` is the output's place in the recipe, which has no problems. */
  async compare(source: SourceFile, facts: ImageFacts, recipe: Recipe, index: number): Promise<Answer<Comparison>> {
    const { pool, folder, randomHex } = this.#options
    const job = this.#outputs(source, facts, recipe, index)
    if (job === null) return notUsable(`The recipe has no output ${String(index + 1)}.`)
    const [before, after] = [this.#newId(), this.#newId()]
    const compared = await comparePicture(
      { sourcePath: source.path, facts, ...job, beforePath: join(folder, before), afterPath: join(folder, after) },
      { pool, randomHex, deadlineMs: this.#options.deadlineMs() },
    )
    if (!compared.ok) return compared
    const { value } = compared
    this.#files.set(before, value.before)
    this.#files.set(after, value.after)
    this.#forgetOld()
    const { format, quality, outputBytes, losses, warnings, elapsedMs } = value
    return {
      ok: true,
      value: {
        beforeUrl: `previews/${before}`,
        afterUrl: `previews/${after}`,
        format,
        quality,
        sourceWidth: facts.width,
        sourceHeight: facts.height,
        width: job.output.width,
        height: job.output.height,
        sourceBytes: facts.identity.bytes,
        outputBytes,
        losses: [...losses],
        warnings: [...warnings],
        elapsedMs,
      },
    }
  }

  /** Null when it is not known any more. */
  file(id: string): ShownFile | null {
    return this.#files.get(id) ?? null
  }

  async close(): Promise<void> {
    this.#files.clear()
    await rm(this.#options.folder, { recursive: true, force: true })
  }

  /** What a run would make of this source, and the wanted one of it; null where the recipe has none there. */
  #outputs(
    source: SourceFile,
    facts: ImageFacts,
    recipe: Recipe,
    index: number,
  ): { readonly outputs: readonly PlannedOutput[]; readonly output: PlannedOutput } | null {
    const wanted = recipe.outputs[index]
    if (wanted === undefined) return null
    const outputs = this.#draft(source, facts, recipe)
    const output = outputs.find((candidate) => candidate.index === index)
    if (output !== undefined) return { outputs, output }
    // The same file as that of another output, which is written once: alone it is there.
    const [alone] = this.#draft(source, facts, { ...recipe, outputs: [wanted] })
    return alone === undefined ? null : { outputs: [alone], output: alone }
  }

  #draft(source: SourceFile, facts: ImageFacts, recipe: Recipe): readonly PlannedOutput[] {
    const drafts = createDrafter(recipe, this.#options.workingFolder).draft(source, facts, 1)
    return drafts.map(({ output, folder, name }) => ({
      ...output,
      path: join(folder, name),
      action: 'write',
      overwrite: false,
      keepPath: null,
    }))
  }

  #newId(): string {
    const { randomHex } = this.#options
    return randomHex() + randomHex()
  }

  #forgetOld(): void {
    for (const [id, { path }] of this.#files) {
      if (this.#files.size <= keptComparisons * 2) return
      this.#files.delete(id)
      void rm(path, { force: true }).catch(() => undefined)
    }
  }
}

function notUsable(message: string): Answer<never> {
  return { ok: false, failure: { code: 'not-usable', message } }
}
