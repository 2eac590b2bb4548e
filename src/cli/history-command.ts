import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { fileEvent } from '../batch/file-event.ts'
import { historyFiles } from '../batch/history-files.ts'
import { historyPageLength, jobPages } from '../batch/history-pages.ts'
import { writeHistoryReport } from '../batch/history-report.ts'
import { reportKind } from '../batch/report.ts'
import type { HistoryFile } from '../shared/ipc-contract.ts'
import type { BatchRecord, Store } from '../store/store.ts'
import { exitCode } from './exit-codes.ts'
import type { FlagValues } from './flags.ts'
import { visible } from './format-words.ts'
import { batchEvent } from './history-events.ts'
import { batchHints, batchText, historyText, type HistoryTextOptions } from './history-text.ts'
import { shown } from './plain-lines.ts'
import type { Program } from './program.ts'
import { leftAloneEvent, leftAloneLine } from './undo-view.ts'
import { wrongUsage } from './wrong-usage.ts'

/** `batchfit history`: lists batches, or tells of one; resolves to the exit code. */
export async function historyCommand([id]: readonly string[], flags: FlagValues, program: Program): Promise<number> {
  const { terminal } = program
  const store = await program.openStore()
  try {
    if (!store.isKeeping) {
      terminal.error('batchfit: Without a journal there is no history.\n')
      return exitCode.stopped
    }
    if (id === undefined) return await listBatches(store, flags, program)
    const batch = await store.batch(id)
    if (batch === null) {
      terminal.error(`batchfit: There is no batch ${id}. "batchfit history" lists those that there are.\n`)
      return exitCode.nothingToDo
    }
    if (flags.forget === true) return await forget(batch, store, flags, program)
    if (flags.report !== undefined) return await report(batch, flags.report, store, program)
    await (flags.json === true ? tellEvents(batch, store, program) : tellBatch(batch, store, flags, program))
    return exitCode.done
  } finally {
    await store.close()
  }
}

const defaultLimit = 20

async function listBatches(store: Store, flags: FlagValues, program: Program): Promise<number> {
  const { terminal } = program
  const limit = flags.limit ?? defaultLimit
  if (flags.json === true) {
    for (let offset = 0; offset < limit;) {
      const { items } = await store.batches(offset, Math.min(historyPageLength, limit - offset))
      for (const batch of items) terminal.out(`${JSON.stringify(batchEvent(batch))}\n`)
      if (items.length === 0) break
      offset += items.length
    }
    return exitCode.done
  }
  const { total, items } = await store.batches(0, limit)
  if (total === 0) terminal.out('No batch yet. What "batchfit run" and the window do is listed here for 90 days.\n')
  else terminal.out(historyText(items, total, textOptions(program)))
  return exitCode.done
}

function textOptions({ terminal }: Program): HistoryTextOptions {
  return {
    columns: terminal.isLive ? terminal.columns() || 80 : null,
    hasColour: terminal.isLive && terminal.hasColour,
    homeFolder: homedir(),
  }
}

async function tellBatch(batch: BatchRecord, store: Store, flags: FlagValues, program: Program): Promise<void> {
  const { terminal, workingFolder: folder } = program
  terminal.out(batchText(batch, textOptions(program)))
  const limit = flags.limit ?? defaultLimit
  for (const filter of ['failed', 'left-alone'] as const) {
    const count = filter === 'failed' ? batch.failed : batch.refused
    if (count === 0) continue
    terminal.out('\n')
    let told = 0
    for await (const file of filesOf(store, batch.id, filter, limit)) {
      terminal.out(`${fileLine(file, folder)}\n`)
      told += 1
    }
    if (count > told)
      terminal.out(`… and ${(count - told).toLocaleString('en-GB')} more; --limit N shows more, --json all.\n`)
  }
  const hints = batchHints(batch)
  if (hints.length > 0) terminal.out(`\n${hints.join('\n')}\n`)
}

async function* filesOf(
  store: Store,
  id: string,
  filter: 'failed' | 'left-alone',
  limit: number,
): AsyncGenerator<HistoryFile> {
  let left = limit
  for (let offset: number | null = 0; offset !== null && left > 0;) {
    const page = await historyFiles(store, { id, filter, offset, limit: Math.min(200, left) })
    yield* page.items
    left -= page.items.length
    offset = page.nextOffset
  }
}

function fileLine({ source, failure, refusal }: HistoryFile, folder: string): string {
  if (refusal !== null) return leftAloneLine(refusal.path, refusal.message, folder)
  return `failed   ${shown(source, folder)}: ${visible(failure?.message ?? '')}`
}

/** The batch, then every file of it, then what an undo left alone. */
async function tellEvents(batch: BatchRecord, store: Store, { terminal }: Program): Promise<void> {
  const line = (event: object): void => {
    terminal.out(`${JSON.stringify(event)}\n`)
  }
  line(batchEvent(batch))
  for await (const jobs of jobPages(store, batch.id)) {
    const results = await store.results(batch.id, jobs[0]?.place ?? 0, jobs.length)
    const byPlace = new Map(results.map((result) => [result.index, result]))
    for (const { place, source } of jobs) {
      const result = byPlace.get(place)
      line(
        result === undefined
          ? { event: 'file', source: source.path, status: 'waiting', outputs: [] }
          : fileEvent(result),
      )
    }
  }
  for (let offset = 0; ;) {
    const files = await store.refused(batch.id, offset, historyPageLength)
    for (const { path, refusal } of files) line(leftAloneEvent(path, refusal))
    if (files.length < historyPageLength) break
    offset += files.length
  }
}

async function forget(
  { id, state }: BatchRecord,
  store: Store,
  flags: FlagValues,
  { terminal }: Program,
): Promise<number> {
  await store.forget(id)
  if ((await store.batch(id)) !== null) {
    const why =
      state === 'running' || state === 'undoing' ? 'Batchfit is working on it' : 'the journal cannot be written'
    terminal.error(`batchfit: Batch ${id} is not forgotten: ${why}. Try again later.\n`)
    return exitCode.stopped
  }
  const words = `Batch ${id} is forgotten. What it wrote stays, and cannot be undone any more.`
  terminal.out(`${flags.json === true ? JSON.stringify({ event: 'forgotten', id }) : words}\n`)
  return exitCode.done
}

async function report({ id }: BatchRecord, path: string, store: Store, { terminal }: Program): Promise<number> {
  const kind = reportKind(path)
  if (kind === null) return wrongUsage([`--report expects a file ending in .csv or .json but got "${path}".`], terminal)
  try {
    await writeHistoryReport(store, id, path, kind)
  } catch (error) {
    return wrongUsage([`--report cannot write to "${path}": ${(error as Error).message}`], terminal)
  }
  terminal.out(`${visible(resolve(path))}\n`)
  return exitCode.done
}
