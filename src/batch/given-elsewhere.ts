import { resolve } from 'node:path'
import type { Recipe } from '../shared/recipe.ts'
import type { BatchRecord } from '../store/store.ts'

/** What a batch was given, as it is called from anywhere: a command line says it from the folder that it is in. */
export interface GivenElsewhere {
  readonly inputs: readonly string[]
  readonly recipe: Recipe
}

/** Paths of the batch by the folder that it was begun in. */
export function givenElsewhere(batch: Pick<BatchRecord, 'inputs' | 'recipe' | 'options'>): GivenElsewhere {
  const { inputs, recipe, options } = batch
  const { destination } = recipe
  const absolute = (path: string): string => resolve(options.workingFolder, path)
  return {
    inputs: inputs.map(absolute),
    recipe:
      destination.kind === 'folder'
        ? { ...recipe, destination: { ...destination, path: absolute(destination.path) } }
        : recipe,
  }
}
