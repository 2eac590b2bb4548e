import type { JobResult } from '../shared/job-result.ts'
import type { JobPlanRecord, WrittenRecord } from './store.ts'

/**
 * The files that a job has written, by ascending output, each with what it replaced. A result tells an output's path, its plan
 * where what it replaced was to be kept; without a plan nothing is known to have been written.
 */
export function writtenFiles(
  sourcePath: string,
  plan: JobPlanRecord | null,
  result: JobResult,
): readonly WrittenRecord[] {
  if (plan?.action !== 'write') return []
  const source = { path: sourcePath, identity: plan.identity }
  return plan.outputs.flatMap((planned): readonly WrittenRecord[] => {
    const output = result.outputs.find(({ path }) => path === planned.path)
    if (output?.kind !== 'written' && output?.kind !== 'copied') return []
    const { path, fingerprint } = output
    const kept = keptFile(plan, planned, output.kept, result)
    return [{ place: result.index, output: planned.index, path, fingerprint, kept, source }]
  })
}

/** How many outputs of a result are files now. */
export function countWritten(result: JobResult): number {
  return result.outputs.filter(({ kind }) => kind === 'written' || kind === 'copied').length
}

type WritePlan = Extract<JobPlanRecord, { readonly action: 'write' }>
type KeptFile = NonNullable<WrittenRecord['kept']>

function keptFile(
  { original }: WritePlan,
  planned: WritePlan['outputs'][number],
  replaced: KeptFile['fingerprint'] | null,
  { retired }: JobResult,
): WrittenRecord['kept'] {
  if (replaced !== null && planned.keepPath !== null) {
    const keeper = original?.keeper ?? 'hidden'
    return { path: planned.path, keptAt: planned.keepPath, keeper, fingerprint: replaced }
  }
  if (original === null || retired === null) return null
  return { path: original.path, keptAt: original.keepPath, keeper: original.keeper, fingerprint: retired }
}
