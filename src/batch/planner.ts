import type { BigIntStats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Failure, Outcome } from '../shared/failure.ts'
import type { FileIdentity, ImageFacts } from '../shared/image-facts.ts'
import type { PlannedJob, PlannedOutput, SourceFile } from '../shared/plan.ts'
import type { Recipe } from '../shared/recipe.ts'
import type { NoteCode } from '../shared/rows.ts'
import { createDrafter, type OutputDraft, type OutputDrafter } from './draft-outputs.ts'
import { foldName } from './fold-name.ts'
import { isPictureExtension, splitName } from './output-extension.ts'
import { shorten } from './portable-name.ts'
import { maxEdgeOf } from './resolve-encoding.ts'
import { type TargetFolder, TargetFolders } from './target-folders.ts'

export interface PlannerOptions {
  /** Without problems, as `recipeProblems` finds them. */
  readonly recipe: Recipe
  readonly workingFolder: string
  /** Whether a file is, or will be, a source of this batch; `folder` is canonical. */
  isSource(folder: string, name: string): Promise<boolean>
}

export interface Planner {
  /** Called once per source, in the batch's order, each after the one before has resolved. */
  plan(source: SourceFile, facts: Outcome<ImageFacts>): Promise<PlannedJob>
}

/** Decides final paths, sizes and actions before anything is written; see product.md for the rules in words. */
export function createPlanner(options: PlannerOptions): Planner {
  return new BatchPlanner(options)
}

/** Where an output goes after clashes are settled. */
type Place =
  | { readonly kind: 'write'; readonly name: string; readonly overwrite: boolean }
  | { readonly kind: 'skip'; readonly name: string }
  | { readonly kind: 'refuse'; readonly failure: Failure }

class BatchPlanner implements Planner {
  readonly #recipe: Recipe
  readonly #options: PlannerOptions
  readonly #drafter: OutputDrafter
  readonly #folders = new TargetFolders()
  /** `device:inode` of every source so far. */
  readonly #sourceIds = new Set<string>()
  #sequence = 0

  constructor(options: PlannerOptions) {
    this.#options = options
    this.#recipe = options.recipe
    this.#drafter = createDrafter(options.recipe, options.workingFolder)
  }

  async plan(source: SourceFile, facts: Outcome<ImageFacts>): Promise<PlannedJob> {
    if (!facts.ok) return unreadable(source, facts.failure)
    this.#sourceIds.add(idOf(facts.value.identity))
    this.#sequence += 1
    const drafts = this.#drafter.draft(source, facts.value, this.#sequence)
    const problems = drafts.map((draft) => sizeProblem(draft) ?? animationProblem(draft, facts.value))
    const failure = problems.find((problem) => problem !== null)
    if (failure != null) return { action: 'refuse', source, facts: facts.value, failure, outputs: [] }
    return this.#place(source, facts.value, drafts)
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
      if (place.kind === 'refuse') return { action: 'refuse', source, facts, failure: place.failure, outputs: [] }
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
    }))
    if (outputs.every((output) => output.action === 'skip')) {
      const reason = 'Every output exists already.'
      return { action: 'skip', source, facts, reason, reasonCode: 'exists-already', outputs }
    }
    return { action: 'write', source, facts, ...reasonOf(placed), outputs }
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
    if (isFree(name)) return { kind: 'write', name, overwrite: false }
    if (onExisting === 'rename') return { kind: 'write', name: nextFreeName(name, folder, isFree), overwrite: false }
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
    return { kind: 'write', name, overwrite: true }
  }

  /** Whether replacing this entry would take an original away; another name for one, a link, may be replaced. */
  async #isOriginal(folder: TargetFolder, name: string, stat: BigIntStats | null, facts: ImageFacts): Promise<boolean> {
    if (stat === null || stat.isSymbolicLink()) return this.#options.isSource(folder.canonical, name)
    const id = `${String(stat.dev)}:${String(stat.ino)}`
    const isKnown = id === idOf(facts.identity) || this.#sourceIds.has(id)
    return (isKnown && stat.nlink === 1n) || (await this.#options.isSource(folder.canonical, name))
  }
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

function sizeProblem({ output }: OutputDraft): Failure | null {
  const most = maxEdgeOf[output.format]
  const edge = Math.max(output.width, output.height)
  if (edge <= most) return null
  const size = `${String(output.width)}×${String(output.height)}`
  return {
    code: 'output-too-large',
    message: `The output would be ${size} pixels, but ${output.format} holds at most ${String(most)} a side. Choose a smaller size or another format.`,
  }
}

/** What cannot be done to all frames at once. */
function animationProblem({ output }: OutputDraft, facts: ImageFacts): Failure | null {
  const { animated, geometry } = output.rendering
  if (!animated) return null
  const isCropByContent = geometry.kind === 'cover' && /^(?:attention|entropy)$/.test(geometry.position)
  if (!isCropByContent && facts.orientation === 1) return null
  return {
    code: 'animation-unsupported',
    message: isCropByContent
      ? 'An animation cannot be cropped by content (attention, entropy). Choose a position, or a format that keeps only the first frame.'
      : 'An animation with an orientation tag cannot be turned. Remove the tag, or choose a format that keeps only the first frame.',
  }
}

function refuse(code: Failure['code'], message: string): Place {
  return { kind: 'refuse', failure: { code, message } }
}

/** "name (2).jpg", "name (3).jpg", … within 255 bytes. */
function nextFreeName(name: string, folder: TargetFolder, isFree: (name: string) => boolean): string {
  for (;;) {
    const candidate = shorten(name, ` (${String(folder.nextNumber(name))})`)
    if (isFree(candidate)) return candidate
  }
}

/** What is unusual about a job that writes, in words and as a code. */
function reasonOf(
  placed: readonly { readonly draft: OutputDraft; readonly place: { readonly kind: string; readonly name: string } }[],
): { readonly reason: string | null; readonly reasonCode: NoteCode | null } {
  const renamed = placed.find(({ draft, place }) => place.kind === 'write' && place.name !== draft.name)
  if (renamed !== undefined) {
    const reason = `"${renamed.draft.name}" is taken, so it becomes "${renamed.place.name}".`
    return { reason, reasonCode: 'renamed' }
  }
  if (placed.some(({ place }) => place.kind === 'skip')) {
    return { reason: 'Some of its outputs exist already and are left alone.', reasonCode: 'some-exist-already' }
  }
  switch (placed[0]?.draft.output.whenNotSmaller) {
    case 'copy-original':
      return {
        reason: 'Written only if smaller; otherwise the original is copied.',
        reasonCode: 'copied-if-not-smaller',
      }
    case 'skip':
      return { reason: 'Written only if smaller; otherwise left out.', reasonCode: 'skipped-if-not-smaller' }
    default:
      return { reason: null, reasonCode: null }
  }
}

function idOf(identity: FileIdentity): string {
  return `${String(identity.device)}:${String(identity.inode)}`
}
