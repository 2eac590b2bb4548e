import type { BigIntStats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Failure, Outcome } from '../shared/failure.ts'
import type { FileIdentity, ImageFacts } from '../shared/image-facts.ts'
import type { PlannedJob, PlannedOutput, SourceFile } from '../shared/plan.ts'
import type { Recipe } from '../shared/recipe.ts'
import type { JobPlanRecord, PlannedOutputRecord } from '../store/store.ts'
import { createDrafter, type OutputDraft, type OutputDrafter } from './draft-outputs.ts'
import { draftProblem } from './draft-problem.ts'
import { foldName } from './fold-name.ts'
import { nextFreeName } from './next-free-name.ts'
import { isPictureExtension, splitName } from './output-extension.ts'
import { shorten } from './portable-name.ts'
import { replacementName, ReplaceOriginals, type Replacement } from './replace-originals.ts'
import { type KeptFiles, keptFolderName, type ReplacePlanning } from './replace-planning.ts'
import { type TargetFolder, TargetFolders } from './target-folders.ts'
import { unusualReason } from './unusual-reason.ts'

export interface PlannerOptions {
  /** Without problems, as `recipeProblems` finds them. */
  readonly recipe: Recipe
  readonly workingFolder: string
  /** Whether a file is, or will be, a source of this batch; `folder` is canonical. */
  isSource(folder: string, name: string): Promise<boolean>
  /** Outputs take the places of their originals; absent or null: originals stay. */
  readonly replace?: ReplacePlanning | null
  /** Files that are overwritten are kept; absent or null: they are not, because no journal would know of them. */
  readonly kept?: KeptFiles | null
}

/** Each method is called after the one before has resolved, in the batch's order, one of them once per source. */
export interface Planner {
  plan(source: SourceFile, facts: Outcome<ImageFacts>): Promise<PlannedJob>
  /**
   * Takes over what an earlier process had decided and not finished, so that those after it are planned as if nothing had
   * happened. Without a record nothing had been decided: it is planned.
   */
  adopt(source: SourceFile, record: JobPlanRecord | null, facts: Outcome<ImageFacts>): Promise<PlannedJob>
  /** The same for a source that has ended: nothing is left to be done with it. */
  recall(source: SourceFile, record: JobPlanRecord): Promise<void>
}

/** Decides final paths, sizes and actions before anything is written; see product.md for the rules in words. */
export function createPlanner(options: PlannerOptions): Planner {
  return new BatchPlanner(options)
}

/** Where an output goes after clashes are settled. */
type Place =
  | {
      readonly kind: 'write'
      readonly name: string
      readonly overwrite: boolean
      /** A file stands there now: not where a disk that tells A from a has it under another case only. */
      readonly isOccupied: boolean
    }
  | { readonly kind: 'skip'; readonly name: string }
  | { readonly kind: 'refuse'; readonly failure: Failure }

class BatchPlanner implements Planner {
  readonly #recipe: Recipe
  readonly #options: PlannerOptions
  readonly #drafter: OutputDrafter
  readonly #folders = new TargetFolders()
  /** Null where originals stay. */
  readonly #originals: ReplaceOriginals | null
  /** `device:inode` of every source so far. */
  readonly #sourceIds = new Set<string>()
  #sequence = 0
  /** Files so far that an output overwrites. */
  #overwritten = 0

  constructor(options: PlannerOptions) {
    const { recipe, replace, workingFolder } = options
    this.#options = options
    this.#recipe = recipe
    this.#originals = replace == null ? null : new ReplaceOriginals(replace, this.#folders)
    this.#drafter = createDrafter(replace == null ? recipe : replacingRecipe(recipe), workingFolder)
  }

  async plan(source: SourceFile, facts: Outcome<ImageFacts>): Promise<PlannedJob> {
    if (!facts.ok) return unreadable(source, facts.failure)
    this.#count(facts.value.identity)
    if (this.#originals !== null) return this.#replace(this.#originals, source, facts.value)
    const drafts = this.#drafter.draft(source, facts.value, this.#sequence)
    const failure = draftProblem(drafts, facts.value)
    return failure === null ? this.#place(source, facts.value, drafts) : refused(source, facts.value, failure)
  }

  async adopt(source: SourceFile, record: JobPlanRecord | null, facts: Outcome<ImageFacts>): Promise<PlannedJob> {
    // What was passed over had taken nothing: it is decided once more.
    if (record?.action !== 'write') return this.plan(source, facts)
    await this.recall(source, record)
    if (!facts.ok) return unreadable(source, facts.failure)
    // A volume may have another number by now.
    this.#sourceIds.add(idOf(facts.value.identity))
    const { original } = record
    const drafts = this.#drafter.draft(
      original === null ? source : { ...source, path: original.path },
      facts.value,
      this.#sequence,
    )
    const failure = draftProblem(drafts, facts.value)
    if (failure !== null) return refused(source, facts.value, failure)
    const adopted = adoptDrafts(drafts, record)
    if (adopted === null) return refused(source, facts.value, changedSince)
    const outputs = adopted.map(({ draft, output: { path, action, overwrite, keepPath } }): PlannedOutput => {
      return { ...draft.output, path, action, overwrite, keepPath }
    })
    const placed = adopted.map(({ draft, output }) => {
      const name = original === null ? draft.name : replacementName(basename(original.path), draft)
      return { draft: { ...draft, name }, place: { kind: output.action, name: basename(output.path) } }
    })
    return { action: 'write', source, facts: facts.value, ...unusualReason(placed), original, outputs }
  }

  async recall(source: SourceFile, record: JobPlanRecord): Promise<void> {
    if (record.identity !== null) this.#count(record.identity)
    if (record.action !== 'write') return
    for (const { path, action, keepPath } of record.outputs) {
      if (action === 'write') (await this.#folders.at(dirname(path))).claim(basename(path), source.path)
      this.#overwritten = Math.max(this.#overwritten, keptNumber(keepPath))
    }
    if (record.original !== null) {
      await this.#originals?.recall(source, record.original, idOf(record.identity))
    }
  }

  #count(identity: FileIdentity): void {
    this.#sourceIds.add(idOf(identity))
    this.#sequence += 1
  }

  async #replace(originals: ReplaceOriginals, source: SourceFile, facts: ImageFacts): Promise<PlannedJob> {
    const found = await originals.find(source)
    if (!found.ok) return refused(source, facts, found.failure)
    const drafts = this.#drafter.draft({ ...source, path: found.value.path }, facts, this.#sequence)
    const [draft] = drafts
    if (draft === undefined || drafts.length > 1) throw new Error('Expected a recipe of one output.')
    const failure = draftProblem(drafts, facts)
    if (failure !== null) return refused(source, facts, failure)
    const settled = await originals.settle(source, found.value, draft)
    if (!settled.ok) return refused(source, facts, settled.failure)
    return replacing(source, facts, draft, settled.value)
  }

  async #place(source: SourceFile, facts: ImageFacts, drafts: readonly OutputDraft[]): Promise<PlannedJob> {
    const placed: {
      readonly folder: TargetFolder
      readonly draft: OutputDraft
      readonly place: Exclude<Place, { kind: 'refuse' }>
    }[] = []
    const own = new Set<string>()
    for (const draft of drafts) {
      const folder = await this.#folders.at(draft.folder)
      const place = await this.#findPlace(folder, draft, source, facts, own)
      if (place.kind === 'refuse') return refused(source, facts, place.failure)
      own.add(join(folder.canonical, foldName(place.name)))
      placed.push({ folder, draft, place })
    }
    // Claimed only now: a source that is refused leaves its names to others.
    for (const { folder, place } of placed) if (place.kind === 'write') folder.claim(place.name, source.path)
    const outputs = placed.map(({ draft, place }): PlannedOutput => ({
      ...draft.output,
      path: join(draft.folder, place.name),
      action: place.kind,
      overwrite: place.kind === 'write' && place.overwrite,
      keepPath: place.kind === 'write' && place.isOccupied ? this.#keepPath(draft.folder, place.name) : null,
    }))
    if (outputs.every((output) => output.action === 'skip')) {
      const reason = 'Every output exists already.'
      return { action: 'skip', source, facts, reason, reasonCode: 'exists-already', outputs }
    }
    return { action: 'write', source, facts, ...unusualReason(placed), original: null, outputs }
  }

  #keepPath(folder: string, name: string): string | null {
    const { kept } = this.#options
    if (kept == null) return null
    this.#overwritten += 1
    return join(folder, keptFolderName, shorten(`${kept.batchId}-${String(this.#overwritten)}-${name}`))
  }

  async #findPlace(
    folder: TargetFolder,
    draft: OutputDraft,
    source: SourceFile,
    facts: ImageFacts,
    own: ReadonlySet<string>,
  ): Promise<Place> {
    if (folder.problem !== null)
      return refuse(
        'output-folder-unusable',
        `Nothing can be written to ${draft.folder}: ${folder.problem}. Choose another destination.`,
      )
    const { onExisting } = this.#recipe
    const isOwn = (name: string): boolean => own.has(join(folder.canonical, foldName(name)))
    const isFree = (name: string): boolean =>
      folder.claimant(name) === null && folder.existing(name) === null && !isOwn(name)
    const { name } = draft
    if (isFree(name)) return writeNew(name)
    if (onExisting === 'rename') return writeNew(nextFreeName(name, folder, isFree))
    const claimant = isOwn(name) ? source.path : folder.claimant(name)
    if (claimant !== null) {
      return refuse(
        'output-clash',
        `It would get the same name as the output of ${claimant}: ${join(draft.folder, name)}. Use --on-existing rename, keep the folder tree, or add {parent} or {seq} to the name.`,
      )
    }
    const existing = folder.existing(name) ?? name
    const stat = await lstat(join(folder.canonical, existing), { bigint: true }).catch(() => null)
    if (stat?.isDirectory() === true) {
      return refuse(
        'output-exists',
        `There is a folder where the output would go: ${join(draft.folder, existing)}. Choose another destination, or --on-existing rename.`,
      )
    }
    if (onExisting === 'skip') return { kind: 'skip', name }
    if (await this.#isOriginal(folder, existing, stat, facts)) {
      return refuse(
        'output-is-input',
        `It would replace an original: ${join(draft.folder, existing)}. Choose another destination, or --on-existing rename.`,
      )
    }
    const isOccupied = existing === name ? stat !== null : await isThere(join(folder.canonical, name))
    return { kind: 'write', name, overwrite: true, isOccupied }
  }

  /** Whether replacing this entry would take an original away; another name for one, a link, may be replaced. */
  async #isOriginal(folder: TargetFolder, name: string, stat: BigIntStats | null, facts: ImageFacts): Promise<boolean> {
    if (stat === null || stat.isSymbolicLink()) return this.#options.isSource(folder.canonical, name)
    const id = `${String(stat.dev)}:${String(stat.ino)}`
    const isKnown = id === idOf(facts.identity) || this.#sourceIds.has(id)
    return (isKnown && stat.nlink === 1n) || (await this.#options.isSource(folder.canonical, name))
  }
}

/** What of a recipe applies where originals are replaced: where outputs go is settled by the originals. */
function replacingRecipe(recipe: Recipe): Recipe {
  const { whenNotSmaller } = recipe
  return {
    ...recipe,
    destination: { kind: 'beside' },
    // The original would take its own place.
    whenNotSmaller: whenNotSmaller === 'copy-original' ? 'skip' : whenNotSmaller,
  }
}

function replacing(
  source: SourceFile,
  facts: ImageFacts,
  draft: OutputDraft,
  { original, output: path }: Replacement,
): PlannedJob {
  const isInPlace = path === original.path
  const output = {
    ...{ ...draft.output, path, action: 'write' as const },
    overwrite: isInPlace,
    keepPath: isInPlace ? original.keepPath : null,
  }
  const name = replacementName(basename(original.path), draft)
  const reason = unusualReason([{ draft: { ...draft, name }, place: { kind: 'write', name: basename(path) } }])
  return { action: 'write', source, facts, ...reason, original, outputs: [output] }
}

const changedSince: Failure = {
  code: 'input-changed',
  message: 'This was changed after its batch had been interrupted. Run a new batch for it.',
}

/** Every journaled output with what is to be in it; null where that can no longer have the name that was decided. */
function adoptDrafts(
  drafts: readonly OutputDraft[],
  record: Extract<JobPlanRecord, { action: 'write' }>,
): readonly { readonly draft: OutputDraft; readonly output: PlannedOutputRecord }[] | null {
  const adopted = record.outputs.flatMap((output) => {
    const draft = drafts.find((each) => each.output.index === output.index && each.output.format === output.format)
    return draft === undefined ? [] : [{ draft, output }]
  })
  return adopted.length === record.outputs.length && adopted.length === drafts.length ? adopted : null
}

/** The number of a file that is kept because it was overwritten; 0 for any other path. */
function keptNumber(path: string | null): number {
  if (path === null || basename(dirname(path)) !== keptFolderName) return 0
  return Number(/^[0-9a-f]{8}-(\d+)-/.exec(basename(path))?.[1] ?? 0)
}

function refused(source: SourceFile, facts: ImageFacts, failure: Failure): PlannedJob {
  return { action: 'refuse', source, facts, failure, outputs: [] }
}

/** Text and the like among the pictures of a folder is no failure; a file that is named as a picture and is none, is. */
function unreadable(source: SourceFile, failure: Failure): PlannedJob {
  const claimsToBeOne = isPictureExtension(splitName(basename(source.path)).extension)
  if (isNoPicture(failure) && source.origin === 'found' && !claimsToBeOne) {
    return { action: 'skip', source, facts: null, reason: failure.message, reasonCode: failure.code, outputs: [] }
  }
  return { action: 'refuse', source, facts: null, failure, outputs: [] }
}

function isNoPicture(failure: Failure): failure is Failure & { readonly code: 'not-a-picture' | 'input-empty' } {
  return failure.code === 'not-a-picture' || failure.code === 'input-empty'
}

function writeNew(name: string): Place {
  return { kind: 'write', name, overwrite: false, isOccupied: false }
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

function refuse(code: Failure['code'], message: string): Place {
  return { kind: 'refuse', failure: { code, message } }
}

function idOf(identity: FileIdentity): string {
  return `${String(identity.device)}:${String(identity.inode)}`
}
