import {
  checkRecipe,
  parseRecipeDocument,
  type ReadDocument,
  readRecipeDocument,
  type ReadRecipe,
} from '../batch/read-recipe-file.ts'
import type { Recipe, RecipeInput } from '../shared/recipe.ts'
import type { FlagValues } from './flags.ts'
import { visible } from './format-words.ts'
import { recipeFromFlags } from './recipe-from-flags.ts'

export type LoadedRecipe =
  | { readonly ok: true; readonly recipe: Recipe }
  /** Every problem on a line of its own. */
  | { readonly ok: false; readonly problems: readonly string[] }

/** The recipe of a command: what `--recipe` gives, if anything, changed by the flags, with every default filled in. */
export async function loadRecipe(flags: FlagValues): Promise<LoadedRecipe> {
  const given = flags.recipe
  const base: ReadDocument = given === undefined ? { ok: true, document: {} } : await readGiven(given)
  if (!base.ok) return refused(base.problems)
  if (given !== undefined) {
    // It speaks for itself first: a flag must not hide what is wrong with it.
    const own = checkRecipe(base.document)
    const name = isInlineRecipe(given) ? inlineName : given
    if (!own.ok) return refused(own.problems.map((problem) => `${name}: ${problem}`))
  }
  const changed = recipeFromFlags(flags, base.document as RecipeInput)
  return changed.ok ? visibly(checkRecipe(changed.recipe)) : refused([changed.message])
}

/** Whether the value of `--recipe` is the recipe itself; else it is the path of a file. */
export function isInlineRecipe(value: string): boolean {
  return value.trimStart().startsWith('{')
}

/** What an inline recipe is called in a message. */
const inlineName = '--recipe'

/** Windows shells cannot pass on a double quote that all of them agree on, so single quotes do where there is none. */
async function readGiven(value: string): Promise<ReadDocument> {
  if (!isInlineRecipe(value)) return readRecipeDocument(value)
  return parseRecipeDocument(value.includes('"') ? value : value.replaceAll("'", '"'), inlineName)
}

/** Reads and checks a recipe file. */
export async function readRecipeFile(path: string): Promise<LoadedRecipe> {
  const read = await readRecipeDocument(path)
  return read.ok ? visibly(checkRecipe(read.document)) : refused(read.problems)
}

function visibly(read: ReadRecipe): LoadedRecipe {
  return read.ok ? read : refused(read.problems)
}

/** Each on one line, without anything that would move the cursor. */
function refused(problems: readonly string[]): { readonly ok: false; readonly problems: readonly string[] } {
  return { ok: false, problems: problems.map(visible) }
}
