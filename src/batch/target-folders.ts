import { lstat, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { splitCanonical } from './canonical-path.ts'
import { foldName } from './fold-name.ts'

/** A folder that receives outputs: what was in it before this batch, and what this batch has claimed since. */
export class TargetFolder {
  readonly canonical: string
  /** Words about why nothing can be written here; null when it can. */
  readonly problem: string | null
  /** Folded name → the name as it stands on the disk. */
  readonly #existing: ReadonlyMap<string, string>
  /** Folded name → path of the source that it is for. */
  readonly #claimed = new Map<string, string>()

  constructor(canonical: string, problem: string | null, existing: ReadonlyMap<string, string>) {
    this.canonical = canonical
    this.problem = problem
    this.#existing = existing
  }

  /** The name on the disk that this one would collide with; null when it is free. */
  existing(name: string): string | null {
    return this.#existing.get(foldName(name)) ?? null
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
  /** Two spellings of one folder share their claims; by folded canonical path. */
  readonly #byCanonical = new Map<string, Promise<TargetFolder>>()

  at(path: string): Promise<TargetFolder> {
    const known = this.#folders.get(path)
    if (known !== undefined) return known
    const looked = this.#lookUp(path)
    this.#folders.set(path, looked)
    return looked
  }

  async #lookUp(path: string): Promise<TargetFolder> {
    const { existing, missing } = await splitCanonical(path)
    // Folders that are yet to be made may become one on a disk that folds names.
    const key = join(existing, ...missing.map(foldName))
    const known = this.#byCanonical.get(key)
    if (known !== undefined) return known
    const looked = look(join(existing, ...missing))
    this.#byCanonical.set(key, looked)
    return looked
  }
}

async function look(canonical: string): Promise<TargetFolder> {
  try {
    const names = await readdir(canonical)
    return new TargetFolder(canonical, null, new Map(names.map((name) => [foldName(name), name])))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const problem = code === 'ENOENT' || code === 'ENOTDIR' ? await obstacle(canonical) : message
    return new TargetFolder(canonical, problem, new Map())
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
