import { readFile } from 'node:fs/promises'
import { parse, type ParseError } from 'jsonc-parser'
import { recipeProblems } from '../batch/recipe-problems.ts'
import { describeProblems } from '../shared/describe-problems.ts'
import { Recipe, type RecipeInput } from '../shared/recipe.ts'
import type { FlagValues } from './flags.ts'
import { visible } from './format-words.ts'
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
    if (!file.ok) return refused(file.problems.map((problem) => `${path}: ${problem}`))
  }
  const changed = recipeFromFlags(flags, base.document as RecipeInput)
  return changed.ok ? parseRecipe(changed.recipe) : refused([changed.message])
}

/** Each on one line, without anything that would move the cursor. */
function refused(problems: readonly string[]): { readonly ok: false; readonly problems: readonly string[] } {
  return { ok: false, problems: problems.map(visible) }
}

/** Reads and checks a recipe file. */
export async function readRecipeFile(path: string): Promise<LoadedRecipe> {
  const read = await readDocument(path)
  return read.ok ? parseRecipe(read.document) : read
}

function parseRecipe(document: unknown): LoadedRecipe {
  const parsed = Recipe.safeParse(document)
  if (!parsed.success) return refused(describeProblems(parsed.error, document))
  const problems = recipeProblems(parsed.data)
  if (problems.length > 0) return refused(problems.map(({ path, message }) => `${path}: ${message}`))
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
    return refused([`${path}: expected a recipe file but ${why}`])
  }
  try {
    return { ok: true, document: JSON.parse(text.replace(/^\ufeff/, '')) }
  } catch (error) {
    return refused([`${path}: expected JSON but ${syntaxWords(error as Error, text)}`])
  }
}

/** Where the JSON breaks, by line and column. V8 does not always say, so a second parser is asked. */
function syntaxWords(error: Error, text: string): string {
  const said = /position (\d+)/.exec(error.message)?.[1]
  const found: ParseError[] = []
  if (said === undefined) parse(text, found, { disallowComments: true, allowTrailingComma: false })
  const position = said === undefined ? (found[0]?.offset ?? text.length) : Number(said)
  const before = text.slice(0, position).split('\n')
  const place = `line ${String(before.length)}, column ${String((before.at(-1)?.length ?? 0) + 1)}`
  return text.slice(position).trim() === '' ? `${place} is the end already` : `${place} is not: ${error.message}`
}
