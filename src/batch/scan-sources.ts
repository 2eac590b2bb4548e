import type { Dirent, Stats } from 'node:fs'
import { lstat, opendir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Failure } from '../shared/failure.ts'
import type { SourceFile } from '../shared/plan.ts'
import type { Destination } from '../shared/recipe.ts'
import { canonicalPath } from './canonical-path.ts'
import { foldName } from './fold-name.ts'
import { pathBelow } from './path-below.ts'
import { sortInSlices } from './sort-in-slices.ts'
import { createSourceRules, isLeftOut, type SourceFilter, type SourceRules } from './source-rules.ts'

export interface ScanOptions {
  /** Files and folders as given, relative to `workingFolder` or absolute. */
  readonly inputs: readonly string[]
  readonly workingFolder: string
  readonly filter: SourceFilter
}

/** A source, or what was in its place and why it is none. */
export interface ScannedItem {
  readonly source: SourceFile
  readonly failure: Failure | null
}

/** Entries of folders that were passed over without a word of their own. */
export interface LeftOut {
  readonly hidden: number
  readonly special: number
}

export interface Scan {
  /**
   * Every source exactly once, in a stable order: inputs as given; in a folder its files by name, then its folders by
   * name. Yields long before the scan is over.
   */
  items(): AsyncGenerator<ScannedItem>
  /**
   * Whether this file is among the sources, also through a link. `folder` is canonical. Resolves when the scan is over:
   * nobody knows before what the last link will lead to.
   */
  isSource(folder: string, name: string): Promise<boolean>
  leftOut(): LeftOut
}

/** A folder on the way down. */
interface Folder {
  readonly path: string
  readonly canonical: string
  /** Below the folder given, with forward slashes; '' for itself. */
  readonly relative: string
  readonly treeFolder: string
}

type Input =
  | { readonly kind: 'file'; readonly path: string; readonly canonicalFolder: string; readonly realPath: string }
  | { readonly kind: 'folder'; readonly root: Folder }
  | { readonly kind: 'failed'; readonly path: string; readonly failure: Failure }

/** Prepares a scan; nothing but the destination is looked at before `items` is read. */
export async function prepareScan(options: ScanOptions, destination: Destination): Promise<Scan> {
  const outputFolder =
    destination.kind === 'folder' ? await canonicalPath(resolve(options.workingFolder, destination.path)) : null
  const rules = createSourceRules(options.filter, destination, outputFolder)
  return new SourceScan(options, rules, outputFolder)
}

/** Inputs that are looked at at once. */
const lookLanes = 64

async function lookAtInput(path: string): Promise<Input> {
  let stats: Stats
  try {
    stats = await stat(path)
  } catch (error) {
    return { kind: 'failed', path, failure: missing(error, path, await isLink(path)) }
  }
  if (stats.isDirectory()) {
    return { kind: 'folder', root: { path, canonical: await canonicalPath(path), relative: '', treeFolder: '' } }
  }
  if (!stats.isFile()) return { kind: 'failed', path, failure: notAFile }
  const [canonicalFolder, realPath] = [await canonicalPath(dirname(path)), await canonicalPath(path)]
  return { kind: 'file', path, canonicalFolder, realPath }
}

const notAFile: Failure = {
  code: 'input-not-a-file',
  message: 'Expected a picture or a folder but this is a pipe, socket or device.',
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  )
}

function missing(error: unknown, path: string, isDanglingLink: boolean): Failure {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM') {
    return {
      code: 'input-unreadable',
      message: 'No permission to read this. Change its permissions or run as its owner.',
    }
  }
  if (isDanglingLink) {
    return {
      code: 'input-missing',
      message: 'This link points to a file that is not there. Restore the file or remove the link.',
    }
  }
  if (path.includes('\ufffd')) {
    return {
      code: 'name-unreadable',
      message: 'The name is not valid Unicode, so it cannot be opened. Rename it and run again.',
    }
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return { code: 'input-missing', message: 'There is no file or folder of this name. Check the path.' }
  }
  return { code: 'input-unreadable', message: `It cannot be read (${message}). Check the drive or share it is on.` }
}

class SourceScan implements Scan {
  readonly #paths: readonly string[]
  readonly #workingFolder: string
  readonly #outputFolder: string | null
  /** Of the first paths, as far as they have been looked at. */
  readonly #inputs: Input[] = []
  /** Whether several folders were given; null before the first is walked. */
  #areSeveral: boolean | null = null
  readonly #rules: SourceRules
  /** Where named files and those behind links really are. */
  readonly #realPlaces = new Set<string>()
  readonly #yieldedNames = new Set<string>()
  /** Canonical path → where it was entered, for folders already walked. */
  readonly #visited = new Map<string, Folder>()
  readonly #ended: Promise<void>
  #end: () => void = () => undefined
  #hidden = 0
  #special = 0

  constructor({ inputs, workingFolder }: ScanOptions, rules: SourceRules, outputFolder: string | null) {
    this.#paths = inputs
    this.#workingFolder = workingFolder
    this.#rules = rules
    this.#outputFolder = outputFolder
    this.#ended = new Promise((resolveEnd) => {
      this.#end = resolveEnd
    })
  }

  leftOut(): LeftOut {
    return { hidden: this.#hidden, special: this.#special }
  }

  async isSource(folder: string, name: string): Promise<boolean> {
    await this.#ended
    if (this.#realPlaces.has(placeOf(folder, name))) return true
    const visited = this.#visited.get(folder)
    return visited !== undefined && this.#rules.takesFile(below(visited, name), name)
  }

  async *items(): AsyncGenerator<ScannedItem> {
    try {
      yield* this.#inputItems()
    } finally {
      this.#end()
    }
  }

  async *#inputItems(): AsyncGenerator<ScannedItem> {
    for (let index = 0; index < this.#paths.length; index += 1) {
      const input = await this.#lookAt(index)
      switch (input.kind) {
        case 'failed':
          yield { source: { path: input.path, treeFolder: '', origin: 'named' }, failure: input.failure }
          break
        case 'file':
          this.#realPlaces.add(placeOf(input.canonicalFolder, basename(input.path)))
          this.#realPlaces.add(placeOf(dirname(input.realPath), basename(input.realPath)))
          if (this.#isNewName(input.canonicalFolder, basename(input.path))) {
            yield { source: { path: input.path, treeFolder: '', origin: 'named' }, failure: null }
          }
          break
        case 'folder':
          yield* this.#walkRoot(input.root)
          break
      }
    }
  }

  async #lookAt(index: number): Promise<Input> {
    while (index >= this.#inputs.length) {
      const start = this.#inputs.length
      const paths = this.#paths.slice(start, start + lookLanes).map((path) => resolve(this.#workingFolder, path))
      this.#inputs.push(...(await Promise.all(paths.map(lookAtInput))))
    }
    const input = this.#inputs[index]
    if (input === undefined) throw new Error(`Expected an input at ${String(index)}`)
    return input
  }

  /** With several folders given, each keeps its name in the tree; outputs that a wildcard brought in are left out. */
  async *#walkRoot(root: Folder): AsyncGenerator<ScannedItem> {
    const isAmongOthers = this.#paths.length > 1
    if (isAmongOthers && this.#isForOutputs(root)) {
      const message =
        'This is a folder of outputs or of replaced originals, so it was not searched. Give it alone to have it searched.'
      const source = { path: root.path, treeFolder: '', origin: 'found' } as const
      yield { source, failure: { code: 'not-a-picture', message } }
      return
    }
    this.#areSeveral ??= await this.#givesSeveralFolders()
    yield* this.#walk(this.#areSeveral ? { ...root, treeFolder: basename(root.path) } : root)
  }

  async #givesSeveralFolders(): Promise<boolean> {
    await this.#lookAt(this.#paths.length - 1)
    const folders = this.#inputs.flatMap((input) => (input.kind === 'folder' ? [input.root.canonical] : []))
    return new Set(folders).size > 1
  }

  #isForOutputs({ canonical, path }: Folder): boolean {
    const isInside = this.#outputFolder !== null && pathBelow(this.#outputFolder, canonical) !== null
    return isInside || this.#rules.holdsOutputs(basename(path))
  }

  /** Once per named file, and not at all when a folder given before has brought it already. */
  #isNewName(folder: string, name: string): boolean {
    const path = join(folder, name)
    const visited = this.#visited.get(folder)
    if (this.#yieldedNames.has(path)) return false
    this.#yieldedNames.add(path)
    return visited === undefined || !this.#rules.takesFile(below(visited, name), name)
  }

  async *#walk(folder: Folder): AsyncGenerator<ScannedItem> {
    if (this.#visited.has(folder.canonical)) return
    this.#visited.set(folder.canonical, folder)
    let entries: Entries
    try {
      entries = await this.#read(folder)
    } catch (error) {
      yield {
        source: { path: folder.path, treeFolder: folder.treeFolder, origin: 'found' },
        failure: missing(error, folder.path, false),
      }
      return
    }
    for (const name of await sortInSlices(entries.files)) {
      if (this.#yieldedNames.size > 0 && this.#yieldedNames.has(join(folder.canonical, name))) continue
      yield { source: this.#found(folder, name), failure: null }
    }
    const failed = entries.failed.toSorted((one, other) => (one.name < other.name ? -1 : 1))
    for (const { name, failure } of failed) yield { source: this.#found(folder, name), failure }
    for (const name of await sortInSlices(entries.folders)) {
      const path = join(folder.path, name)
      const canonical = entries.links.has(name) ? await canonicalPath(path) : join(folder.canonical, name)
      if (!this.#rules.entersFolder(below(folder, name), name, canonical)) continue
      const treeFolder = folder.treeFolder === '' ? name : join(folder.treeFolder, name)
      yield* this.#walk({ path, canonical, relative: below(folder, name), treeFolder })
    }
  }

  #found(folder: Folder, name: string): SourceFile {
    return { path: join(folder.path, name), treeFolder: folder.treeFolder, origin: 'found' }
  }

  async #read(folder: Folder): Promise<Entries> {
    const entries: Entries = { files: [], folders: [], links: new Set(), failed: [] }
    for await (const entry of await opendir(folder.path, { bufferSize: 1024 })) {
      if (isLeftOut(entry.name)) this.#hidden += 1
      else await this.#sort(folder, entry, entries)
    }
    return entries
  }

  async #sort(folder: Folder, entry: Dirent, entries: Entries): Promise<void> {
    const { name } = entry
    if (entry.isFile()) {
      if (this.#rules.takesFile(below(folder, name), name)) entries.files.push(name)
    } else if (entry.isDirectory()) {
      entries.folders.push(name)
    } else {
      await this.#follow(folder, name, entries)
    }
  }

  /** A link, or an entry of which the file system does not say what it is. */
  async #follow(folder: Folder, name: string, entries: Entries): Promise<void> {
    const path = join(folder.path, name)
    try {
      const stats = await stat(path)
      if (stats.isDirectory()) {
        entries.folders.push(name)
        entries.links.add(name)
      } else if (!stats.isFile()) {
        this.#special += 1
      } else if (this.#rules.takesFile(below(folder, name), name)) {
        entries.files.push(name)
        const real = await canonicalPath(path)
        this.#realPlaces.add(placeOf(dirname(real), basename(real)))
      }
    } catch (error) {
      if (!this.#rules.takesFile(below(folder, name), name)) return
      entries.failed.push({ name, failure: missing(error, path, await isLink(path)) })
    }
  }
}

interface Entries {
  readonly files: string[]
  readonly folders: string[]
  /** Folders that are reached through a link. */
  readonly links: Set<string>
  readonly failed: { readonly name: string; readonly failure: Failure }[]
}

/** A file by its canonical folder and folded name. */
function placeOf(folder: string, name: string): string {
  return join(folder, foldName(name))
}

function below(folder: Folder, name: string): string {
  return folder.relative === '' ? name : `${folder.relative}/${name}`
}
