import { isDeepStrictEqual } from 'node:util'
import { Format, Output, Recipe } from '../shared/recipe.ts'
import { defaultQuality } from '../shared/recipe-choices.ts'
import type { ReplacePlanning } from './replace-planning.ts'
import { posixShell, type Shell, windowsShell } from './shell-words.ts'
import { shortestRecipe } from './shortest-recipe.ts'

/** The systems whose shells a command is quoted for. */
export type CommandPlatform = 'mac' | 'windows' | 'linux'

/**
 * The `batchfit run` line that does what this recipe does; the paths follow it. In flags where flags can say all of it,
 * else with the recipe itself as JSON. One that replaces originals asks about it before it does: `--yes` is never in it.
 */
export function commandLineFor(
  given: Recipe,
  platform: CommandPlatform,
  replace: Pick<ReplacePlanning, 'takesLinks'> | null = null,
): string {
  const recipe = replace === null ? given : withoutPlace(given)
  const shell = platform === 'windows' ? windowsShell : posixShell
  // What came over a channel may say `undefined` where a document says nothing.
  const plain = Recipe.parse(JSON.parse(JSON.stringify(recipe)))
  const words = flagsFor(plain)
  const isSayable = words?.every(({ value }) => value === null || shell.canQuote(value)) === true
  const said = isSayable
    ? words.map((word) => flagText(word, shell))
    : [`--recipe ${shell.quoteJson(shortestRecipe(plain))}`]
  return ['batchfit run', ...replaceFlags(replace), ...said].join(' ')
}

/** Where outputs go is settled by the originals that they replace, so what a recipe says of it cannot be said beside that. */
function withoutPlace(recipe: Recipe): Recipe {
  const { destination, tree, onExisting } = Recipe.parse({})
  return { ...recipe, destination, tree, onExisting }
}

function replaceFlags(replace: Pick<ReplacePlanning, 'takesLinks'> | null): readonly string[] {
  if (replace === null) return []
  return replace.takesLinks ? ['--replace', '--replace-links'] : ['--replace']
}

/** A flag and its value; null for a switch. */
interface FlagWord {
  readonly flag: string
  readonly value: string | null
}

function flagText({ flag, value }: FlagWord, shell: Shell): string {
  if (value === null) return flag
  // What looks like a flag itself has to hang on its own.
  return value.startsWith('-') ? shell.quote(`${flag}=${value}`) : `${flag} ${shell.quote(value)}`
}

/** Null where a recipe says more than flags can. */
function flagsFor(recipe: Recipe): readonly FlagWord[] | null {
  const [output, ...others] = recipe.outputs
  if (output === undefined || others.length > 0) return null
  const parts = [sizeFlags(output.resize), formatFlags(output), otherFlags(output), placeFlags(recipe)]
  return parts.every((part) => part !== null) ? parts.flat() : null
}

function sizeFlags(resize: Output['resize']): readonly FlagWord[] | null {
  if (resize.mode === 'none') return [{ flag: '--no-resize', value: null }]
  if (resize.linearLight || (resize.mode === 'fill' && resize.position !== 'centre')) return null
  return [
    { flag: `--${resize.mode}`, value: sizeText(resize) },
    ...when(resize.enlarge, '--enlarge', null),
    ...when(resize.kernel !== 'lanczos3', '--kernel', resize.kernel),
  ]
}

function sizeText(resize: Exclude<Output['resize'], { mode: 'none' }>): string {
  if ('size' in resize) return String(resize.size)
  if ('width' in resize) return `${String(resize.width)}x${String(resize.height)}`
  return String('percent' in resize ? resize.percent : resize.megapixels)
}

function formatFlags({ format, targetBytes, qualityFloor }: Output): readonly FlagWord[] | null {
  const { type } = format
  const isLossless = 'lossless' in format && format.lossless
  const hasQuality = type === 'jpeg' || type === 'webp' || type === 'avif'
  const usual = hasQuality ? defaultQuality(type, targetBytes !== undefined) : undefined
  const quality = 'quality' in format && format.quality !== usual ? format.quality : undefined
  if (isLossless && quality !== undefined) return null
  const plain = Format.parse({
    type,
    ...('quality' in format && format.quality !== undefined ? { quality: format.quality } : {}),
    ...(isLossless ? { lossless: true } : {}),
  })
  if (!isDeepStrictEqual(plain, format) || qualityFloor !== defaults.qualityFloor) return null
  return [
    ...when(type !== 'keep', '--format', type),
    ...when(quality !== undefined, '--quality', String(quality)),
    ...when(isLossless, '--lossless', null),
    ...when(targetBytes !== undefined, '--target-size', String(targetBytes)),
  ]
}

const defaults = Output.parse({})

function otherFlags(output: Output): readonly FlagWord[] | null {
  if (output.label !== undefined) return null
  const { metadata, colour, background, name } = output
  return [
    ...when(metadata !== defaults.metadata, '--metadata', metadata),
    ...when(colour !== defaults.colour, '--colour', colour),
    ...when(background !== defaults.background, '--background', background),
    ...when(name !== defaults.name, '--name', name),
  ]
}

function placeFlags({ destination, tree, onExisting, whenNotSmaller, dates }: Recipe): readonly FlagWord[] | null {
  const isUsualFolder = destination.kind === 'subfolder' && destination.name === 'Resized'
  if (dates !== 'keep' || (destination.kind !== 'folder' && (!isUsualFolder || tree !== 'mirror'))) return null
  return [
    ...(destination.kind === 'folder' ? [{ flag: '--to', value: destination.path }] : []),
    ...when(tree !== 'mirror', '--tree', tree),
    ...when(onExisting !== 'rename', '--on-existing', onExisting),
    ...when(
      whenNotSmaller !== 'write',
      '--when-not-smaller',
      whenNotSmaller === 'copy-original' ? 'copy' : whenNotSmaller,
    ),
  ]
}

function when(isSaid: boolean, flag: string, value: string | null): readonly FlagWord[] {
  return isSaid ? [{ flag, value }] : []
}
