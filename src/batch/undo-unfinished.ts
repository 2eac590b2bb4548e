import type { BigIntStats } from 'node:fs'
import { lstat, unlink } from 'node:fs/promises'
import type { UndoRefusal } from '../shared/history.ts'
import type { FileIdentity } from '../shared/image-facts.ts'
import type { BatchRecord, JobRecord, OutputPlace, Store } from '../store/store.ts'
import { jobPages } from './history-pages.ts'

/** A file of which nobody can tell whether the batch has written it: it was at it when it ended. */
export interface UnfinishedFile {
  readonly at: OutputPlace
  readonly path: string
  readonly refusal: UndoRefusal
}

/** Whether there may be such files: a batch that came to its end by itself has none. */
export function mayBeUnfinished(batch: BatchRecord): boolean {
  return batch.state !== 'finished'
}

/** Files at the places of outputs that were planned and never said to be finished, in pages. Changes nothing. */
export async function* unfinishedFiles(store: Store, batch: BatchRecord): AsyncGenerator<readonly UnfinishedFile[]> {
  for await (const { files } of unfinishedJobs(store, batch)) yield files
}

/**
 * Removes second names that were given to files which then were not replaced after all. The file itself keeps its own
 * name: nothing is removed that has not the very same inode under it.
 */
export async function removeSpareNames(store: Store, batch: BatchRecord): Promise<void> {
  for await (const { spareNames } of unfinishedJobs(store, batch)) {
    for (const path of spareNames) await unlink(path).catch(() => undefined)
  }
}

interface Found {
  readonly files: UnfinishedFile[]
  readonly spareNames: string[]
}

async function* unfinishedJobs(store: Store, batch: BatchRecord): AsyncGenerator<Found> {
  for await (const jobs of jobPages(store, batch.id)) {
    const found: Found = { files: [], spareNames: [] }
    for (const job of jobs) await lookAt(job, batch, found)
    if (found.files.length + found.spareNames.length > 0) yield found
  }
}

async function lookAt(job: JobRecord, batch: BatchRecord, found: Found): Promise<void> {
  const { plan, place } = job
  if (job.status !== 'waiting' || job.replaced !== null || plan?.action !== 'write') return
  const { original } = plan
  const isMovedAway = original !== null && !plan.outputs.some(({ path }) => path === original.path)
  const keptOriginal = isMovedAway ? await spareOrKept(original.path, original.keepPath, found) : null
  for (const { action, index, path, keepPath } of plan.outputs) {
    if (action === 'skip') continue
    const kept = keepPath === null ? null : await spareOrKept(path, keepPath, found)
    if (kept === 'spare' || !(await isTouched(path, kept, batch.startedMs))) continue
    if (path === original?.path && (await isOriginal(path, plan.identity))) continue
    found.files.push({ at: { place, output: index }, path, refusal: refusalFor(path, kept ?? keptOriginal) })
  }
}

/** Whether what is kept there is the very file that is still at its place; else where it is kept, null where nothing is. */
async function spareOrKept(path: string, keepPath: string, found: Found): Promise<'spare' | KeptAt | null> {
  const [there, kept] = await Promise.all([look(path), look(keepPath)])
  if (kept === null) return null
  if (there === null || !isOneFile(there, kept)) return { keepPath }
  found.spareNames.push(keepPath)
  return 'spare'
}

interface KeptAt {
  readonly keepPath: string
}

async function isTouched(path: string, kept: KeptAt | null, startedMs: number): Promise<boolean> {
  const there = await look(path)
  // Whatever the batch writes is changed by that, and nobody can set this time back.
  return kept !== null || (there !== null && Number(there.ctimeMs) >= startedMs)
}

/** Whether the source that was to be replaced is at its place still: then nothing was written there. */
async function isOriginal(path: string, { inode, bytes, modifiedNs }: FileIdentity): Promise<boolean> {
  const there = await look(path)
  return there?.ino === inode && Number(there.size) === bytes && there.mtimeNs === modifiedNs
}

function look(path: string): Promise<BigIntStats | null> {
  return lstat(path, { bigint: true }).catch(() => null)
}

function isOneFile(one: BigIntStats, other: BigIntStats): boolean {
  return one.dev === other.dev && one.ino === other.ino
}

function refusalFor(path: string, kept: KeptAt | 'spare' | null): UndoRefusal {
  const where = kept === null || kept === 'spare' ? '' : ` What was there before is ${kept.keepPath}.`
  return {
    code: 'unfinished',
    message: `Expected to know who wrote ${path}, but it was just being written when Batchfit ended.${where} Look at it, and remove it yourself if it is not wanted.`,
  }
}
