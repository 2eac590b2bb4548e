import { createFindInBin } from '../batch/find-in-bin.ts'
import { sweepTemps } from '../batch/sweep-temps.ts'
import { startUndo, type UndoEnd, undoSlots } from '../batch/undo-batch.ts'
import { newestUndoable, previewUndo, type UndoPreview } from '../batch/undo-preview.ts'
import type { BatchRecord, Store } from '../store/store.ts'
import { exitCode } from './exit-codes.ts'
import type { FlagValues } from './flags.ts'
import { countWords, visible } from './format-words.ts'
import { timeWords } from './history-text.ts'
import { deadlineFrom, type Program } from './program.ts'
import { recipeWords } from './recipe-words.ts'
import { jsonUndoView, textUndoView } from './undo-view.ts'
import { wrongUsage } from './wrong-usage.ts'

/** `batchfit undo`: takes back what a batch has written; resolves to the exit code. */
export async function undoCommand([id]: readonly string[], flags: FlagValues, program: Program): Promise<number> {
  const { terminal } = program
  const store = await program.openStore()
  try {
    if (!store.isKeeping) return refused('no-journal', 'Without a journal nothing can be undone.', program)
    if (id === undefined && flags.yes !== true && program.ask === null) {
      const example = (await newestUndoable(store))?.id ?? 'ID'
      return wrongUsage(
        [`Nobody can be asked here. Say which batch: batchfit undo ${example}, or --yes for the last.`],
        terminal,
      )
    }
    const batch = id === undefined ? await newestUndoable(store) : await store.batch(id)
    if (batch === null) return refused('no-such-batch', nothingWords(id), program)
    if (batch.state === 'undone' && batch.undone >= batch.written) {
      return refused(
        'undone-already',
        `Batch ${batch.id} has been undone already. Nothing is left of it to take back.`,
        program,
      )
    }
    if (flags.yes !== true && program.ask !== null) {
      if (!(await isWanted(batch, store, program.ask, program))) return exitCode.cancelled
    } else if (id === undefined && flags.json !== true && flags.quiet !== true) terminal.out(`${batchWords(batch)}\n`)
    return await undo(batch, store, flags, program)
  } finally {
    await store.close()
  }
}

async function undo(batch: BatchRecord, store: Store, flags: FlagValues, program: Program): Promise<number> {
  const { terminal, clock, workingFolder: folder } = program
  const view =
    flags.json === true
      ? jsonUndoView(batch.id, terminal)
      : textUndoView({ terminal, folder, isQuiet: flags.quiet === true })
  const slots = undoSlots(program.cores)
  const pool = program.createPool({ work: slots, light: 0 }, null)
  const running = startUndo({
    ...{ store, pool, id: batch.id, clock },
    findInBin: createFindInBin(program.binSystem),
    // One request more than there are children, so that none waits for the journal.
    workSlots: slots + 1,
    deadlineMs: deadlineFrom(flags),
    sweep: ({ id }) => sweepTemps(store, id),
    onProgress: (progress) => {
      view.onProgress(progress)
    },
    onRefused: (file) => {
      view.onRefused(file)
    },
  })
  let interrupts = 0
  const endInterrupts = program.onInterrupt(() => {
    interrupts += 1
    running.stop()
    view.onStopping()
    // Asked twice: what runs is ended as well; it is found half done by the next undo, and finished.
    if (interrupts === 2) void pool.kill()
    if (interrupts > 2) {
      view.close()
      process.exit(exitCode.cancelled)
    }
  })
  try {
    const end = await running.ended
    if (end.kind === 'not-begun') return refused(end.reason, end.message, program)
    view.end(end)
    return codeFor(end)
  } finally {
    view.close()
    await pool.close()
    endInterrupts()
  }
}

function codeFor(end: Extract<UndoEnd, { kind: 'ended' }>): number {
  if (end.problem !== null) return exitCode.stopped
  if (end.isStopped) return exitCode.cancelled
  return end.refused > 0 ? exitCode.someFailed : exitCode.done
}

type Reason = Extract<UndoEnd, { kind: 'not-begun' }>['reason']

function refused(reason: Reason, message: string, { terminal }: Program): number {
  terminal.error(`batchfit: ${visible(message)}\n`)
  const isNothing = reason === 'no-such-batch' || reason === 'undone-already'
  return isNothing ? exitCode.nothingToDo : exitCode.stopped
}

function nothingWords(id: string | undefined): string {
  return id === undefined
    ? 'Nothing to undo: no batch is known that has written anything. "batchfit history" lists them.'
    : `There is no batch ${id}. "batchfit history" lists those that there are.`
}

function batchWords({ id, startedMs, recipe, folder }: BatchRecord): string {
  const where = folder === null ? '' : `, ${folder}`
  return visible(`Undoing batch ${id} of ${timeWords(startedMs)}: ${recipeWords(recipe)}${where}`)
}

async function isWanted(
  batch: BatchRecord,
  store: Store,
  ask: NonNullable<Program['ask']>,
  { terminal }: Program,
): Promise<boolean> {
  terminal.error(`${batchWords(batch)}\n`)
  for (const line of previewLines(batch, await previewUndo(store, batch))) terminal.error(`  ${line}\n`)
  return ask('Undo it? [y/N] ')
}

function previewLines({ id }: BatchRecord, { toRemove, toRestore, unfinished }: UndoPreview): readonly string[] {
  const files = (count: number): string => countWords(count, 'file', 'files')
  return [
    ...(toRemove > 0 ? [`${files(toRemove)} that it has made ${toRemove === 1 ? 'is' : 'are'} removed.`] : []),
    ...(toRestore > 0 ? [`${files(toRestore)} that it has replaced ${toRestore === 1 ? 'is' : 'are'} put back.`] : []),
    ...(unfinished > 0
      ? [
          `${files(unfinished)} ${unfinished === 1 ? 'was' : 'were'} just being written when it ended and will be left alone; after "batchfit resume ${id}" an undo takes back all.`,
        ]
      : []),
    'What changed since is left alone and named.',
  ]
}
