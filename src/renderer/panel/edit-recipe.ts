import { assertNever } from '../../shared/assert-never.ts'
import type { Format, Output, Recipe, Resize } from '../../shared/recipe.ts'
import { defaultQuality, maxEdgePx } from '../../shared/recipe-choices.ts'
import { completeFormat } from './complete-recipe.ts'

/**
 * Changes of a recipe, each a new one; what is not spoken of stays. Whatever they are given, the schema allows what
 * they return.
 */

/** As many outputs as a recipe may have. */
export const maxOutputs = 20

export type ResizeMode = Resize['mode']
export type FormatType = Format['type']
/** Every mode but the one that has nothing to set. */
export type Resizing = Exclude<Resize, { readonly mode: 'none' }>
type Size = { readonly width: number; readonly height: number }

/** Puts an output in the place of another; keys that are undefined are left out. */
export function replaceOutput(recipe: Recipe, index: number, output: Output): Recipe {
  return {
    ...recipe,
    outputs: recipe.outputs.map((other, place) => (place === index ? withoutUndefined(output) : other)),
  }
}

function withoutUndefined(output: Output): Output {
  return Object.fromEntries(Object.entries(output).filter(([, value]) => value !== undefined)) as Output
}

/** To another way of saying how large. The numbers carry over where they mean something like it. */
export function changeMode(resize: Resize, mode: ResizeMode): Resize {
  if (mode === resize.mode) return resize
  if (mode === 'none') return { mode: 'none' }
  const resizing = resizingOf(resize)
  const box = boxOf(resize)
  switch (mode) {
    case 'longest-side':
      return { mode, size: Math.max(box.width, box.height), ...resizing }
    case 'shortest-side':
      return { mode, size: Math.min(box.width, box.height), ...resizing }
    case 'fit':
    case 'pad':
    case 'stretch':
      return { mode, ...box, ...resizing }
    case 'fill':
      return { mode, ...box, position: 'centre', ...resizing }
    case 'percent':
      return { mode, percent: 50, ...resizing }
    case 'megapixels':
      return { mode, megapixels: megapixelsOf(box), ...resizing }
    default:
      return assertNever(mode)
  }
}

function resizingOf(resize: Resize): Pick<Resizing, 'enlarge' | 'kernel' | 'linearLight'> {
  if (resize.mode === 'none') return { enlarge: false, kernel: 'lanczos3', linearLight: false }
  const { enlarge, kernel, linearLight } = resize
  return { enlarge, kernel, linearLight }
}

/** What the size asked for would be as a box; one side gives the most usual shape, 4:3. */
function boxOf(resize: Resize): Size {
  switch (resize.mode) {
    case 'none':
    case 'percent':
      return { width: 1920, height: 1440 }
    case 'longest-side':
      return { width: resize.size, height: edge((resize.size * 3) / 4) }
    case 'shortest-side':
      return { width: edge((resize.size * 4) / 3), height: resize.size }
    case 'megapixels': {
      const height = edge(Math.sqrt((resize.megapixels * 1e6 * 3) / 4))
      return { width: edge((height * 4) / 3), height }
    }
    case 'fit':
    case 'fill':
    case 'pad':
    case 'stretch':
      return { width: resize.width, height: resize.height }
    default:
      return assertNever(resize)
  }
}

function edge(value: number): number {
  return Math.min(maxEdgePx, Math.max(1, Math.round(value)))
}

function megapixelsOf({ width, height }: Size): number {
  return Math.min(4000, Math.max(0.01, Number(((width * height) / 1e6).toFixed(2))))
}

/** Width becomes height and the reverse; other modes stay as they are. */
export function swapSides(resize: Resize): Resize {
  return 'width' in resize ? { ...resize, width: resize.height, height: resize.width } : resize
}

/**
 * To another format. A quality means something else in every format, so each begins with its own default unless the
 * person has chosen one for this very format before; what the new format cannot have goes.
 */
export function changeFormat(output: Output, type: FormatType): Output {
  if (type === output.format.type) return output
  const hasTarget = output.targetBytes !== undefined && canHaveTarget(type)
  const lossless = !hasTarget && 'lossless' in output.format && output.format.lossless
  const format = completeFormat(
    type === 'webp' || type === 'avif' || type === 'keep' ? { type, lossless } : { type },
    hasTarget,
  )
  return withoutUndefined({ ...output, format, targetBytes: hasTarget ? output.targetBytes : undefined })
}

/** Whether files of this format can be made to stay below a size by lowering their quality. */
export function canHaveTarget(type: FormatType): boolean {
  return type === 'keep' || type === 'jpeg' || type === 'webp' || type === 'avif'
}

/** A largest size for the file, or none. With one, the search begins high, and nothing is lossless. */
export function changeTarget(output: Output, targetBytes: number | undefined): Output {
  if (!canHaveTarget(output.format.type)) return output
  const had = output.targetBytes !== undefined
  const has = targetBytes !== undefined
  const format = has && 'lossless' in output.format ? { ...output.format, lossless: false } : output.format
  return withoutUndefined({ ...output, targetBytes, format: had === has ? format : withUsualQuality(format, had, has) })
}

/** A quality that was nobody's choice follows the default, which differs with and without a size. */
function withUsualQuality(format: Format, had: boolean, has: boolean): Format {
  if (format.type !== 'jpeg' && format.type !== 'webp' && format.type !== 'avif') return format
  if (format.quality !== defaultQuality(format.type, had)) return format
  return { ...format, quality: defaultQuality(format.type, has) }
}

/** Lossless and a largest size exclude one another: the later wins. */
export function changeLossless(output: Output, lossless: boolean): Output {
  if (!('lossless' in output.format)) return output
  const changed = lossless ? changeTarget(output, undefined) : output
  return { ...changed, format: { ...changed.format, lossless } as Format }
}

/** A recipe and which of its outputs is the one to look at. */
export interface Edited {
  readonly recipe: Recipe
  readonly index: number
}

/** One more output, half as large as the last; null where there are as many as there may be. */
export function addOutput(recipe: Recipe): Edited | null {
  const last = recipe.outputs.at(-1)
  if (last === undefined || recipe.outputs.length >= maxOutputs) return null
  return inserted(recipe, recipe.outputs.length, { ...last, resize: halved(last.resize) })
}

/** The same output again, right behind it; null where there are as many as there may be. */
export function duplicateOutput(recipe: Recipe, index: number): Edited | null {
  const output = recipe.outputs[index]
  if (output === undefined || recipe.outputs.length >= maxOutputs) return null
  return inserted(recipe, index + 1, output)
}

/** The last one stays. */
export function removeOutput(recipe: Recipe, index: number): Edited {
  const outputs = recipe.outputs.filter((_, place) => place !== index)
  if (outputs.length === 0) return { recipe, index: 0 }
  return { recipe: { ...recipe, outputs }, index: Math.min(index, outputs.length - 1) }
}

function inserted(recipe: Recipe, index: number, output: Output): Edited {
  const label = freeLabel(recipe.outputs, index)
  const added = { ...output, label, name: withLabel(output.name) }
  return { recipe: { ...recipe, outputs: recipe.outputs.toSpliced(index, 0, added) }, index }
}

/** Two files of one source need two names; the label makes the difference. */
function withLabel(name: string): string {
  if (/\{output\}/.test(name)) return name
  const [, stem = name, extension = ''] = /^(.*?)(\.\{ext\})?$/s.exec(name) ?? []
  const labelled = `${stem}-{output}${extension}`
  return labelled.length <= 200 ? labelled : '{name}-{output}'
}

/** The lowest number from the place on that nobody is called, and that nobody is called by default either. */
function freeLabel(outputs: readonly Output[], index: number): string {
  const taken = new Set(outputs.map((output, place) => output.label ?? String(place + 1)))
  let number = index + 1
  while (taken.has(String(number))) number += 1
  return String(number)
}

function halved(resize: Resize): Resize {
  const half = (value: number): number => Math.max(1, Math.round(value / 2))
  switch (resize.mode) {
    case 'none':
      return changeMode(resize, 'longest-side')
    case 'longest-side':
    case 'shortest-side':
      return { ...resize, size: half(resize.size) }
    case 'percent':
      return { ...resize, percent: Math.max(0.01, Number((resize.percent / 2).toFixed(2))) }
    case 'megapixels':
      return { ...resize, megapixels: Math.max(0.0001, resize.megapixels / 4) }
    case 'fit':
    case 'fill':
    case 'pad':
    case 'stretch':
      return { ...resize, width: half(resize.width), height: half(resize.height) }
    default:
      return assertNever(resize)
  }
}
