import { loadRecipe, readRecipeFile } from './load-recipe.ts'
import type { FlagValues } from './flags.ts'
import { visible } from './format-words.ts'
import { recipeSchema } from './recipe-schema.ts'
import { exitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'
import { wrongUsage } from './wrong-usage.ts'

/** `batchfit recipe`: prints what flags mean, prints the schema, or checks a file. Resolves to the exit code. */
export async function recipeCommand(flags: FlagValues, terminal: Terminal): Promise<number> {
  if (flags.schema === true) {
    terminal.out(`${JSON.stringify(recipeSchema(), null, 2)}\n`)
    return exitCode.done
  }
  const file = flags.validate ?? null
  const loaded = file === null ? await loadRecipe(flags) : await readRecipeFile(file)
  if (!loaded.ok) return wrongUsage(loaded.problems, terminal)
  terminal.out(file === null ? `${JSON.stringify(loaded.recipe, null, 2)}\n` : `${visible(file)} is a valid recipe.\n`)
  return exitCode.done
}
