import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What lies beside a journal and belongs to it: SQLite's files, and our note that it is damaged. */
const companions = ['-wal', '-shm', '-journal', '-damage']

/** Moves a journal that cannot be used out of the way, with what belongs to it, and returns its new path. */
export function setAside(path: string, word: 'damaged' | 'newer', now: Date): string {
  const aside = freeName(dirname(path), `journal-${word}-${stamp(now)}`)
  // The companions go first: a new journal beside an old one's would take their pages for its own.
  for (const companion of companions) {
    if (existsSync(path + companion)) renameSync(path + companion, aside + companion)
  }
  if (existsSync(path)) renameSync(path, aside)
  syncFolder(dirname(path))
  return aside
}

/** Removes a file of SQLite's and its companions. */
export function removeDatabase(path: string): void {
  for (const companion of ['', ...companions]) rmSync(path + companion, { recursive: true, force: true })
}

/** Gives a finished database its name; it is there after a power cut. */
export function publishDatabase(from: string, to: string): void {
  renameSync(from, to)
  syncFolder(dirname(to))
}

function freeName(folder: string, name: string): string {
  for (let count = 1; ; count += 1) {
    const path = join(folder, `${count === 1 ? name : `${name}-${String(count)}`}.sqlite`)
    if (['', ...companions].every((companion) => !existsSync(path + companion))) return path
  }
}

/** Local time, as people read it: `20261125-031500`. */
function stamp(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const date = `${String(now.getFullYear())}${two(now.getMonth() + 1)}${two(now.getDate())}`
  return `${date}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
}

function syncFolder(folder: string): void {
  // Windows opens no folders, and needs none of this.
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
