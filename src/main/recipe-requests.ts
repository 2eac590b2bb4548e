import { basename, extname } from 'node:path'
import { commandLineFor } from '../batch/command-line-for.ts'
import { portableName } from '../batch/portable-name.ts'
import { readRecipeFile } from '../batch/read-recipe-file.ts'
import type { RequestHandlers } from '../shared/ipc-contract.ts'
import type { Recipe } from '../shared/recipe.ts'
import { answered, refused } from './answers.ts'
import type { AppDialogs } from './app-dialogs.ts'
import { writeFileWhole } from './write-file-whole.ts'

type RecipeRequest = 'importRecipe' | 'exportRecipe' | 'copyAsCommand'

export interface RecipeRequestsOptions {
  readonly dialogs: AppDialogs
  readonly platform: 'mac' | 'windows' | 'linux'
  /** Whether the list is one whose originals are replaced; null where it is not. */
  replace(): { readonly takesLinks: boolean } | null
  /** Rejects where the clipboard cannot be had. */
  copy(text: string): Promise<void>
  /** Told of every file that was written. */
  onWritten(path: string): void
}

/** Requests that take a recipe out of the app, or bring one in. */
export function recipeRequests(options: RecipeRequestsOptions): Pick<RequestHandlers, RecipeRequest> {
  const { dialogs, platform, replace, copy, onWritten } = options
  return {
    importRecipe: async () => {
      const path = await dialogs.chooseRecipeFile()
      if (path === null) return answered(null)
      const read = await readRecipeFile(path)
      if (!read.ok) return refused('not-usable', read.problems.join('\n'))
      const name = basename(path, extname(path)).trim().slice(0, maxNameLength).trim()
      return answered({ name: name === '' ? 'recipe' : name, recipe: read.recipe })
    },
    exportRecipe: async ({ name, recipe }) => {
      const path = await dialogs.chooseRecipeTarget(`${portableName(name)}.json`)
      if (path === null) return answered({ path: null })
      try {
        await writeFileWhole(path, recipeText(recipe))
      } catch (error) {
        return refused('system', `The recipe could not be written: ${(error as Error).message}`)
      }
      onWritten(path)
      return answered({ path })
    },
    copyAsCommand: async ({ recipe }) => {
      const command = commandLineFor(recipe, platform, replace())
      await copy(command)
      return answered({ command })
    },
  }
}

/** Of a preset. */
const maxNameLength = 60

function recipeText(recipe: Recipe): string {
  return `${JSON.stringify(recipe, null, 2)}\n`
}
