import * as z from 'zod'
import { Recipe } from '../shared/recipe.ts'

/** The JSON Schema (draft 2020-12) of recipe files, as `batchfit recipe --schema` prints it. */
export function recipeSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(Recipe, { io: 'input' })
  return {
    $schema,
    title: 'Batchfit recipe',
    description:
      'What to do to pictures: one or more outputs per source, where they go, and what happens to existing files.',
    ...schema,
  }
}
