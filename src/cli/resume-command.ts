import { resolve } from 'node:path'
import { createKeeperFor } from '../batch/keeper-for.ts'
import type { Report } from '../batch/report.ts'
import { originalsFolderName, type ReplacePlanning } from '../batch/replace-planning.ts'
import { resumeBatch, type ResumedBatch } from '../batch/resume-batch.ts'
import { resumeJournal } from '../batch/run-journal.ts'
import { sweepTemps } from '../batch/sweep-temps.ts'
import { canResume } from '../shared/history.ts'
import type { BatchRecord, Store } from '../store/store.ts'
import { carryOut } from './carry-out.ts'
import { exitCode } from './exit-codes.ts'
import type { FlagValues } from './flags.ts'
import { countWords, visible } from './format-words.ts'
import { timeWords } from './history-text.ts'
import { openReportFor } from './open-report-for.ts'
import type { Program } from './program.ts'
import { recipeWords } from './recipe-words.ts'
import { wrongUsage } from './wrong-usage.ts'

/** `batchfit resume`: has done what is left of a batch, or drops it; resolves to the exit code. */
export async function resumeCommand([id]: readonly string[], flags: FlagValues, program: Program): Promise<number> {
  const { terminal } = program
  const report = await openReportFor(flags)
  if (report !== null && 'problem' in report) return wrongUsage([report.problem], terminal)
  const store = await program.openStore()
  try {
    if (!store.isKeeping) {
      const detail = store.problem === null ? '' : ` (${visible(store.problem.detail)})`
      terminal.error(`batchfit: The journal of batches cannot be used${detail}, so nothing can be resumed.\n`)
      return exitCode.stopped
    }
    const chosen = await choose(store, id)
    if ('problem' in chosen) {
      terminal.error(`batchfit: ${chosen.problem}\n`)
      return exitCode.nothingToDo
    }
    const { others } = chosen
    const { id: name } = chosen.batch
    const claim = await store.claim(name, 'run')
    // Anew: a list of batches has not all inputs of each, and another process may have gone on with it until now.
    const batch = await store.batch(name)
    if (claim !== 'claimed' || batch === null) {
      const words = claim === 'busy' ? busyWords(name) : overWords(name)
      terminal.error(`batchfit: ${words}\n`)
      return claim === 'busy' ? exitCode.stopped : exitCode.nothingToDo
    }
    await sweepTemps(store, batch.id)
    if (flags.dismiss === true) return await dismiss(store, batch, flags, program)
    if (flags.quiet !== true && flags.json !== true) tellChoice(batch, others, program)
    return await goOn({ store, batch, flags, program, report })
  } finally {
    await store.close()
  }
}

type Choice = { readonly batch: BatchRecord; readonly others: readonly BatchRecord[] } | { readonly problem: string }

/** Batches that are looked through for one to be gone on with. */
const mostBatches = 1000

async function choose(store: Store, id: string | undefined): Promise<Choice> {
  if (id === undefined) {
    const { items } = await store.batches(0, mostBatches)
    const [batch, ...others] = items.filter(({ state }) => canResume(state))
    if (batch !== undefined) return { batch, others }
    return { problem: 'Nothing to resume: every batch is over. "batchfit history" lists them.' }
  }
  const batch = await store.batch(id)
  if (batch === null) return { problem: `There is no batch ${id}. "batchfit history" lists those that there are.` }
  // Whether somebody works on it, the claim finds out.
  if (canResume(batch.state) || batch.state === 'running') return { batch, others: [] }
  return { problem: overWords(id) }
}

function overWords(id: string): string {
  return `Of batch ${id} nothing is left to be done. "batchfit history" lists those that there are.`
}

function busyWords(id: string): string {
  return `Another process works on batch ${id}. Wait for its end, or end it first.`
}

async function dismiss(store: Store, { id }: BatchRecord, flags: FlagValues, { terminal }: Program): Promise<number> {
  store.write({ kind: 'dismissed', batch: id })
  try {
    await store.committed()
  } catch {
    // The store has said why.
    return exitCode.stopped
  }
  const words = `Batch ${id} is dropped: what it had done stays, and "batchfit undo ${id}" takes it back.`
  terminal.out(`${flags.json === true ? JSON.stringify({ event: 'dismissed', id }) : words}\n`)
  return exitCode.done
}

function tellChoice(batch: BatchRecord, others: readonly BatchRecord[], { terminal }: Program): void {
  terminal.error(`Resuming batch ${batchWords(batch)}\n`)
  if (others.length === 0) return
  terminal.error(`${countWords(others.length, 'other batch', 'other batches')} can be resumed by name:\n`)
  for (const other of others) terminal.error(`  ${batchWords(other)}\n`)
}

function batchWords({ id, startedMs, recipe, total, done, skipped, failed }: BatchRecord): string {
  const open = countWords(total - done - skipped - failed, 'file', 'files')
  return visible(`${id} of ${timeWords(startedMs)}: ${recipeWords(recipe)}, ${open} to go`)
}

interface Resumption {
  readonly store: Store
  readonly batch: BatchRecord
  readonly flags: FlagValues
  readonly program: Program
  readonly report: Report | null
}

function goOn({ store, batch, flags, program, report }: Resumption): Promise<number> {
  const { inputs, options, recipe } = batch
  const { destination, dates } = recipe
  const journal = resumeJournal(store, batch, batch.total, program)
  let resumed: ResumedBatch | null = null
  return carryOut({
    ...{ flags, program, journal, dates, report },
    roots: [...inputs, ...(destination.kind === 'folder' ? [destination.path] : [])].map((path) =>
      resolve(options.workingFolder, path),
    ),
    items: (context) => {
      const replace = replacePlanning(batch, program)
      resumed = resumeBatch({ ...context, store, batch, journal, replace, clock: program.clock })
      return resumed.items(resumed.sources())
    },
    isRecovery: (place) => resumed?.isRecovery(place) === true,
  })
}

function replacePlanning({ isReplace, options, startedMs }: BatchRecord, program: Program): ReplacePlanning | null {
  if (!isReplace) return null
  const { takesLinks } = options
  return { takesLinks, keeperFor: createKeeperFor(program.binSystem), folderName: originalsFolderName(startedMs) }
}
