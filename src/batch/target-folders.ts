import { lstat, readdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { canonicalPath } from './canonical-path.ts'
import { foldName } from './fold-name.ts'

/** A folder that receives outputs: what was in it before this batch, and what this batch has claimed since. */
export class TargetFolder {
  readonly canonical: string
  /** Words about why nothing can be written here; null when it can. */
  readonly problem: string | null
  /** Folded name → the name as it stands on the disk. */
  readonly #existing: Map<string, string>
  /** Folded name → path of the source that it is for. */
  readonly #claimed: Map<string, string>
  /** Folded name → the last number that was given out after it. */
  readonly #numbers = new Map<string, number>()

  constructor(canonical: string, problem: string | null, existing: Map<string, string>, claimed: Map<string, string>) {
    this.canonical = canonical
    this.problem = problem
    this.#existing = existing
    this.#claimed = claimed
  }

  /** Where to go on looking for a free number after this name: none that was tried becomes free again. */
  nextNumber(name: string): number {
    const number = (this.#numbers.get(foldName(name)) ?? 1) + 1
    this.#numbers.set(foldName(name), number)
    return number
  }

  /** The name on the disk that this one would collide with; null when it is free. */
  existing(name: string): string | null {
    return this.#existing.get(foldName(name)) ?? null
  }

  /** There was a file of this name before the batch, although it may have been moved since. */
  remember(name: string): void {
    if (!this.#existing.has(foldName(name))) this.#existing.set(foldName(name), name)
  }

  /** The source for which this name has been claimed; null when nobody has. */
  claimant(name: string): string | null {
    return this.#claimed.get(foldName(name)) ?? null
  }

  claim(name: string, source: string): void {
    this.#claimed.set(foldName(name), source)
  }
}

/** Looks at every target folder once, before anything of this batch is in it. */
export class TargetFolders {
  readonly #folders = new Map<string, Promise<TargetFolder>>()
  readonly #byCanonical = new Map<string, Promise<TargetFolder>>()
  /** By folded path: folders that are yet to be made may become one on a disk that folds names. */
  readonly #claims = new Map<string, Map<string, string>>()

  at(path: string): Promise<TargetFolder> {
    const known = this.#folders.get(path)
    if (known !== undefined) return known
    const looked = this.#lookUp(path)
    this.#folders.set(path, looked)
    return looked
  }

  async #lookUp(path: string): Promise<TargetFolder> {
    const canonical = await canonicalPath(path)
    const known = this.#byCanonical.get(canonical)
    if (known !== undefined) return known
    const key = foldName(canonical)
    const claimed = this.#claims.get(key) ?? new Map<string, string>()
    this.#claims.set(key, claimed)
    const looked = look(canonical, claimed)
    this.#byCanonical.set(canonical, looked)
    return looked
  }
}

/** Names that are folded in one turn of the loop. */
const sliceLength = 4096

async function look(canonical: string, claimed: Map<string, string>): Promise<TargetFolder> {
  const existing = new Map<string, string>()
  try {
    for (const [index, name] of (await readdir(canonical)).entries()) {
      existing.set(foldName(name), name)
      if (index % sliceLength === sliceLength - 1) await nextTurn()
    }
    return new TargetFolder(canonical, null, existing, claimed)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const problem = code === 'ENOENT' || code === 'ENOTDIR' ? await obstacle(canonical) : message
    return new TargetFolder(canonical, problem, existing, claimed)
  }
}

/** The folder is yet to be made: is what stands in its place, or first above it, a folder? Words where it is none. */
async function obstacle(path: string): Promise<string | null> {
  const stat = await lstat(path).catch(() => null)
  if (stat?.isDirectory() === true) return null
  if (stat?.isSymbolicLink() === true) return `"${basename(path)}" is a link to a folder that is not there`
  if (stat !== null) return notAFolder(path)
  const parent = dirname(path)
  return parent === path ? null : obstacle(parent)
}

function notAFolder(path: string): string {
  return `"${basename(path)}" is a file where a folder is needed`
}
