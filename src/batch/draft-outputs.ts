import { basename, dirname, join, resolve, sep } from 'node:path'
import { assertNever } from '../shared/assert-never.ts'
import type { ImageFacts, SourceFormat } from '../shared/image-facts.ts'
import type { Encoding, PlannedOutput, Rendering, SourceFile } from '../shared/plan.ts'
import { planGeometry, type Size } from '../shared/plan-geometry.ts'
import type { Output, Recipe } from '../shared/recipe.ts'
import { estimateOutputBytes } from './estimate-output-bytes.ts'
import { type NameTemplate, parseNameTemplate, renderName } from './name-template.ts'
import { isPictureExtension, outputExtension, splitName } from './output-extension.ts'
import { portableName } from './portable-name.ts'
import { resolveEncoding } from './resolve-encoding.ts'

/** An output whose name is not settled yet: whether it is free, the planner finds out. */
export interface OutputDraft {
  readonly output: Omit<PlannedOutput, 'path' | 'action' | 'overwrite' | 'keepPath'>
  /** Absolute. */
  readonly folder: string
  readonly name: string
}

export interface OutputDrafter {
  /** What the recipe wants of one source, without looking at any disk; `sequence` is what `{seq}` stands for. */
  draft(source: SourceFile, facts: ImageFacts, sequence: number): readonly OutputDraft[]
}

/** Drafts the outputs of a recipe without problems, as `recipeProblems` finds them. */
export function createDrafter(recipe: Recipe, workingFolder: string): OutputDrafter {
  const outputs = recipe.outputs.map((output): OutputPlan => {
    const parsed = parseNameTemplate(output.name)
    if (!parsed.ok) throw new Error(`Expected a checked name template but ${parsed.fault.message}`)
    return { output, template: parsed.template, encodings: new Map() }
  })
  return {
    draft: (source, facts, sequence) => {
      const folder = folderFor(source, recipe, workingFolder)
      const drafts = outputs.map((plan, index): OutputDraft => {
        const output = outputFor(plan, facts, recipe, index)
        return { output, folder, name: nameFor(source, facts, plan, output, sequence) }
      })
      return withoutRepeats(drafts)
    },
  }
}

/** An output of the recipe, and what has been decided about it once for all sources. */
interface OutputPlan {
  readonly output: Output
  readonly template: NameTemplate
  readonly encodings: Map<SourceFormat, Encoding>
}

function encodingFor({ output, encodings }: OutputPlan, format: SourceFormat): Encoding {
  const known = encodings.get(format)
  if (known !== undefined) return known
  const encoding = resolveEncoding(output, format)
  encodings.set(format, encoding)
  return encoding
}

function outputFor(plan: OutputPlan, facts: ImageFacts, recipe: Recipe, index: number): OutputDraft['output'] {
  const { output } = plan
  const { geometry, width, height } = planGeometry(facts, output.resize)
  const encoding = encodingFor(plan, facts.format)
  const resizing = output.resize.mode === 'none' ? null : output.resize
  const animated = facts.isAnimated && (encoding.format === 'gif' || encoding.format === 'webp')
  const rendering: Rendering = {
    geometry,
    kernel: resizing?.kernel ?? 'lanczos3',
    linearLight: resizing?.linearLight ?? false,
    encoding,
    target: output.targetBytes === undefined ? null : { bytes: output.targetBytes, qualityFloor: output.qualityFloor },
    metadata: output.metadata,
    colour: output.colour,
    background: output.background,
    animated,
  }
  const onlyCompressed = geometry.kind === 'keep' && encoding.format === facts.format
  const whenNotSmaller = onlyCompressed ? recipe.whenNotSmaller : 'write'
  const drafted = { index, format: encoding.format, width, height, rendering, whenNotSmaller }
  return { ...drafted, estimatedBytes: estimateWithin(drafted, facts) }
}

/** No more than the recipe lets an output have. */
function estimateWithin(output: Omit<OutputDraft['output'], 'estimatedBytes'>, facts: ImageFacts): number {
  const { rendering, whenNotSmaller } = output
  const targetBytes = rendering.target?.bytes ?? Infinity
  const sourceBytes = whenNotSmaller === 'write' ? Infinity : facts.identity.bytes
  return Math.min(targetBytes, sourceBytes, estimateOutputBytes(facts, output))
}

function folderFor(source: SourceFile, { destination, tree }: Recipe, workingFolder: string): string {
  const own = dirname(source.path)
  switch (destination.kind) {
    case 'beside':
      return own
    case 'subfolder':
      return join(own, destination.name)
    case 'folder': {
      const root = resolve(workingFolder, destination.path)
      if (tree === 'flat' || source.treeFolder === '') return root
      return join(root, ...source.treeFolder.split(sep).map(portableName))
    }
    default:
      return assertNever(destination)
  }
}

function nameFor(
  source: SourceFile,
  facts: ImageFacts,
  { output, template }: OutputPlan,
  { index, format, width, height }: OutputDraft['output'] & Size,
  sequence: number,
): string {
  const { stem, extension } = splitName(basename(source.path))
  const ext = outputExtension(extension, format)
  const name = renderName(template, {
    // What looks like an extension but is none ("v1.2") is part of the name.
    name: extension === '' || isPictureExtension(extension) ? stem : basename(source.path),
    ext,
    w: String(width),
    h: String(height),
    parent: basename(dirname(source.path)),
    date: facts.takenOn ?? localDate(facts.identity.modifiedNs),
    seq: String(sequence),
    output: output.label ?? String(index + 1),
  })
  return portableName(template.tokens.has('ext') ? name : `${name}.${ext}`)
}

/** Of a small picture several sizes may turn out to be one and the same file: then it is written once. */
function withoutRepeats(drafts: readonly OutputDraft[]): readonly OutputDraft[] {
  if (drafts.length < 2) return drafts
  const keys = drafts.map(({ output, folder, name }) => JSON.stringify({ ...output, index: 0, folder, name }))
  return drafts.filter((_, index) => keys.indexOf(keys[index] ?? '') === index)
}

/** `YYYY-MM-DD` in this machine's time zone. */
function localDate(modifiedNs: bigint): string {
  const date = new Date(Number(modifiedNs / 1_000_000n))
  const digits = (value: number): string => String(value).padStart(2, '0')
  return `${String(date.getFullYear())}-${digits(date.getMonth() + 1)}-${digits(date.getDate())}`
}
