import { resolve } from 'node:path'
import { openReport, type Report, reportKind } from '../batch/report.ts'
import type { FlagValues } from './flags.ts'
import { isInlineRecipe } from './load-recipe.ts'

/** The report that `--report` asks for, or why there can be none; null where none is wanted. */
export async function openReportFor(flags: FlagValues): Promise<Report | { readonly problem: string } | null> {
  if (flags.report === undefined) return null
  const path = flags.report
  const kind = reportKind(path)
  const { recipe } = flags
  if (recipe !== undefined && !isInlineRecipe(recipe) && resolve(recipe) === resolve(path)) {
    return { problem: '--report would replace the recipe. Choose another file.' }
  }
  if (kind === null) return { problem: `--report expects a file ending in .csv or .json but got "${path}".` }
  try {
    return await openReport(path, kind)
  } catch (error) {
    return { problem: `--report cannot write to "${path}": ${(error as Error).message}` }
  }
}
