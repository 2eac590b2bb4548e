import { basename, dirname } from 'node:path'
import { type BinSystem, volumeTop } from '../batch/bin-system.ts'
import { canonicalPath } from '../batch/canonical-path.ts'
import { isPictureExtension, splitName } from '../batch/output-extension.ts'
import type { ReplacePlanning } from '../batch/replace-planning.ts'
import { prepareScan, type ScannedItem, type ScanOptions } from '../batch/scan-sources.ts'
import type { Recipe } from '../shared/recipe.ts'
import { exitCode } from './exit-codes.ts'
import type { FlagValues } from './flags.ts'
import { countWords, visible } from './format-words.ts'
import type { Program } from './program.ts'
import { wrongUsage } from './wrong-usage.ts'

export interface ConfirmOptions {
  readonly flags: FlagValues
  readonly program: Pick<Program, 'terminal' | 'ask' | 'binSystem'>
  readonly scan: ScanOptions
  readonly recipe: Recipe
  readonly replace: ReplacePlanning
}

/**
 * Tells what is going to be replaced and where the originals go, and asks whether it may be. Resolves to null for yes,
 * else to the exit code.
 */
export async function confirmReplace(options: ConfirmOptions): Promise<number | null> {
  const { flags, program, replace } = options
  const { terminal, ask } = program
  if (flags.yes === true) return null
  if (ask === null) {
    const message =
      '--replace puts the outputs in the places of their originals, and nobody is at a terminal to confirm that. See what it would do with "batchfit plan --replace", then add --yes.'
    return wrongUsage([message], terminal)
  }
  const volumes = await countOriginals(options)
  const total = volumes.reduce((sum, { count }) => sum + count, 0)
  // The run finds out why.
  if (total === 0) return null
  terminal.error(
    `Outputs take the places of their originals, which are kept${keptWords(volumes, replace.folderName)}\n`,
  )
  if (await ask(`Replace ${countWords(total, 'original', 'originals')}? [y/N] `)) return null
  terminal.error('Nothing was replaced.\n')
  return exitCode.cancelled
}

interface VolumeCount {
  /** Where the volume begins. */
  readonly top: string
  readonly keeper: 'bin' | 'folder'
  count: number
}

/** By the names of the files: what is in them is found out later, and what is no picture is left alone. */
async function countOriginals(options: ConfirmOptions): Promise<readonly VolumeCount[]> {
  const { scan: given, recipe, replace, program } = options
  const folders = new Map<string, VolumeCount>()
  const volumes = new Map<string, VolumeCount>()
  const scan = await prepareScan(given, recipe.destination)
  for await (const item of scan.items()) {
    if (!isLikelyPicture(item)) continue
    const folder = dirname(item.source.path)
    const volume = folders.get(folder) ?? (await volumeOf(folder, volumes, replace, program.binSystem))
    folders.set(folder, volume)
    volume.count += 1
  }
  return [...volumes.values()]
}

function isLikelyPicture({ source, failure }: ScannedItem): boolean {
  if (failure !== null) return false
  return source.origin === 'named' || isPictureExtension(splitName(basename(source.path)).extension)
}

async function volumeOf(
  folder: string,
  volumes: Map<string, VolumeCount>,
  replace: ReplacePlanning,
  system: BinSystem,
): Promise<VolumeCount> {
  const canonical = await canonicalPath(folder)
  const keeper = await replace.keeperFor(canonical)
  const top = await volumeTop(canonical, system).catch(() => canonical)
  const key = `${keeper} ${top}`
  const volume = volumes.get(key) ?? { top, keeper, count: 0 }
  volumes.set(key, volume)
  return volume
}

function keptWords(volumes: readonly VolumeCount[], folderName: string): string {
  const where = ({ keeper }: VolumeCount): string =>
    keeper === 'bin' ? 'in the bin' : `in a folder "${folderName}" beside each, as there is no bin`
  const [first, ...others] = volumes
  if (first !== undefined && others.length === 0) return ` ${where(first)}.`
  return `:${volumes.map((volume) => `\n  ${String(volume.count)} on ${visible(volume.top)} ${where(volume)}`).join('')}`
}
