import type { Drop } from './drop.ts'
import { type DropItem, walkDrop } from './walk-drop.ts'

export interface UploadListeners {
  /** Files that have arrived, of those seen so far. */
  onProgress(done: number, seen: number): void
  onEnd(result: UploadResult): void
  /** Ends the copying. */
  readonly signal: AbortSignal
}

export interface UploadResult {
  readonly files: number
  readonly failed: number
  /** Of the last failure; empty without one. */
  readonly reason: string
}

const packBytes = 8 * 1024 ** 2
const packFiles = 250
const atOnce = 3

interface Progress {
  seen: number
  done: number
  failed: number
  reason: string
}

/**
 * Sends what a drop holds to the host, many small files in one request. Never rejects: what could not be sent is told at
 * the end.
 */
export async function uploadDrop(drop: Drop, listeners: UploadListeners): Promise<void> {
  const progress: Progress = { seen: 0, done: 0, failed: 0, reason: '' }
  const fail = (error: unknown): void => {
    progress.failed += 1
    progress.reason = error instanceof Error ? error.message : String(error)
  }
  const tell = (): void => {
    listeners.onProgress(progress.done, progress.seen)
  }
  const sending = new Set<Promise<void>>()
  try {
    for await (const pack of packs(walkDrop(drop.roots, fail), progress)) {
      if (listeners.signal.aborted) break
      tell()
      const sent = sendPack(drop.id, pack, progress, fail, listeners.signal).finally(() => {
        sending.delete(sent)
        tell()
      })
      sending.add(sent)
      if (sending.size >= atOnce) await Promise.race(sending)
    }
  } catch (error) {
    fail(error)
  }
  await Promise.all(sending)
  listeners.onEnd({ files: progress.done, failed: progress.failed, reason: progress.reason })
}

async function* packs(items: AsyncIterable<DropItem>, progress: Progress): AsyncGenerator<readonly DropItem[]> {
  let pack: DropItem[] = []
  let bytes = 0
  for await (const item of items) {
    if (item.file !== null) progress.seen += 1
    pack.push(item)
    bytes += item.file?.size ?? 0
    if (bytes < packBytes && pack.length < packFiles) continue
    yield pack
    pack = []
    bytes = 0
  }
  if (pack.length > 0) yield pack
}

/** One file that cannot be read spoils its pack, so the others are then sent again one by one. */
async function sendPack(
  dropId: string,
  pack: readonly DropItem[],
  progress: Progress,
  fail: (error: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  const files = pack.filter(({ file }) => file !== null).length
  try {
    await post(`/__host/drop/${dropId}`, buildPack(pack), signal)
    progress.done += files
  } catch (error) {
    if (signal.aborted) return
    if (pack.length === 1) {
      fail(error)
      return
    }
    for (const item of pack) {
      try {
        await post(`/__host/drop/${dropId}?again`, buildPack([item]), signal)
        if (item.file !== null) progress.done += 1
      } catch (single) {
        fail(single)
      }
    }
  }
}

/** As the host reads it: length of the header, header, contents. The browser streams the files by itself. */
function buildPack(pack: readonly DropItem[]): Blob {
  const header = new TextEncoder().encode(
    JSON.stringify(
      pack.map(({ path, file }) => ({ path, bytes: file?.size ?? null, modifiedMs: file?.lastModified ?? 0 })),
    ),
  )
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, header.length, true)
  return new Blob([length, header, ...pack.flatMap(({ file }) => (file === null ? [] : [file]))])
}

async function post(url: string, body: Blob, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { method: 'POST', body, signal })
  if (!response.ok) throw new Error((await response.text()).trim())
}
