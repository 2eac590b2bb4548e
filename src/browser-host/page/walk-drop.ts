import { safeDropName } from '../wire/drop-names.ts'
import type { DropRoot } from './drop.ts'

/** What a drop holds; `file` is null for a folder. */
export interface DropItem {
  readonly path: string
  readonly file: File | null
}

/** Everything in a drop, folders before what is in them. What cannot be read is told and passed over. */
export async function* walkDrop(
  roots: readonly DropRoot[],
  onUnreadable: (error: unknown) => void,
): AsyncGenerator<DropItem> {
  for (const { entry, file, path } of roots) {
    if (entry === null) {
      if (file !== null) yield { path, file }
    } else yield* walkEntry(entry, path, onUnreadable)
  }
}

async function* walkEntry(
  entry: FileSystemEntry,
  path: string,
  onUnreadable: (error: unknown) => void,
): AsyncGenerator<DropItem> {
  if (isFolder(entry)) {
    yield { path, file: null }
    const names = new Set<string>()
    for await (const children of readFolder(entry, onUnreadable)) {
      // A hundred at a time: each is a question to the browser's own process, and they may as well wait together.
      const files = await Promise.all(children.map((child) => fileOf(child, onUnreadable)))
      for (const [nth, child] of children.entries()) {
        const below = `${path}/${uniqueName(safeDropName(child.name), names)}`
        const file = files[nth] ?? null
        if (file !== null) yield { path: below, file }
        else if (isFolder(child)) yield* walkEntry(child, below, onUnreadable)
      }
    }
    return
  }
  const file = await fileOf(entry, onUnreadable)
  if (file !== null) yield { path, file }
}

async function* readFolder(
  folder: FileSystemDirectoryEntry,
  onUnreadable: (error: unknown) => void,
): AsyncGenerator<readonly FileSystemEntry[]> {
  const reader = folder.createReader()
  for (;;) {
    const children = await new Promise<readonly FileSystemEntry[]>((resolve) => {
      reader.readEntries(resolve, (error) => {
        onUnreadable(error)
        resolve([])
      })
    })
    if (children.length === 0) return
    yield children
  }
}

function fileOf(entry: FileSystemEntry, onUnreadable: (error: unknown) => void): Promise<File | null> {
  return new Promise((resolve) => {
    if (!entry.isFile) resolve(null)
    else
      (entry as FileSystemFileEntry).file(resolve, (error) => {
        onUnreadable(error)
        resolve(null)
      })
  })
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

/** Two names may have become one where a character had to go. */
function uniqueName(name: string, names: Set<string>): string {
  let unique = name
  for (let nth = 2; names.has(unique.toLowerCase()); nth += 1) unique = safeDropName(`${String(nth)} ${name}`)
  names.add(unique.toLowerCase())
  return unique
}
