import { resolve } from 'node:path'
import { startExpiry } from '../batch/expire-batches.ts'
import { planBatch } from '../batch/plan-batch.ts'
import type { ReplacePlanning } from '../batch/replace-planning.ts'
import type { Report } from '../batch/report.ts'
import { beginJournal, type RunJournal } from '../batch/run-journal.ts'
import type { ScanOptions } from '../batch/scan-sources.ts'
import type { Recipe } from '../shared/recipe.ts'
import type { Store } from '../store/store.ts'
import { carryOut } from './carry-out.ts'
import { confirmReplace } from './confirm-replace.ts'
import { exitCode } from './exit-codes.ts'
import type { FlagValues } from './flags.ts'
import { loadRecipe } from './load-recipe.ts'
import { openReportFor } from './open-report-for.ts'
import type { Program } from './program.ts'
import { replaceFromFlags } from './replace-from-flags.ts'
import { scanOptions } from './scan-options.ts'
import { tellInterrupted } from './tell-interrupted.ts'
import { wrongUsage } from './wrong-usage.ts'

/** `batchfit run`: resizes pictures; resolves to the exit code. */
export async function runCommand(paths: readonly string[], flags: FlagValues, program: Program): Promise<number> {
  const { terminal } = program
  const loaded = await loadRecipe(flags)
  if (!loaded.ok) return wrongUsage(loaded.problems, terminal)
  const { recipe } = loaded
  // Before anything is opened or drawn: a list on standard input may take its time, and Ctrl-C ends it.
  const scan = await scanOptions(paths, flags, program)
  const startedMs = program.nowMs()
  const replacing = replaceFromFlags(flags, recipe, program, startedMs)
  if (!replacing.ok) return wrongUsage(replacing.problems, terminal)
  const { replace } = replacing
  if (replace !== null) {
    const refusal = await confirmReplace({ flags, program, scan, recipe, replace })
    if (refusal !== null) return refusal
  }
  const report = await openReportFor(flags)
  if (report !== null && 'problem' in report) return wrongUsage([report.problem], terminal)
  const store = await program.openStore()
  // Behind everything else; what it cannot do now, the next run does.
  const expiry = startExpiry({ store, nowMs: program.nowMs(), log: () => undefined })
  try {
    await tellInterrupted(store, flags, program)
    return await run({ flags, program, scan, recipe, replace, report, startedMs }, store)
  } finally {
    expiry.close()
    await expiry.ended
    await store.close()
  }
}

interface Run {
  readonly flags: FlagValues
  readonly program: Program
  readonly scan: ScanOptions
  readonly recipe: Recipe
  readonly replace: ReplacePlanning | null
  readonly report: Report | null
  readonly startedMs: number
}

async function run(options: Run, store: Store): Promise<number> {
  const { flags, program, scan, recipe, replace, report } = options
  const journal = await beginRun(options, store)
  if (journal.batch === null && replace !== null) {
    program.terminal.error(
      'batchfit: originals are replaced only while the journal can be written, because it says where each of them is kept. Nothing was done.\n',
    )
    return exitCode.stopped
  }
  if (journal.batch === null && store.isKeeping) {
    program.terminal.error(
      'batchfit: the journal cannot be written at the moment, so this run can be neither resumed nor undone. Free some space where it is kept.\n',
    )
  }
  const { destination, dates } = recipe
  const given = [...scan.inputs, ...(destination.kind === 'folder' ? [destination.path] : [])]
  const kept = journal.batch === null ? null : { batchId: journal.batch }
  return carryOut({
    ...{ flags, program, journal, dates, report },
    roots: given.map((path) => resolve(scan.workingFolder, path)),
    items: (context) => planBatch({ ...context, scan, recipe, replace, kept, journal, clock: program.clock }),
    isRecovery: () => false,
  })
}

function beginRun({ program, scan, recipe, replace, startedMs }: Run, store: Store): Promise<RunJournal> {
  const { filter, workingFolder } = scan
  const inputs = scan.inputs.map((path) => resolve(workingFolder, path))
  const start = {
    ...{
      id: program.randomHex(),
      startedMs,
      origin: 'cli' as const,
      recipe: fromAnywhere(recipe, workingFolder),
      inputs,
    },
    isReplace: replace !== null,
    options: { ...filter, workingFolder, takesLinks: replace?.takesLinks ?? false },
  }
  return beginJournal(store, start, program)
}

/** The same recipe for whoever repeats the batch from another folder, as the window does. */
function fromAnywhere(recipe: Recipe, workingFolder: string): Recipe {
  const { destination } = recipe
  if (destination.kind !== 'folder') return recipe
  return { ...recipe, destination: { ...destination, path: resolve(workingFolder, destination.path) } }
}
