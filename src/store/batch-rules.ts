import { dirname } from 'node:path'
import { type BatchRecordState, canResume, canUndo } from '../shared/history.ts'
import type { JobPlanRecord } from './store.ts'

/** A batch as it is kept: whether somebody works on it is not written down but seen, so it cannot be out of date. */
export type KeptState = Exclude<BatchRecordState, 'interrupted'>

/** What a batch is in truth, given whether the process that works on it, or did, lives. */
export function seenState(kept: KeptState, isOwnerAlive: boolean): BatchRecordState {
  if (isOwnerAlive) return kept
  if (kept === 'running') return 'interrupted'
  return kept === 'undoing' ? 'undo-interrupted' : kept
}

/** What a claim comes to, by what the batch is in truth. */
export function claimAnswer(state: BatchRecordState, activity: 'run' | 'undo'): 'claimed' | 'busy' | 'gone' {
  if (state === 'running' || state === 'undoing') return 'busy'
  const isOpen = activity === 'run' ? canResume(state) : canUndo(state)
  return isOpen ? 'claimed' : 'gone'
}

/** Folders where a job that was not finished may have left a temp file: of its outputs, and where it keeps files. */
export function foldersOfPlan(plan: JobPlanRecord | null): readonly string[] {
  if (plan?.action !== 'write') return []
  const outputs = plan.outputs.filter(({ action }) => action === 'write')
  const paths = outputs.flatMap(({ path, keepPath }) => (keepPath === null ? [path] : [path, keepPath]))
  return (plan.original === null ? paths : [...paths, plan.original.path, plan.original.keepPath]).map((path) =>
    dirname(path),
  )
}

/** Deepest first, so that a folder comes after all that is in it. */
export function deepestFirst(folders: Iterable<string>): readonly string[] {
  return [...folders].toSorted((one, other) => depth(other) - depth(one) || (one < other ? -1 : 1))
}

function depth(folder: string): number {
  return folder.split(/[\\/]/).filter((name) => name !== '').length
}
