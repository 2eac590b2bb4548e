import { lstat, readdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { canonicalPath } from './canonical-path.ts'
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
  /** Two spellings of one folder share their claims. */
  readonly #byCanonical = new Map<string, Promise<TargetFolder>>()

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
    const looked = look(canonical)
    this.#byCanonical.set(canonical, looked)
    return looked
  }
}

async function look(canonical: string): Promise<TargetFolder> {
  try {
    const names = await readdir(canonical)
    return new TargetFolder(canonical, null, new Map(names.map((name) => [foldName(name), name])))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return new TargetFolder(canonical, await obstacleAbove(canonical), new Map())
    return new TargetFolder(canonical, code === 'ENOTDIR' ? notAFolder(canonical) : message, new Map())
  }
}

/** The folder is yet to be made: is what it will be made in a folder? */
async function obstacleAbove(canonical: string): Promise<string | null> {
  const parent = dirname(canonical)
  if (parent === canonical) return null
  try {
    return (await lstat(parent)).isDirectory() ? null : notAFolder(parent)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? notAFolder(parent) : obstacleAbove(parent)
  }
}

function notAFolder(path: string): string {
  return `"${basename(path)}" is a file where a folder is needed`
}
