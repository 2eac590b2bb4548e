import { readFile } from 'node:fs/promises'
import { recipeProblems } from '../batch/recipe-problems.ts'
import { describeProblems } from '../shared/describe-problems.ts'
import { Recipe, type RecipeInput } from '../shared/recipe.ts'
import type { FlagValues } from './flags.ts'
import { recipeFromFlags } from './recipe-from-flags.ts'

export type LoadedRecipe =
  | { readonly ok: true; readonly recipe: Recipe }
  /** Every problem on a line of its own. */
  | { readonly ok: false; readonly problems: readonly string[] }

/** The recipe of a command: the file of `--recipe`, if any, changed by the flags, with every default filled in. */
export async function loadRecipe(flags: FlagValues): Promise<LoadedRecipe> {
  const path = flags.recipe
  const base = path === undefined ? { ok: true as const, document: {} } : await readDocument(path)
  if (!base.ok) return base
  if (path !== undefined) {
    // The file speaks for itself first: a flag must not hide what is wrong with it.
    const file = parseRecipe(base.document)
    if (!file.ok) return { ok: false, problems: file.problems.map((problem) => `${path}: ${problem}`) }
  }
  const changed = recipeFromFlags(flags, base.document as RecipeInput)
  return changed.ok ? parseRecipe(changed.recipe) : { ok: false, problems: [changed.message] }
}

/** Reads and checks a recipe file. */
export async function readRecipeFile(path: string): Promise<LoadedRecipe> {
  const read = await readDocument(path)
  return read.ok ? parseRecipe(read.document) : read
}

function parseRecipe(document: unknown): LoadedRecipe {
  const parsed = Recipe.safeParse(document)
  if (!parsed.success) return { ok: false, problems: describeProblems(parsed.error, document) }
  const problems = recipeProblems(parsed.data)
  if (problems.length > 0) return { ok: false, problems: problems.map(({ path, message }) => `${path}: ${message}`) }
  return { ok: true, recipe: parsed.data }
}

async function readDocument(
  path: string,
): Promise<
  { readonly ok: true; readonly document: unknown } | { readonly ok: false; readonly problems: readonly string[] }
> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : message
    return { ok: false, problems: [`${path}: expected a recipe file but ${why}`] }
  }
  try {
    return { ok: true, document: JSON.parse(text.replace(/^\ufeff/, '')) }
  } catch (error) {
    return { ok: false, problems: [`${path}: expected JSON but ${syntaxWords(error as Error, text)}`] }
  }
}

/** Where the JSON breaks, by line and column. */
function syntaxWords(error: Error, text: string): string {
  const position = /position (\d+)/.exec(error.message)?.[1]
  if (position === undefined) return `it breaks off: ${error.message}`
  const before = text.slice(0, Number(position)).split('\n')
  return `line ${String(before.length)}, column ${String((before.at(-1)?.length ?? 0) + 1)} is not: ${error.message}`
}
