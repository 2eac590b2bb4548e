import { mkdir, open, rm, unlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkDropPath } from './wire/drop-names.ts'

/** One entry of a pack; bytes follow in the same order. A folder has none. */
interface PackEntry {
  readonly path: string
  /** Null for a folder. */
  readonly bytes: number | null
  readonly modifiedMs: number
}

/** `refused`: it is no pack, or would leave the folder of drops. */
export type DropOutcome =
  { readonly ok: true; readonly files: number } | { readonly ok: false; readonly reason: string }

const longestHeaderBytes = 16 * 1024 ** 2
/** A file up to this size is written in one go, and several at once. */
const smallBytes = 1024 ** 2
const atOnce = 8
const dropIdPattern = /^\d{4}-\d\d-\d\d-\d{6}-[0-9a-f]{8}$/

/** Whether it is the name of a drop: its time and something random. */
export function isDropId(text: string): boolean {
  return dropIdPattern.test(text)
}

/**
 * Writes a pack of dropped files below `folder`: four bytes with the length of the header, the header (entries as JSON),
 * then the contents one after another. Nothing that is there is overwritten, unless the pack is sent again because one
 * of its files could not be read; a file that breaks off is removed.
 */
export async function receiveDrop(
  folder: string,
  body: AsyncIterable<Uint8Array>,
  isAgain: boolean,
): Promise<DropOutcome> {
  const source = createByteSource(body)
  const entries = await readHeader(source)
  if (entries === null) return { ok: false, reason: 'Expected a pack of dropped files but got something else' }
  const folders = new Set<string>()
  const ensure = async (path: string): Promise<void> => {
    if (folders.has(path)) return
    await mkdir(path, { recursive: true })
    folders.add(path)
  }
  const writes = new Set<Promise<void>>()
  let files = 0
  try {
    for (const { path, bytes, modifiedMs } of entries) {
      const names = checkDropPath(path)
      if (names === null) return { ok: false, reason: `Expected a path below the drop but got ${path}` }
      const target = join(folder, ...names)
      await ensure(bytes === null ? target : dirname(target))
      if (bytes === null) continue
      files += 1
      if (isAgain) await rm(target, { force: true })
      if (bytes > smallBytes) await writeLarge(target, bytes, modifiedMs, source)
      else await startSmall(writes, writeSmall(target, await source.take(bytes), modifiedMs))
    }
  } finally {
    await Promise.all(writes)
  }
  return { ok: true, files }
}

async function startSmall(writes: Set<Promise<void>>, write: Promise<void>): Promise<void> {
  const settled = write.finally(() => writes.delete(settled))
  // Looked at when all are awaited; without this a failure before that would count as unhandled.
  settled.catch(() => undefined)
  writes.add(settled)
  if (writes.size >= atOnce) await Promise.race(writes)
}

async function writeSmall(path: string, bytes: Uint8Array, modifiedMs: number): Promise<void> {
  await writeFile(path, bytes, { flag: 'wx' })
  await setTime(path, modifiedMs)
}

async function writeLarge(path: string, bytes: number, modifiedMs: number, source: ByteSource): Promise<void> {
  const file = await open(path, 'wx')
  try {
    let left = bytes
    while (left > 0) {
      const chunk = await source.takeUpTo(left)
      await file.writeFile(chunk)
      left -= chunk.length
    }
  } catch (error) {
    await file.close()
    await unlink(path)
    throw error
  }
  await file.close()
  await setTime(path, modifiedMs)
}

async function setTime(path: string, modifiedMs: number): Promise<void> {
  if (modifiedMs > 0) await utimes(path, new Date(), new Date(modifiedMs))
}

async function readHeader(source: ByteSource): Promise<readonly PackEntry[] | null> {
  const start = await source.take(4)
  const length = new DataView(start.buffer, start.byteOffset, 4).getUint32(0, true)
  if (length > longestHeaderBytes) return null
  const text = new TextDecoder().decode(await source.take(length))
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) && parsed.every(isEntry) ? parsed : null
  } catch {
    return null
  }
}

function isEntry(value: unknown): value is PackEntry {
  if (typeof value !== 'object' || value === null) return false
  const { path, bytes, modifiedMs } = value as Readonly<Record<string, unknown>>
  const isSize = bytes === null || (Number.isSafeInteger(bytes) && (bytes as number) >= 0)
  return typeof path === 'string' && isSize && typeof modifiedMs === 'number' && Number.isFinite(modifiedMs)
}

interface ByteSource {
  /** Exactly so many bytes; throws where the body ends before. */
  take(bytes: number): Promise<Uint8Array>
  /** At least one and at most so many, as they came. */
  takeUpTo(bytes: number): Promise<Uint8Array>
}

function createByteSource(body: AsyncIterable<Uint8Array>): ByteSource {
  const chunks = body[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array()
  const takeUpTo = async (bytes: number): Promise<Uint8Array> => {
    while (rest.length === 0) {
      const next = await chunks.next()
      if (next.done === true) throw new Error('Expected more of the dropped files, but the page sent no more')
      rest = next.value
    }
    const taken = rest.subarray(0, bytes)
    rest = rest.subarray(taken.length)
    return taken
  }
  const take = async (bytes: number): Promise<Uint8Array> => {
    if (rest.length >= bytes && bytes > 0) return takeUpTo(bytes)
    const whole = new Uint8Array(bytes)
    for (let filled = 0; filled < bytes;) {
      const part = await takeUpTo(bytes - filled)
      whole.set(part, filled)
      filled += part.length
    }
    return whole
  }
  return { take, takeUpTo }
}
