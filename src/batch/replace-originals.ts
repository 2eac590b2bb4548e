import type { BigIntStats } from 'node:fs'
import { lstat, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fail, type Outcome, succeed } from '../shared/failure.ts'
import type { ReplacedOriginal, SourceFile } from '../shared/plan.ts'
import type { OutputDraft } from './draft-outputs.ts'
import { nextFreeName } from './next-free-name.ts'
import { outputExtension, splitName } from './output-extension.ts'
import { shorten } from './portable-name.ts'
import type { ReplacePlanning } from './replace-planning.ts'
import type { TargetFolder, TargetFolders } from './target-folders.ts'

/** A source that may be replaced: where it really is, free of links. */
export interface Original {
  readonly folder: TargetFolder
  readonly name: string
  readonly path: string
  /** `device:inode` where the file has further names, else null. */
  readonly sharedId: string | null
}

/** What becomes of an original. `output` is the path of what takes its place: the same, or another name beside it. */
export interface Replacement {
  readonly original: ReplacedOriginal
  readonly output: string
}

/** Finds out which originals may be replaced, and where each is kept; claims the names that this takes. */
export class ReplaceOriginals {
  readonly #planning: ReplacePlanning
  readonly #folders: TargetFolders
  /** By canonical folder. */
  readonly #keepers = new Map<string, Promise<ReplacedOriginal['keeper']>>()
  /** By path and by `sharedId`: the source through which a file is replaced. */
  readonly #replacedBy = new Map<string, string>()

  constructor(planning: ReplacePlanning, folders: TargetFolders) {
    this.#planning = planning
    this.#folders = folders
  }

  async find(source: SourceFile): Promise<Outcome<Original>> {
    const looked = await this.#look(source.path)
    if (!looked.ok) return looked
    const { path, folder, sharedId } = looked.value
    const other = this.#replacedBy.get(path) ?? (sharedId === null ? undefined : this.#replacedBy.get(sharedId))
    if (other !== undefined) {
      return fail(
        'input-is-link',
        `This is the same file as ${other}, which is replaced already. Leave one of the two out.`,
      )
    }
    if (folder.problem !== null) {
      return fail('output-folder-unusable', `Nothing can be written to ${folder.canonical}: ${folder.problem}.`)
    }
    return looked
  }

  /** `draft` is the one output. Nothing else may be planned between `find` and this. */
  async settle(source: SourceFile, original: Original, draft: OutputDraft): Promise<Outcome<Replacement>> {
    const { folder, name, path } = original
    const keeper = await this.#keeperOf(folder.canonical)
    const keepFolder =
      keeper === 'bin' ? folder : await this.#folders.at(join(folder.canonical, this.#planning.folderName))
    if (keepFolder.problem !== null) {
      return fail(
        'original-not-kept',
        `The original could not be kept in ${keepFolder.canonical}: ${keepFolder.problem}. Rename what stands there.`,
      )
    }
    const wanted = replacementName(name, draft)
    const outputName = wanted === name ? name : claimFree(wanted, folder, source.path)
    folder.claim(outputName, source.path)
    const keepName = claimFree(keeper === 'bin' ? shorten(name, ' (original)') : name, keepFolder, source.path)
    this.#remember(source, path, original.sharedId)
    return succeed({
      original: { path, keepPath: join(keepFolder.canonical, keepName), keeper },
      output: join(folder.canonical, outputName),
    })
  }

  /** Takes over what had been settled before; by now the original may be where it is kept. */
  async recall(source: SourceFile, original: ReplacedOriginal, id: string): Promise<void> {
    const folder = await this.#folders.at(dirname(original.path))
    folder.remember(basename(original.path))
    const keepFolder = await this.#folders.at(dirname(original.keepPath))
    keepFolder.claim(basename(original.keepPath), source.path)
    this.#remember(source, original.path, id)
  }

  #remember(source: SourceFile, path: string, id: string | null): void {
    this.#replacedBy.set(path, source.path)
    if (id !== null) this.#replacedBy.set(id, source.path)
  }

  #keeperOf(folder: string): Promise<ReplacedOriginal['keeper']> {
    const known = this.#keepers.get(folder)
    if (known !== undefined) return known
    const asked = this.#planning.keeperFor(folder)
    this.#keepers.set(folder, asked)
    return asked
  }

  async #look(path: string): Promise<Outcome<Original>> {
    try {
      const stats = await lstat(path, { bigint: true })
      if (!stats.isSymbolicLink()) return await this.#lookAtFile(path, stats)
      const target = await realpath(path)
      if (!this.#planning.takesLinks) {
        return fail(
          'input-is-link',
          `This is a link to ${target}, and to replace that picture was not asked for. Allow it with --replace-links, or leave the link out.`,
        )
      }
      return await this.#lookAtFile(target, await lstat(target, { bigint: true }))
    } catch (error) {
      return fail(
        'input-missing',
        `This was there a moment ago and cannot be found any more: ${(error as Error).message}`,
      )
    }
  }

  async #lookAtFile(path: string, stats: BigIntStats): Promise<Outcome<Original>> {
    if (stats.nlink > 1n && !this.#planning.takesLinks) {
      return fail(
        'input-is-link',
        `This file has ${String(stats.nlink)} names (hard links), and the others would keep the original. Allow it with --replace-links, which replaces it under this name only, or leave it out.`,
      )
    }
    const folder = await this.#folders.at(dirname(path))
    const name = await nameOnDisk(folder, basename(path), stats)
    const sharedId = stats.nlink > 1n ? `${String(stats.dev)}:${String(stats.ino)}` : null
    return succeed({ folder, name, path: join(folder.canonical, name), sharedId })
  }
}

/** What an original's replacement is to be called: as itself where the extension is right for the format. */
export function replacementName(name: string, draft: OutputDraft): string {
  const { extension } = splitName(name)
  return extension !== '' && outputExtension(extension, draft.output.format) === extension ? name : draft.name
}

/** As the disk spells it: a disk that folds names finds a file under others as well. */
async function nameOnDisk(folder: TargetFolder, name: string, stats: BigIntStats): Promise<string> {
  const existing = folder.existing(name)
  if (existing === null || existing === name) return name
  const other = await lstat(join(folder.canonical, existing), { bigint: true }).catch(() => null)
  const isSame = other !== null && other.ino === stats.ino && other.dev === stats.dev && stats.nlink === 1n
  return isSame ? existing : name
}

function claimFree(name: string, folder: TargetFolder, source: string): string {
  const isFree = (candidate: string): boolean =>
    folder.claimant(candidate) === null && folder.existing(candidate) === null
  const free = isFree(name) ? name : nextFreeName(name, folder, isFree)
  folder.claim(free, source)
  return free
}
