import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, extname, isAbsolute, join, normalize, sep } from 'node:path'
import type { FolderEntry, FolderListing, Lookup, PathCheck, PathProblem, PathQuestion } from './wire/frames.ts'
import { assertNever } from './wire/assert-never.ts'

const longestListing = 200

/** What a path box asks while a person types into it. Null where there is no such folder. */
export function lookUp(lookup: Lookup): Promise<FolderListing | PathCheck | null> {
  return lookup.kind === 'list' ? listFolder(lookup.typed, lookup.question) : checkPaths(lookup.typed, lookup.question)
}

/** The folder that is being typed, folders first, narrowed by what is typed of a name in it. */
async function listFolder(typed: string, question: PathQuestion): Promise<FolderListing | null> {
  const path = expandHome(typed)
  if (!isAbsolute(path)) return null
  const isWhole = /[/\\]$/.test(path)
  const folder = normalize(isWhole ? path : dirname(path))
  const start = isWhole ? '' : basename(path).toLowerCase()
  try {
    const entries: FolderEntry[] = []
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await isDirectory(join(folder, entry.name))))
      const isWanted = isFolder || (question.want !== 'folders' && hasExtension(entry.name, question.extensions))
      const isHidden = entry.name.startsWith('.') && !start.startsWith('.')
      if (isWanted && !isHidden && entry.name.toLowerCase().startsWith(start))
        entries.push({ name: entry.name, isFolder })
    }
    entries.sort(byKindAndName)
    const parent = dirname(folder)
    return {
      folder,
      parent: parent === folder ? null : parent,
      entries: entries.slice(0, longestListing),
      isCut: entries.length > longestListing,
    }
  } catch {
    return null
  }
}

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

function byKindAndName(one: FolderEntry, other: FolderEntry): number {
  if (one.isFolder !== other.isFolder) return one.isFolder ? -1 : 1
  return names.compare(one.name, other.name)
}

function hasExtension(name: string, extensions: readonly string[]): boolean {
  return extensions.length === 0 || extensions.includes(extname(name).slice(1).toLowerCase())
}

async function checkPaths(typed: readonly string[], question: PathQuestion): Promise<PathCheck> {
  const paths = typed.map((line) => expandHome(line.trim())).filter((line) => line !== '')
  if (paths.length === 0) return { ok: false, path: '', problem: 'empty' }
  let replaces = false
  for (const path of paths) {
    const found = await checkPath(path, question.want)
    if (typeof found === 'string') return { ok: false, path, problem: found }
    replaces ||= found.exists
  }
  return { ok: true, paths: paths.map(withoutLastSeparator), replaces: question.asksBeforeReplacing && replaces }
}

async function checkPath(
  path: string,
  want: PathQuestion['want'],
): Promise<PathProblem | { readonly exists: boolean }> {
  if (!isAbsolute(path)) return 'not-absolute'
  const kind = await kindOf(path)
  switch (want) {
    case 'save':
      if (kind === 'folder') return 'not-a-file'
      return (await kindOf(dirname(path))) === 'folder' ? { exists: kind !== 'none' } : 'no-such-folder'
    case 'files':
      return kind === 'none' ? 'missing' : kind === 'folder' ? 'not-a-file' : { exists: true }
    case 'folders':
      return kind === 'none' ? 'missing' : kind === 'folder' ? { exists: true } : 'not-a-folder'
    case 'files-or-folders':
      return kind === 'none' ? 'missing' : { exists: true }
    default:
      return assertNever(want)
  }
}

async function kindOf(path: string): Promise<'none' | 'file' | 'folder'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch {
    return 'none'
  }
}

/** A root keeps its own. */
function withoutLastSeparator(path: string): string {
  const normal = normalize(path)
  return dirname(normal) === normal ? normal : normal.replace(/[/\\]$/, '')
}

async function isDirectory(path: string): Promise<boolean> {
  return (await kindOf(path)) === 'folder'
}

/** Where a path box begins: the folder itself, ready for what is in it, or the nearest above it that exists. */
export async function beginningOf(path: string, isForSaving: boolean): Promise<string> {
  if (isForSaving) return join(await beginningOf(dirname(path), false), basename(path))
  const kind = await kindOf(path)
  if (kind === 'file') return path
  if (kind === 'folder') return join(path, sep)
  const parent = dirname(path)
  return parent === path ? path : beginningOf(parent, false)
}

/** `~` is what people type. */
function expandHome(path: string): string {
  return path === '~' || /^~[/\\]/.test(path) ? join(homedir(), path.slice(1)) : path
}
