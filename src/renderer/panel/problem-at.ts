import type { RecipeProblem } from '../../shared/recipe-problem.ts'

/** What is wrong with this very key, such as `outputs[0].name`; null where nothing is. */
export function problemAt(problems: readonly RecipeProblem[], path: string): RecipeProblem | null {
  return problems.find((problem) => problem.path === path) ?? null
}

/** Whether something is wrong with this output. */
export function hasProblem(problems: readonly RecipeProblem[], output: number): boolean {
  return problems.some(({ path }) => path.startsWith(`outputs[${String(output)}]`))
}
