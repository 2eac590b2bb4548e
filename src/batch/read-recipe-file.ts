import { readFile, stat } from 'node:fs/promises'
import { parse, type ParseError } from 'jsonc-parser'
import { describeProblems } from '../shared/describe-problems.ts'
import { Recipe } from '../shared/recipe.ts'
import { recipeProblems } from './recipe-problems.ts'

/** A recipe with every default filled in, or every problem on a line of its own; names of files stand in them as they are. */
export type ReadRecipe =
  { readonly ok: true; readonly recipe: Recipe } | { readonly ok: false; readonly problems: readonly string[] }

/** What a text holds, not yet looked at. */
export type ReadDocument =
  { readonly ok: true; readonly document: unknown } | { readonly ok: false; readonly problems: readonly string[] }

/** Reads and checks a recipe file. */
export async function readRecipeFile(path: string): Promise<ReadRecipe> {
  const read = await readRecipeDocument(path)
  return read.ok ? checkRecipe(read.document) : read
}

/** Checks a document by schema, and for what a schema cannot say. */
export function checkRecipe(document: unknown): ReadRecipe {
  const parsed = Recipe.safeParse(document)
  if (!parsed.success) return { ok: false, problems: describeProblems(parsed.error, document) }
  const problems = recipeProblems(parsed.data)
  if (problems.length > 0) return { ok: false, problems: problems.map(({ path, message }) => `${path}: ${message}`) }
  return { ok: true, recipe: parsed.data }
}

/** More than any recipe has, in bytes: whoever takes a film for one shall not wait until it has been read as JSON. */
export const maxRecipeBytes = 1024 ** 2

function tooLarge(path: string, bytes: number): ReadDocument {
  const words = `it has ${String(bytes)} bytes, and no recipe has more than ${String(maxRecipeBytes)}`
  return { ok: false, problems: [`${path}: expected a recipe file but ${words}`] }
}

/** The document in a recipe file, its contents not yet looked at. */
export async function readRecipeDocument(path: string): Promise<ReadDocument> {
  let text: string
  try {
    const stats = await stat(path)
    if (stats.isFile() && stats.size > maxRecipeBytes) return tooLarge(path, stats.size)
    text = await readFile(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : message
    return { ok: false, problems: [`${path}: expected a recipe file but ${why}`] }
  }
  return parseRecipeDocument(text, path)
}

/** The document in a text; `name` says in a problem where the text is from. */
export function parseRecipeDocument(text: string, name: string): ReadDocument {
  try {
    return { ok: true, document: JSON.parse(text.replace(/^\ufeff/, '')) }
  } catch (error) {
    return { ok: false, problems: [`${name}: expected JSON but ${syntaxWords(error as Error, text)}`] }
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
