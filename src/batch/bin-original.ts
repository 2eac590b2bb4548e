import { link, lstat, mkdir, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { JobResult } from '../shared/job-result.ts'
import type { ReplacedOriginal } from '../shared/plan.ts'
import type { Bin } from './bin.ts'
import { shorten } from './portable-name.ts'
import { originalsFolderName } from './replace-planning.ts'
import { isSameState } from './same-state.ts'
import type { RunJournal, WritePlanRecord } from './run-journal.ts'

/** A replacement that is whole but for the bin. */
export interface BinLeft {
  readonly result: JobResult
  readonly plan: WritePlanRecord
}

export interface BinEnvironment {
  readonly bin: Bin | null
  readonly journal: RunJournal
}

/**
 * The last step of a replacement: hands the original, which stands beside its replacement by now, to the bin. The journal
 * knows of it first, so that a resume finds out what is left to do. Never rejects; what went wrong is a warning.
 */
export async function binOriginal({ result, plan }: BinLeft, { bin, journal }: BinEnvironment): Promise<JobResult> {
  const { original } = plan
  if (original === null || !hasGivenWay(result)) return result
  // An earlier process had found that the bin does not take it, and the journal knows since where it is.
  if (original.keeper === 'folder') return withWarning(result, movedWarning(original))
  journal.replaced(result)
  if (!(await journal.committed())) {
    return withWarning(
      result,
      `The original is still beside it, as ${basename(original.keepPath)}: the journal could not be written.`,
    )
  }
  try {
    if (bin === null) throw new Error('there is none')
    const stats = await lstat(original.keepPath, { bigint: true }).catch(() => null)
    if (stats === null) return result
    // An earlier process may have put it there, and somebody else has taken its name since.
    if (!isKept({ bytes: Number(stats.size), modifiedNs: stats.mtimeNs }, result)) {
      return withWarning(
        result,
        `The file ${original.keepPath} is not as the original was kept there; it was left alone.`,
      )
    }
    await bin.put(original.keepPath)
    return result
  } catch (error) {
    return keepInFolder({ result, plan }, original, (error as Error).message, journal)
  }
}

/** Whether the original was kept, and something is in its place now. */
function hasGivenWay({ status, outputs, retired }: JobResult): boolean {
  const isReplaced = outputs.some((output) => 'kept' in output && output.kept !== null)
  return status === 'done' && (retired !== null || isReplaced)
}

/**
 * The bin did not take it: it goes to the dated folder. At every moment the journal knows a name that it has: the second
 * one is there before it is told, and told before the first is given up.
 */
async function keepInFolder(
  { result, plan }: BinLeft,
  original: ReplacedOriginal,
  detail: string,
  journal: RunJournal,
): Promise<JobResult> {
  const folder = join(dirname(original.path), originalsFolderName(journal.startedMs))
  try {
    await mkdir(folder, { recursive: true })
    const keepPath = await linkFree(original.keepPath, folder, basename(original.path))
    journal.moved(result.index, keptElsewhere(plan, { ...original, keepPath, keeper: 'folder' }))
    if (await journal.committed()) await unlink(original.keepPath)
    return withWarning(result, `The bin did not take the original (${detail}); it is kept as ${keepPath}.`)
  } catch (error) {
    const words = `The bin did not take the original (${detail}); it is still beside it, as ${basename(original.keepPath)}`
    return withWarning(result, `${words} (${(error as Error).message}).`)
  }
}

function movedWarning({ keepPath }: ReplacedOriginal): string {
  return `The bin had not taken the original before an interruption; it is kept as ${keepPath}.`
}

function keptElsewhere(plan: WritePlanRecord, original: ReplacedOriginal): WritePlanRecord {
  const outputs = plan.outputs.map((output) => ({
    ...output,
    keepPath: output.keepPath === null ? null : original.keepPath,
  }))
  return { ...plan, original, outputs }
}

async function linkFree(from: string, folder: string, name: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? name : shorten(name, ` (${String(number)})`))
    try {
      await link(from, path)
      return path
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** Whether a file is, by size and time, what this job has kept. */
function isKept(state: Parameters<typeof isSameState>[0], { outputs, retired }: JobResult): boolean {
  const kept = [...outputs.map((output) => ('kept' in output ? output.kept : null)), retired]
  return kept.some((file) => file !== null && isSameState(state, file))
}

function withWarning(result: JobResult, warning: string): JobResult {
  return { ...result, warnings: [...result.warnings, warning] }
}
