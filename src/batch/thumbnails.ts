import { createHash, randomBytes } from 'node:crypto'
import { stat, unlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessPool } from '../pool/process-pool.ts'
import type { ThumbnailReply, ThumbnailTask } from '../shared/child-tasks.ts'
import type { FailureCode } from '../shared/failure.ts'
import { createNewestFirst } from './newest-first.ts'
import { trimFolder } from './trim-folder.ts'

export interface ThumbnailOptions {
  /** Its light lane makes them. */
  readonly pool: ProcessPool
  /** Absolute; made when missing. Thumbnails of earlier launches are in it. */
  readonly folder: string
  /** Above this the oldest files of the folder go, in bytes. */
  readonly maxFolderBytes: number
}

export interface Thumbnails {
  /**
   * Path of a WebP file of at most 96 × 96 pixels, upright, in sRGB; null when the picture cannot be shown, or when so many were
   * asked for since that nobody can be looking at this one any more.
   */
  fileFor(sourcePath: string, signal: AbortSignal): Promise<string | null>
  close(): Promise<void>
}

/** Thumbnails by the identity of the file, kept on the disk from launch to launch. */
export function createThumbnails(options: ThumbnailOptions): Thumbnails {
  return new DiskThumbnails(options)
}

const maxEdgePx = 96
/** A window shows some thirty rows; who scrolls past leaves the rest behind. */
const maxWaiting = 96
/** One that is made, and one that the child finds when it is done with that. */
const maxInPool = 2
/** A file that is shown again after this is marked as used, so that it is not among the oldest. */
const markUsedAfterMs = 24 * 3_600_000
/** What cannot be shown is remembered for so many files. */
const maxFailures = 50_000

const deadlineMs = 20_000
/** The light lane is no part of the budget; a bomb is stopped by its limit. */
const costBytes = 100e6
const memoryLimitBytes = 2 * 1024 ** 3

/** One file that somebody wants to see. */
interface Request {
  readonly key: string
  readonly sourcePath: string
  readonly finalPath: string
}

class DiskThumbnails implements Thumbnails {
  readonly #options: ThumbnailOptions
  readonly #queue = createNewestFirst<Request, string>({
    maxRunning: maxInPool,
    maxWaiting,
    run: (request) => this.#make(request),
  })
  /** Keys of files that cannot be shown; the first is the oldest. */
  readonly #failures = new Set<string>()
  readonly #closing = new AbortController()
  readonly #trimmed: Promise<void>

  constructor(options: ThumbnailOptions) {
    this.#options = options
    this.#trimmed = trimFolder(options.folder, options.maxFolderBytes, this.#closing.signal)
  }

  async fileFor(sourcePath: string, signal: AbortSignal): Promise<string | null> {
    const key = await keyOf(sourcePath)
    if (key === null || this.#failures.has(key)) return null
    const finalPath = join(this.#options.folder, `${key}.webp`)
    if (await isKept(finalPath)) return finalPath
    return this.#queue.ask(key, { key, sourcePath, finalPath }, signal)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#queue.close()
    await this.#trimmed
  }

  async #make({ key, sourcePath, finalPath }: Request): Promise<string | null> {
    let tempPath = ''
    const outcome = await this.#options.pool.submit({
      lane: 'light',
      costBytes,
      memoryLimitBytes,
      deadlineMs,
      payload: (): ThumbnailTask => {
        tempPath = join(this.#options.folder, `.batchfit-${randomBytes(4).toString('hex')}.tmp`)
        return { kind: 'thumbnail', sourcePath, file: { finalPath, tempPath }, maxEdgePx }
      },
      afterChildDeath: () => unlink(tempPath).catch(() => undefined),
    })
    // Without children, or at the end, the picture is not to blame.
    if (outcome.kind === 'cancelled' || outcome.kind === 'cannot-start') return null
    const failure = outcome.kind === 'replied' ? (outcome.payload as ThumbnailReply).failure : null
    if (outcome.kind === 'replied' && failure === null) return finalPath
    if (failure !== null && passing.has(failure.code)) return null
    this.#failures.add(key)
    if (this.#failures.size > maxFailures) {
      const [oldest] = this.#failures
      if (oldest !== undefined) this.#failures.delete(oldest)
    }
    return null
  }
}

/** Failures that say nothing of the picture: it is tried again when it is next looked at. */
const passing: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'input-missing',
  'input-unreadable',
  'input-changed',
  'disk-full',
  'output-exists',
  'output-unwritable',
  'commit-failed',
])

/** Names the file in this very state, so that one that changes gets a new thumbnail; null for what is no file. */
async function keyOf(sourcePath: string): Promise<string | null> {
  const found = await stat(sourcePath, { bigint: true }).catch(() => null)
  if (found?.isFile() !== true) return null
  const { dev, ino, size, mtimeNs } = found
  const identity = [dev, ino, size, mtimeNs].map(String).join(':')
  return createHash('sha256').update(`${identity}:${sourcePath}`).digest('hex').slice(0, 40)
}

/** An empty one is what a power cut leaves. */
async function isKept(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  if (found === null || found.size === 0) return false
  const now = Date.now()
  if (now - found.mtimeMs > markUsedAfterMs) await utimes(path, new Date(now), new Date(now)).catch(() => undefined)
  return true
}
