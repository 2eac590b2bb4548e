import type { BatchStart, JobPlanRecord, Store, WrittenRecord } from '../../src/store/store.ts'
import type { Fingerprint } from '../../src/shared/image-facts.ts'
import type { JobResult } from '../../src/shared/job-result.ts'
import { Recipe, type RecipeInput } from '../../src/shared/recipe.ts'

/** One source of a batch that is only in the journal: what came of it. */
export interface JournaledFile {
  /** Absolute. */
  readonly source: string
  /** Of its one output; null where nothing was planned. */
  readonly output: string | null
  /** What it replaced, where it did. */
  readonly kept?: { readonly path: string; readonly keptAt: string; readonly keeper: 'bin' | 'folder' | 'hidden' }
  /** `waiting` was planned and never finished. */
  readonly status?: JobResult['status'] | 'waiting'
}

export interface JournaledBatch {
  readonly id: string
  readonly files: readonly JournaledFile[]
  readonly startedMs?: number
  readonly recipe?: RecipeInput
  readonly isReplace?: boolean
  /** Made by the batch. */
  readonly folders?: readonly string[]
  /** `running`: it has not come to its end. */
  readonly end?: 'finished' | 'cancelled' | 'stopped' | 'running'
}

/** Writes a batch of made-up files into a store, as a run would have. */
export async function journalBatch(store: Store, batch: JournaledBatch): Promise<void> {
  const { id, files, folders = [], end = 'finished' } = batch
  await store.begin(startOf(batch))
  const sources = files.map(({ source }) => ({
    source: { path: source, treeFolder: '', origin: 'found' as const },
    failure: null,
  }))
  store.write({ kind: 'added', batch: id, firstPlace: 0, sources })
  store.write({ kind: 'scanned', batch: id, total: files.length })
  if (folders.length > 0) store.write({ kind: 'folders', batch: id, paths: folders })
  for (const [place, file] of files.entries()) {
    store.write({ kind: 'planned', batch: id, place, plan: planOf(file, batch.isReplace === true) })
    const { status = 'done' } = file
    if (status !== 'waiting') store.write({ kind: 'finished', batch: id, result: resultOf(place, file, status) })
  }
  if (end !== 'running') {
    const endedMs = startOf(batch).startedMs + 1000
    store.write({ kind: 'ended', batch: id, state: end, endedMs, elapsedMs: 1000, stopped: null })
  }
  await store.committed()
}

/** Of a made-up file of 100 bytes from the fifth second of all; its inode tells which. */
export function madeUpFingerprint(inode: number): Fingerprint {
  return { device: 1n, inode: BigInt(inode), bytes: 100, modifiedNs: 5_000_000_000n, sha256: 'ab'.repeat(32) }
}

function startOf({
  id,
  startedMs = Date.UTC(2026, 10, 25, 12),
  recipe = {},
  isReplace = false,
}: JournaledBatch): BatchStart {
  return {
    ...{ id, startedMs, isReplace },
    origin: 'cli',
    recipe: Recipe.parse(recipe),
    inputs: ['/photos'],
    options: { workingFolder: '/', recursive: true, include: [], exclude: [], takesLinks: false },
  }
}

function planOf({ output, kept, source }: JournaledFile, isReplace: boolean): JobPlanRecord {
  if (output === null) return { action: 'none', identity: null }
  const isOther = kept !== undefined && kept.path !== output
  return {
    action: 'write',
    identity: madeUpFingerprint(1),
    original:
      isReplace && kept !== undefined
        ? { path: source, keepPath: kept.keptAt, keeper: kept.keeper === 'bin' ? 'bin' : 'folder' }
        : null,
    outputs: [
      {
        ...{ index: 0, path: output, format: 'jpeg' as const, action: 'write' as const },
        overwrite: kept !== undefined && !isOther,
        keepPath: isOther ? null : (kept?.keptAt ?? null),
      },
    ],
  }
}

function resultOf(index: number, { source, output, kept }: JournaledFile, status: JobResult['status']): JobResult {
  const isOther = kept !== undefined && kept.path !== output
  const file = {
    format: 'jpeg' as const,
    width: 10,
    height: 10,
    bytes: 100,
    fingerprint: madeUpFingerprint(index + 10),
  }
  return {
    ...{ index, source, status, reasonCode: null, sourceBytes: 1000, megapixels: 1, elapsedMs: 10 },
    reason: status === 'skipped' ? 'Every output exists already.' : null,
    failure: status === 'failed' ? { code: 'image-damaged', message: `${source} is damaged.` } : null,
    outputs:
      output === null || status !== 'done'
        ? []
        : [
            {
              kind: 'written',
              path: output,
              ...file,
              kept: kept === undefined || isOther ? null : madeUpFingerprint(2),
            },
          ],
    ...{ sourceWidth: 100, sourceHeight: 100, losses: [], warnings: [] },
    retired: isOther ? madeUpFingerprint(2) : null,
  }
}

/** All that a batch has written and that is not taken back. */
export async function writtenPaths(store: Store, id: string): Promise<readonly string[]> {
  return (await store.written(id, null, 100_000)).map(({ path }: WrittenRecord) => path)
}
