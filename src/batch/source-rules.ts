import picomatch from 'picomatch'
import type { Destination } from '../shared/recipe.ts'
import { foldName } from './fold-name.ts'
import { isOriginalsFolder } from './replace-planning.ts'

export interface SourceFilter {
  readonly recursive: boolean
  /** Globs, case-insensitive: without a slash against a name at any depth, with one against the path below the folder. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

/** What of a folder counts as a source. Scan and plan ask the same rules, so they cannot disagree. */
export interface SourceRules {
  /** `relativePath` is below the folder given, with forward slashes. */
  takesFile(relativePath: string, name: string): boolean
  /** `canonicalPath` is absolute and free of links. */
  entersFolder(relativePath: string, name: string, canonicalPath: string): boolean
  /** Whether a folder of this name holds outputs, or originals that were replaced. */
  holdsOutputs(name: string): boolean
}

/** `outputFolder` is canonical: the destination where it is one folder for all, else null. */
export function createSourceRules(
  filter: SourceFilter,
  destination: Destination,
  outputFolder: string | null,
): SourceRules {
  const isIncluded = matcher(filter.include)
  const isExcluded = matcher(filter.exclude)
  const outputName = destination.kind === 'subfolder' ? foldName(destination.name) : null
  return {
    takesFile: (relativePath, name) =>
      !isLeftOut(name) &&
      (filter.include.length === 0 || isIncluded(relativePath, name)) &&
      !isExcluded(relativePath, name),
    holdsOutputs: (name) => foldName(name) === outputName || isOriginalsFolder(name),
    entersFolder: (relativePath, name, canonicalPath) =>
      filter.recursive &&
      !isLeftOut(name) &&
      foldName(name) !== outputName &&
      !isOriginalsFolder(name) &&
      canonicalPath !== outputFolder &&
      !isExcluded(relativePath, name),
  }
}

/** Hidden entries, our own temp files among them. */
export function isLeftOut(name: string): boolean {
  return name.startsWith('.')
}

/** A slash at the end only says that a folder is meant. */
function matcher(given: readonly string[]): (relativePath: string, name: string) => boolean {
  const options = { nocase: true, dot: false }
  const patterns = given.map((pattern) => pattern.replace(/(.)\/+$/, '$1'))
  const byName = patterns.filter((pattern) => !pattern.includes('/')).map((pattern) => picomatch(pattern, options))
  const byPath = patterns
    .filter((pattern) => pattern.includes('/'))
    .map((pattern) => picomatch(pattern.replace(/^\.?\//, ''), options))
  return (relativePath, name) =>
    byName.some((isMatch) => isMatch(name)) || byPath.some((isMatch) => isMatch(relativePath))
}
