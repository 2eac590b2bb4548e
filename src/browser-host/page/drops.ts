import { safeDropName } from '../wire/drop-names.ts'
import { listenLast } from './listen-last.ts'
import type { Drop, DropRoot } from './drop.ts'
import { type UploadListeners, uploadDrop } from './upload-drop.ts'

/** Files and folders that a person dropped or pasted, on their way to the host. */
export interface Drops {
  /** Where the host keeps drops; known once it has answered. */
  setFolder(folder: string, separator: string): void
  /** Where a dropped file will be; empty where it was not dropped. Asking is what starts the copying. */
  pathOf(file: File): string
  /** Resolves when every drop that these arguments speak of has arrived. */
  whenArrived(args: readonly unknown[]): Promise<void>
}

export interface DropListeners {
  readonly upload: (folder: string) => UploadListeners
}

/** Takes note of every drop and paste before the page's own listeners see it. */
export function listenForDrops({ upload }: DropListeners): Drops {
  let folder = ''
  let separator = '/'
  let latest: Drop | null = null
  const running = new Map<string, Promise<void>>()
  const known = new WeakMap<File, string>()
  const taken = new Set<DropRoot>()

  const note = (transfer: DataTransfer | null): void => {
    if (transfer === null) return
    const roots = readRoots(transfer)
    if (roots.length > 0) latest = { id: newDropId(new Date()), roots, arrival: null }
    taken.clear()
  }
  const begin = (drop: Drop): void => {
    if (drop.arrival !== null) return
    drop.arrival = uploadDrop(drop, upload(`${folder}${separator}${drop.id}`))
    running.set(drop.id, drop.arrival)
    void drop.arrival.finally(() => running.delete(drop.id))
  }
  window.addEventListener(
    'drop',
    ({ dataTransfer }) => {
      note(dataTransfer)
    },
    { capture: true },
  )
  window.addEventListener(
    'paste',
    ({ clipboardData }) => {
      note(clipboardData)
    },
    { capture: true },
  )
  keepFromLeading()

  return {
    setFolder: (at, between) => {
      folder = at
      separator = between
    },
    pathOf: (file) => {
      const before = known.get(file)
      if (before !== undefined) return before
      const root = latest === null ? null : findRoot(latest.roots, file, taken)
      if (latest === null || root === null || folder === '') return ''
      taken.add(root)
      begin(latest)
      const path = [folder, latest.id, ...root.path.split('/')].join(separator)
      known.set(file, path)
      return path
    },
    whenArrived: async (args) => {
      if (running.size === 0) return
      const text = JSON.stringify(args)
      await Promise.all([...running].flatMap(([id, arrival]) => (text.includes(id) ? [arrival] : [])))
    },
  }
}

function readRoots(transfer: DataTransfer): readonly DropRoot[] {
  const names = new Map<string, number>()
  return Array.from(transfer.items).flatMap((item) => {
    if (item.kind !== 'file') return []
    const entry = item.webkitGetAsEntry()
    const file = item.getAsFile()
    const name = safeDropName(entry?.name ?? file?.name ?? '')
    const nth = (names.get(name.toLowerCase()) ?? 0) + 1
    names.set(name.toLowerCase(), nth)
    // Two of one name, from two folders: each in a folder of its own.
    return [{ entry, file, path: nth === 1 ? name : `${String(nth)}/${name}` }]
  })
}

/**
 * The browser hands out other objects each time it is asked for the files of a drop, so they are recognised by what they
 * say of themselves; a folder says nothing but its name.
 */
function findRoot(roots: readonly DropRoot[], file: File, taken: ReadonlySet<DropRoot>): DropRoot | null {
  const isNamed = (root: DropRoot): boolean => (root.entry?.name ?? root.file?.name) === file.name
  const isLike = (root: DropRoot): boolean =>
    isNamed(root) && root.file?.size === file.size && root.file.lastModified === file.lastModified
  const isFree = (root: DropRoot): boolean => !taken.has(root)
  return (
    roots.find((root) => isFree(root) && isLike(root)) ??
    roots.find((root) => isFree(root) && isNamed(root)) ??
    roots.find(isLike) ??
    roots.find(isNamed) ??
    null
  )
}

/** A file that is dropped where nobody takes it would otherwise be opened in place of the app. */
function keepFromLeading(): void {
  listenLast('dragover', (event) => {
    if (event.defaultPrevented) return
    event.preventDefault()
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none'
  })
  listenLast('drop', (event) => {
    event.preventDefault()
  })
}

/** Sorts by time, and cannot be guessed: the host takes no other. */
function newDropId(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const date = `${String(now.getFullYear())}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
  const random = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => byte.toString(16).padStart(2, '0'))
  return `${date}-${time}-${random.join('')}`
}
