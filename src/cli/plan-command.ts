import { dirname } from 'node:path'
import { freeBytes } from '../batch/free-space.ts'
import { planBatch } from '../batch/plan-batch.ts'
import { exitCode, exitCodeAfter } from './exit-codes.ts'
import { bytesWords, countWords } from './format-words.ts'
import { planSummaryLine, plannedLine } from './json-lines.ts'
import { loadRecipe } from './load-recipe.ts'
import type { FlagValues } from './flags.ts'
import { plannedText } from './plain-lines.ts'
import { deadlineFrom, type Program } from './program.ts'
import { replaceFromFlags } from './replace-from-flags.ts'
import { scanOptions } from './scan-options.ts'
import { wrongUsage } from './wrong-usage.ts'

/** `batchfit plan`: shows what a run would do, and writes nothing; resolves to the exit code. */
export async function planCommand(paths: readonly string[], flags: FlagValues, program: Program): Promise<number> {
  const { terminal, clock, workingFolder } = program
  const loaded = await loadRecipe(flags)
  if (!loaded.ok) return wrongUsage(loaded.problems, terminal)
  const replacing = replaceFromFlags(flags, loaded.recipe, program, program.nowMs())
  if (!replacing.ok) return wrongUsage(replacing.problems, terminal)
  const { replace } = replacing
  const scan = await scanOptions(paths, flags, program)
  const startedMs = clock.now()
  const slots = flags.jobs ?? program.cores
  const pool = program.createPool({ work: slots, light: 0 }, flags['memory-budget'] ?? null)
  const endInterrupts = program.onInterrupt(() => void pool.kill())
  const counts = { write: 0, skip: 0, refuse: 0, sourceBytes: 0, estimatedBytes: 0 }
  const kept = { bin: 0, folder: 0 }
  let ending: number | null = null
  let target: string | null = null
  try {
    const jobs = planBatch({
      scan,
      recipe: loaded.recipe,
      replace,
      pool,
      lane: 'work',
      requestsAhead: slots * 2,
      deadlineMs: deadlineFrom(flags),
      clock,
      onEvent: () => undefined,
    })
    for await (const job of jobs) {
      ending = job.action === 'refuse' ? exitCodeAfter(job.failure, terminal) : null
      if (ending !== null) break
      counts[job.action] += 1
      if (job.action === 'write' && job.original !== null) kept[job.original.keeper] += 1
      counts.sourceBytes += job.facts?.identity.bytes ?? 0
      for (const output of job.outputs) if (output.action === 'write') counts.estimatedBytes += output.estimatedBytes
      target ??= job.outputs[0]?.path ?? null
      if (flags.json === true) terminal.out(plannedLine(job))
      else if (flags.quiet !== true || job.action === 'refuse') terminal.out(`${plannedText(job, workingFolder)}\n`)
    }
    const free = target === null ? null : await freeBytes(dirname(target))
    const originals = replace === null ? null : { toBin: kept.bin, toFolder: kept.folder }
    const result = { ...counts, freeBytes: free, elapsedMs: clock.now() - startedMs, originals }
    const replaceWords = replace === null ? '' : originalsWords(kept, replace.folderName)
    terminal.out(flags.json === true ? planSummaryLine(result) : summaryWords(result) + replaceWords)
  } finally {
    await pool.close()
    endInterrupts()
  }
  if (ending !== null) return ending
  if (counts.refuse > 0) return exitCode.someFailed
  return counts.write === 0 ? exitCode.nothingToDo : exitCode.done
}

function summaryWords(plan: {
  write: number
  skip: number
  refuse: number
  estimatedBytes: number
  freeBytes: number | null
}): string {
  const total = plan.write + plan.skip + plan.refuse
  const counts = `${countWords(total, 'file', 'files')}: ${String(plan.write)} to write, ${String(plan.skip)} to skip, ${String(plan.refuse)} refused`
  if (plan.write === 0) return `${counts}\n`
  const free = plan.freeBytes === null ? '' : `, ${bytesWords(plan.freeBytes)} are free there`
  const isTight = plan.freeBytes !== null && plan.estimatedBytes > plan.freeBytes
  return `${counts}\nabout ${bytesWords(plan.estimatedBytes)} to write${free}${isTight ? ': this will probably not fit' : ''}\n`
}

function originalsWords(kept: { readonly bin: number; readonly folder: number }, folderName: string): string {
  const total = kept.bin + kept.folder
  if (total === 0) return ''
  const toFolder = `to a folder "${folderName}" beside ${total === 1 ? 'it' : 'them'}, as there is no bin`
  const originals = `${countWords(total, 'original', 'originals')} would be replaced`
  if (kept.folder === 0) return `${originals}: ${total === 1 ? 'it goes' : 'all go'} to the bin\n`
  if (kept.bin === 0) return `${originals}: ${total === 1 ? 'it goes' : 'all go'} ${toFolder}\n`
  return `${originals}: ${String(kept.bin)} to the bin, ${String(kept.folder)} ${toFolder}\n`
}
