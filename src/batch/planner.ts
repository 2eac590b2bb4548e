import type { BigIntStats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { assertNever } from '../shared/assert-never.ts'
import type { Failure, Outcome } from '../shared/failure.ts'
import type { FileIdentity, ImageFacts } from '../shared/image-facts.ts'
import type { PlannedJob, PlannedOutput, Rendering, SourceFile } from '../shared/plan.ts'
import type { Output, Recipe } from '../shared/recipe.ts'
import { estimateOutputBytes } from './estimate-cost.ts'
import { foldName } from './fold-name.ts'
import { type NameTemplate, parseNameTemplate, renderName } from './name-template.ts'
import { isPictureExtension, outputExtension, splitName } from './output-extension.ts'
import { planGeometry } from '../shared/plan-geometry.ts'
import { portableName, shorten } from './portable-name.ts'
import { maxEdgeOf, resolveEncoding } from './resolve-encoding.ts'
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

/** An output whose name is not settled yet. */
interface Draft {
  readonly output: Omit<PlannedOutput, 'path' | 'action' | 'overwrite'>
  readonly folder: string
  readonly name: string
}

/** Where an output goes after clashes are settled. */
type Place =
  | { readonly kind: 'write'; readonly name: string; readonly overwrite: boolean }
  | { readonly kind: 'skip'; readonly name: string }
  | { readonly kind: 'refuse'; readonly failure: Failure }

class BatchPlanner implements Planner {
  readonly #recipe: Recipe
  readonly #options: PlannerOptions
  readonly #templates: readonly NameTemplate[]
  readonly #folders = new TargetFolders()
  /** `device:inode` of every source so far. */
  readonly #sourceIds = new Set<string>()
  #sequence = 0

  constructor(options: PlannerOptions) {
    this.#options = options
    this.#recipe = options.recipe
    this.#templates = options.recipe.outputs.map((output) => {
      const parsed = parseNameTemplate(output.name)
      if (!parsed.ok) throw new Error(`Expected a checked name template but ${parsed.message}`)
      return parsed.template
    })
  }

  async plan(source: SourceFile, facts: Outcome<ImageFacts>): Promise<PlannedJob> {
    if (!facts.ok) return unreadable(source, facts.failure)
    this.#sourceIds.add(idOf(facts.value.identity))
    this.#sequence += 1
    const drafts = withoutRepeats(
      this.#recipe.outputs.map((output, index) => this.#draft(source, facts.value, output, index)),
    )
    const problems = drafts.map((draft) => sizeProblem(draft) ?? animationProblem(draft, facts.value))
    const failure = problems.find((problem) => problem !== null)
    if (failure != null) return { action: 'refuse', source, facts: facts.value, failure, outputs: [] }
    return this.#place(source, facts.value, drafts)
  }

  #draft(source: SourceFile, facts: ImageFacts, output: Output, index: number): Draft {
    const { geometry, width, height } = planGeometry(facts, output.resize)
    const encoding = resolveEncoding(output, facts.format)
    const resizing = output.resize.mode === 'none' ? null : output.resize
    const animated = facts.isAnimated && (encoding.format === 'gif' || encoding.format === 'webp')
    const rendering: Rendering = {
      geometry,
      kernel: resizing?.kernel ?? 'lanczos3',
      linearLight: resizing?.linearLight ?? false,
      encoding,
      target:
        output.targetBytes === undefined ? null : { bytes: output.targetBytes, qualityFloor: output.qualityFloor },
      metadata: output.metadata,
      colour: output.colour,
      background: output.background,
      animated,
    }
    const onlyCompressed = geometry.kind === 'keep' && encoding.format === facts.format
    const frames = animated ? facts.frames : 1
    return {
      folder: this.#folderFor(source),
      name: this.#nameFor(source, facts, output, index, encoding.format, { width, height }),
      output: {
        format: encoding.format,
        width,
        height,
        rendering,
        whenNotSmaller: onlyCompressed ? this.#recipe.whenNotSmaller : 'write',
        estimatedBytes: Math.min(output.targetBytes ?? Infinity, estimateOutputBytes(encoding, width, height, frames)),
      },
    }
  }

  #folderFor(source: SourceFile): string {
    const { destination, tree } = this.#recipe
    const own = dirname(source.path)
    switch (destination.kind) {
      case 'beside':
        return own
      case 'subfolder':
        return join(own, destination.name)
      case 'folder': {
        const root = resolve(this.#options.workingFolder, destination.path)
        if (tree === 'flat' || source.treeFolder === '') return root
        return join(root, ...source.treeFolder.split(sep).map(portableName))
      }
      default:
        return assertNever(destination)
    }
  }

  #nameFor(
    source: SourceFile,
    facts: ImageFacts,
    output: Output,
    index: number,
    format: PlannedOutput['format'],
    size: { readonly width: number; readonly height: number },
  ): string {
    const template = this.#templates[index]
    if (template === undefined) throw new Error(`Expected a template for output ${String(index)}`)
    const { stem, extension } = splitName(basename(source.path))
    const ext = outputExtension(extension, format)
    const name = renderName(template, {
      // What looks like an extension but is none ("v1.2") is part of the name.
      name: extension === '' || isPictureExtension(extension) ? stem : basename(source.path),
      ext,
      w: String(size.width),
      h: String(size.height),
      parent: basename(dirname(source.path)),
      date: facts.takenOn ?? localDate(facts.identity.modifiedNs),
      seq: String(this.#sequence),
      output: output.label ?? String(index + 1),
    })
    return portableName(template.tokens.has('ext') ? name : `${name}.${ext}`)
  }

  async #place(source: SourceFile, facts: ImageFacts, drafts: readonly Draft[]): Promise<PlannedJob> {
    const placed: {
      readonly folder: TargetFolder
      readonly draft: Draft
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
      return { action: 'skip', source, facts, reason: 'Every output exists already.', outputs }
    }
    return { action: 'write', source, facts, reason: reasonOf(drafts, placed), outputs }
  }

  async #findPlace(
    folder: TargetFolder,
    draft: Draft,
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

/** Of a small picture several sizes may turn out to be one and the same file: then it is written once. */
function withoutRepeats(drafts: readonly Draft[]): readonly Draft[] {
  if (drafts.length < 2) return drafts
  const keys = drafts.map((draft) => JSON.stringify(draft))
  return drafts.filter((_, index) => keys.indexOf(keys[index] ?? '') === index)
}

/** Text and the like among the pictures of a folder is no failure; a file that is named as a picture and is none, is. */
function unreadable(source: SourceFile, failure: Failure): PlannedJob {
  const isNoPicture = failure.code === 'not-a-picture' || failure.code === 'input-empty'
  const claimsToBeOne = isPictureExtension(splitName(basename(source.path)).extension)
  if (isNoPicture && source.origin === 'found' && !claimsToBeOne) {
    return { action: 'skip', source, facts: null, reason: failure.message, outputs: [] }
  }
  return { action: 'refuse', source, facts: null, failure, outputs: [] }
}

function sizeProblem({ output }: Draft): Failure | null {
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
function animationProblem({ output }: Draft, facts: ImageFacts): Failure | null {
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

function reasonOf(
  drafts: readonly Draft[],
  placed: readonly { readonly draft: Draft; readonly place: { readonly kind: string; readonly name: string } }[],
): string | null {
  const renamed = placed.find(({ draft, place }) => place.kind === 'write' && place.name !== draft.name)
  if (renamed !== undefined) return `"${renamed.draft.name}" is taken, so it becomes "${renamed.place.name}".`
  if (placed.some(({ place }) => place.kind === 'skip')) return 'Some of its outputs exist already and are left alone.'
  switch (drafts[0]?.output.whenNotSmaller) {
    case 'copy-original':
      return 'Written only if smaller; otherwise the original is copied.'
    case 'skip':
      return 'Written only if smaller; otherwise left out.'
    default:
      return null
  }
}

function idOf(identity: FileIdentity): string {
  return `${String(identity.device)}:${String(identity.inode)}`
}

/** `YYYY-MM-DD` in this machine's time zone. */
function localDate(modifiedNs: bigint): string {
  const date = new Date(Number(modifiedNs / 1_000_000n))
  const digits = (value: number): string => String(value).padStart(2, '0')
  return `${String(date.getFullYear())}-${digits(date.getMonth() + 1)}-${digits(date.getDate())}`
}
