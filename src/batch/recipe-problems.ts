import type { Output, Recipe } from '../shared/recipe.ts'
import type { RecipeProblem } from '../shared/recipe-problem.ts'
import { parseNameTemplate } from './name-template.ts'
import { portableName } from './portable-name.ts'

/** What a schema cannot say: keys that are right one by one and wrong together. Empty for a good recipe. */
export function recipeProblems(recipe: Recipe): readonly RecipeProblem[] {
  const problems: RecipeProblem[] = []
  for (const [index, output] of recipe.outputs.entries()) {
    const at = `outputs[${String(index)}]`
    const parsed = parseNameTemplate(output.name)
    if (!parsed.ok) {
      const message = `"${output.name}" is no name template: ${parsed.fault.message}`
      problems.push({ ...parsed.fault, path: `${at}.name`, message })
    }
    const target = targetProblem(output)
    if (target !== null) problems.push({ ...target, path: `${at}.targetBytes` })
    const twin = recipe.outputs.findIndex((other, earlier) => earlier < index && haveSameName(other, output))
    if (twin >= 0) {
      problems.push({
        path: `${at}.name`,
        code: 'name-taken',
        subject: String(twin + 1),
        message: `outputs[${String(twin)}] and ${at} would both be named "${output.name}"; add {w}, {h} or {output} to one of them`,
      })
    }
  }
  const { destination } = recipe
  if (destination.kind === 'subfolder' && portableName(destination.name) !== destination.name) {
    const better = portableName(destination.name)
    problems.push({
      path: 'destination.name',
      code: 'folder-name-unusable',
      subject: better,
      message: `expected the name of one folder that every system allows but got "${destination.name}"; "${better}" would be one`,
    })
  }
  return problems
}

/** Why originals cannot be replaced with this recipe, which has no other problems; empty where they can. */
export function replaceProblems({ outputs }: Recipe): readonly RecipeProblem[] {
  if (outputs.length > 1) {
    const message = `expected one output but got ${String(outputs.length)}: an original can be replaced by one only`
    return [{ path: 'outputs', code: 'replace-one-output', subject: '', message }]
  }
  const name = outputs[0]?.name ?? '{name}'
  if (name === '{name}') return []
  const message = `expected "{name}" but got "${name}": a replacement has the name of its original`
  return [{ path: 'outputs[0].name', code: 'replace-plain-name', subject: name, message }]
}

function targetProblem(output: Output): Omit<RecipeProblem, 'path'> | null {
  if (output.targetBytes === undefined) return null
  const { format } = output
  if (format.type === 'png' || format.type === 'gif' || format.type === 'tiff') {
    const message = `${format.type} has no quality that could be lowered to reach a size; choose jpeg, webp or avif`
    return { code: 'target-without-quality', subject: format.type, message }
  }
  if (!('lossless' in format) || !format.lossless) return null
  const message = 'a lossless file cannot be made to fit a size; leave out one of the two'
  return { code: 'target-lossless', subject: '', message }
}

/** Sizes may differ from source to source, so only what is the same for all of them counts. */
function haveSameName(one: Output, other: Output): boolean {
  if (one.name !== other.name || one.format.type !== other.format.type) return false
  const distinguishes = /\{(?:w|h)\}/.test(one.name) && JSON.stringify(one.resize) !== JSON.stringify(other.resize)
  const isLabelled = one.name.includes('{output}') && one.label !== other.label
  return !distinguishes && !isLabelled && !(one.name.includes('{output}') && one.label === undefined)
}
