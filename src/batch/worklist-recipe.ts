import type { Answer, PlanState } from '../shared/ipc-contract.ts'
import type { Recipe } from '../shared/recipe.ts'
import type { RecipeProblem } from '../shared/recipe-problem.ts'
import type { BinSystem } from './bin-system.ts'
import { createKeeperFor } from './keeper-for.ts'
import { recipeProblems, replaceProblems } from './recipe-problems.ts'
import { originalsFolderName, type ReplacePlanning } from './replace-planning.ts'
import type { RowCounts } from './row-ledger.ts'
import { failed } from './worklist-answers.ts'

/** Originals are replaced: what the person has chosen about it. */
export type ReplaceMode = Pick<ReplacePlanning, 'takesLinks'>

export interface WorklistRecipeOptions {
  readonly recipe: Recipe
  readonly binSystem: BinSystem
  /** Milliseconds since the epoch. */
  nowMs(): number
}

/** The recipe of the list, whether its originals are replaced, and what is wrong with the two. */
export class WorklistRecipe {
  readonly #options: WorklistRecipeOptions
  #recipe: Recipe
  /** Null unless originals are to be replaced; never outlives the app. */
  #replace: ReplaceMode | null = null
  #problems: readonly RecipeProblem[]

  constructor(options: WorklistRecipeOptions) {
    this.#options = options
    this.#recipe = options.recipe
    this.#problems = recipeProblems(options.recipe)
  }

  get recipe(): Recipe {
    return this.#recipe
  }

  get replace(): ReplaceMode | null {
    return this.#replace
  }

  get problems(): readonly RecipeProblem[] {
    return this.#problems
  }

  /** False for the one that it has already. */
  set(recipe: Recipe): boolean {
    if (JSON.stringify(recipe) === JSON.stringify(this.#recipe)) return false
    this.#recipe = recipe
    this.#look()
    return true
  }

  setReplace(mode: ReplaceMode | null): void {
    this.#replace = mode
    this.#look()
  }

  /** Null where nothing can be run with it. */
  get usable(): Recipe | null {
    return this.#problems.length > 0 ? null : this.#recipe
  }

  /** Why nothing can be run with it; null where something can. */
  refusal(): Answer<never> | null {
    return refusalFor(this.#problems)
  }

  /** Why no picture can be shown as the recipe would have it: what it would become of an original is no matter here. */
  refusalToShow(): Answer<never> | null {
    return refusalFor(recipeProblems(this.#recipe))
  }

  /** For a plan that is made now; null unless originals are to be replaced. */
  planning(): ReplacePlanning | null {
    if (this.#replace === null) return null
    const { binSystem, nowMs } = this.#options
    return { ...this.#replace, keeperFor: createKeeperFor(binSystem), folderName: originalsFolderName(nowMs()) }
  }

  state({ toBin, toFolder, links }: Readonly<RowCounts>): PlanState['replace'] {
    if (this.#replace === null) return null
    return { ...this.#replace, toBin, toFolder, links, folderName: originalsFolderName(this.#options.nowMs()) }
  }

  #look(): void {
    const problems = recipeProblems(this.#recipe)
    this.#problems = problems.length > 0 || this.#replace === null ? problems : replaceProblems(this.#recipe)
  }
}

function refusalFor(problems: readonly RecipeProblem[]): Answer<never> | null {
  if (problems.length === 0) return null
  return failed('not-usable', `The recipe cannot be used: ${problems.map(({ message }) => message).join('; ')}.`)
}
