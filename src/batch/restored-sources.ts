import { basename, dirname, join } from 'node:path'
import { canonicalPath } from './canonical-path.ts'
import { foldName } from './fold-name.ts'

/** Paths that are looked at at once. */
const lookLanes = 64

/**
 * Sources that no scan of this process has brought: of a list or a batch that an earlier one left. Where they really are is
 * looked at when somebody asks, because hardly anybody does.
 */
export class RestoredSources {
  #unseen: string[] = []
  /** Folded, as they are called and as they are without links. */
  readonly #places = new Set<string>()
  #looking = Promise.resolve()

  add(path: string): void {
    this.#unseen.push(path)
  }

  /** Whether this file is among them, also through a link; `folder` is canonical. */
  async isSource(folder: string, name: string): Promise<boolean> {
    this.#looking = this.#looking.then(() => this.#look())
    await this.#looking
    return this.#places.has(placeOf(folder, name))
  }

  async #look(): Promise<void> {
    const paths = this.#unseen
    this.#unseen = []
    const folders = new Map<string, Promise<string>>()
    for (let start = 0; start < paths.length; start += lookLanes) {
      await Promise.all(paths.slice(start, start + lookLanes).map((path) => this.#lookAt(path, folders)))
    }
  }

  async #lookAt(path: string, folders: Map<string, Promise<string>>): Promise<void> {
    const folder = folders.get(dirname(path)) ?? canonicalPath(dirname(path))
    folders.set(dirname(path), folder)
    const real = await canonicalPath(path)
    this.#places.add(placeOf(await folder, basename(path)))
    this.#places.add(placeOf(dirname(real), basename(real)))
  }
}

function placeOf(folder: string, name: string): string {
  return join(folder, foldName(name))
}
