import { isDeepStrictEqual } from 'node:util'
import { Output, Recipe, type RecipeInput } from '../shared/recipe.ts'

/** The recipe without what holds by default, meaning the same; `$schema` is left out, because it says nothing of what to do. */
export function shortestRecipe(recipe: Recipe): RecipeInput {
  const outputs = recipe.outputs.map((output) => withoutDefaults(output, (document) => Output.safeParse(document).data))
  return withoutDefaults({ ...without(recipe, '$schema'), outputs }, (document) => Recipe.safeParse(document).data)
}

type Document = Readonly<Record<string, unknown>>

/** Leaves out every key without which `parse` reads the same. Lists are taken as they are. */
function withoutDefaults(document: Document, parse: (document: unknown) => unknown): Document {
  const meaning = parse(document)
  /** `inWhole` puts a part into its place in the document. */
  const shorten = (part: Document, inWhole: (part: Document) => Document): Document => {
    let kept = part
    for (const [key, own] of Object.entries(part)) {
      const rest = without(kept, key)
      if (isDeepStrictEqual(parse(inWhole(rest)), meaning)) kept = rest
      else if (isDocument(own)) {
        const around = kept
        kept = { ...kept, [key]: shorten(own, (shorter) => inWhole({ ...around, [key]: shorter })) }
      }
    }
    return kept
  }
  return shorten(document, (whole) => whole)
}

function without(document: Document, key: string): Document {
  return Object.fromEntries(Object.entries(document).filter(([other]) => other !== key))
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
