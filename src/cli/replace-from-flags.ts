import { createKeeperFor } from '../batch/keeper-for.ts'
import { replaceProblems } from '../batch/recipe-problems.ts'
import { originalsFolderName, type ReplacePlanning } from '../batch/replace-planning.ts'
import type { Recipe } from '../shared/recipe.ts'
import type { FlagValues } from './flags.ts'
import type { Program } from './program.ts'

export type ReplaceFromFlags =
  /** Null without `--replace`. */
  | { readonly ok: true; readonly replace: ReplacePlanning | null }
  /** Wrong usage. */
  | { readonly ok: false; readonly problems: readonly string[] }

/** What `--replace` means for this recipe; `startedMs` is when the batch was begun, in milliseconds since the epoch. */
export function replaceFromFlags(
  flags: FlagValues,
  recipe: Recipe,
  { binSystem }: Pick<Program, 'binSystem'>,
  startedMs: number,
): ReplaceFromFlags {
  if (flags.replace !== true) return { ok: true, replace: null }
  const problems = replaceProblems(recipe)
  if (problems.length > 0) {
    return { ok: false, problems: problems.map(({ path, message }) => `--replace: ${path}: ${message}`) }
  }
  const takesLinks = flags['replace-links'] === true
  const folderName = originalsFolderName(startedMs)
  return { ok: true, replace: { takesLinks, keeperFor: createKeeperFor(binSystem), folderName } }
}
