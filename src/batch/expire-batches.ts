import { rmdir, unlink } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { OutputPlace, Store, WrittenRecord } from '../store/store.ts'
import { historyPageLength } from './history-pages.ts'
import { keptFolderName } from './replace-planning.ts'
import { isUntouched } from './undo-items.ts'

/** So long a batch is kept, and can be undone: 90 days, in milliseconds. */
export const historyLifeMs = 90 * 86_400_000

export interface ExpiryOptions {
  readonly store: Store
  /** Milliseconds since the epoch. */
  readonly nowMs: number
  readonly log: (line: string) => void
}

export interface RunningExpiry {
  /** Resolves when it is through or was closed; never rejects. */
  readonly ended: Promise<void>
  /** Finishes the file that it is at; the next start goes on. */
  close(): void
}

/**
 * Forgets batches that are too old to be undone and removes what was kept of outputs that they overwrote. Originals that were
 * replaced stay where they are: in their folder, or in the bin. One file after the other, behind everything else.
 */
export function startExpiry(options: ExpiryOptions): RunningExpiry {
  let isClosed = false
  const ended = expire(options, () => isClosed).catch((error: unknown) => {
    options.log(`old batches could not be forgotten: ${error instanceof Error ? error.message : String(error)}`)
  })
  return {
    ended,
    close: () => {
      isClosed = true
    },
  }
}

async function expire({ store, nowMs, log }: ExpiryOptions, isClosed: () => boolean): Promise<void> {
  if (!store.isKeeping) return
  for (const id of await store.expired(nowMs - historyLifeMs)) {
    const folders = new Set<string>()
    for await (const records of writtenPages(store, id)) {
      for (const record of records) {
        if (isClosed()) return
        await removeKept(id, record, folders, log)
      }
    }
    for (const folder of folders) await rmdir(folder).catch(() => undefined)
    if (isClosed()) return
    await store.forget(id)
  }
}

async function* writtenPages(store: Store, id: string): AsyncGenerator<readonly WrittenRecord[]> {
  for (let before: OutputPlace | null = null; ;) {
    const page = await store.written(id, before, historyPageLength)
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    before = last
  }
}

/** Only a file that is in our folder, has our name, and is as it was left there. */
async function removeKept(
  id: string,
  { kept }: WrittenRecord,
  folders: Set<string>,
  log: (line: string) => void,
): Promise<void> {
  if (kept?.keeper !== 'hidden') return
  const { keptAt, fingerprint } = kept
  const folder = dirname(keptAt)
  if (basename(folder) !== keptFolderName || !basename(keptAt).startsWith(`${id}-`)) return
  if (!(await isUntouched(keptAt, fingerprint))) return
  folders.add(folder)
  await unlink(keptAt).catch((error: unknown) => {
    log(`${keptAt} is not needed any more but could not be removed: ${(error as Error).message}`)
  })
}
