import type { BatchEvent, BatchSummary } from '../batch/batch-event.ts'
import { resolve } from 'node:path'
import { openReport, type Report, reportKind } from '../batch/report.ts'
import { planBatch } from '../batch/plan-batch.ts'
import { startBatch } from '../batch/run-batch.ts'
import { exitCode, exitCodeFor } from './exit-codes.ts'
import { createRunLines } from './json-lines.ts'
import { LiveView } from './live-view.ts'
import { isInlineRecipe, loadRecipe } from './load-recipe.ts'
import type { FlagValues } from './flags.ts'
import { visible } from './format-words.ts'
import { resultLine, summaryText } from './plain-lines.ts'
import { deadlineFrom, type Program } from './program.ts'
import { scanOptions } from './scan-options.ts'
import { wrongUsage } from './wrong-usage.ts'

/** `batchfit run`: resizes pictures; resolves to the exit code. */
export async function runCommand(paths: readonly string[], flags: FlagValues, program: Program): Promise<number> {
  const { terminal, clock } = program
  const loaded = await loadRecipe(flags)
  if (!loaded.ok) return wrongUsage(loaded.problems, terminal)
  // Before anything is opened or drawn: a list on standard input may take its time, and Ctrl-C ends it.
  const scan = await scanOptions(paths, flags, program)
  const report = await openReportFor(flags)
  if (report !== null && 'problem' in report) return wrongUsage([report.problem], terminal)

  const workSlots = flags.jobs ?? program.cores
  const pool = program.createPool({ work: workSlots, light: 1 }, flags['memory-budget'] ?? null)
  const output = createOutput(flags, program)
  const deadlineMs = deadlineFrom(flags)
  let found = 0
  const jobs = planBatch({
    scan,
    recipe: loaded.recipe,
    pool,
    lane: 'light',
    requestsAhead: 2,
    deadlineMs,
    clock,
    onEvent: (event) => {
      found = event.kind === 'scanned' ? event.total : event.found
      output.onEvent(event)
    },
  })
  const batch = startBatch({
    jobs,
    total: () => found,
    dates: loaded.recipe.dates,
    pool,
    workSlots,
    clock,
    fileMode: program.fileMode,
    deadlineMs,
    randomHex: program.randomHex,
    onEvent: (event) => {
      output.onEvent(event)
      if (event.kind === 'finished') report?.add(event.result)
    },
  })
  let interrupts = 0
  const endInterrupts = program.onInterrupt(() => {
    interrupts += 1
    if (interrupts === 1) batch.cancel()
    // Asked twice: end what runs as well. Nothing half-written stays, only unfinished work is lost.
    else void pool.kill()
    // A folder on a share that hangs holds up even that; children end with this process.
    if (interrupts > 2) {
      output.close()
      process.exit(exitCode.cancelled)
    }
  })
  try {
    const summary = await batch.ended
    output.end(summary)
    const reportProblem =
      (await report?.close().then(
        () => null,
        (error: unknown) => (error as Error).message,
      )) ?? null
    if (reportProblem !== null) terminal.error(`batchfit: the report could not be written: ${visible(reportProblem)}\n`)
    const code = exitCodeFor(summary)
    const isFine = code === exitCode.done || code === exitCode.nothingToDo
    return isFine && (reportProblem ?? terminal.problem()) !== null ? exitCode.someFailed : code
  } finally {
    output.close()
    await pool.close()
    endInterrupts()
  }
}

async function openReportFor(flags: FlagValues): Promise<Report | { readonly problem: string } | null> {
  if (flags.report === undefined) return null
  const path = flags.report
  const kind = reportKind(path)
  const { recipe } = flags
  if (recipe !== undefined && !isInlineRecipe(recipe) && resolve(recipe) === resolve(path)) {
    return { problem: '--report would replace the recipe. Choose another file.' }
  }
  if (kind === null) return { problem: `--report expects a file ending in .csv or .json but got "${path}".` }
  try {
    return await openReport(path, kind)
  } catch (error) {
    return { problem: `--report cannot write to "${path}": ${(error as Error).message}` }
  }
}

/** How a run is shown: as JSON, as a live view, or as plain lines. */
interface RunOutput {
  onEvent(event: BatchEvent): void
  end(summary: BatchSummary): void
  close(): void
}

function createOutput(flags: FlagValues, program: Program): RunOutput {
  const { terminal, clock, workingFolder: folder } = program
  const isQuiet = flags.quiet === true
  if (flags.json === true) {
    const onEvent = createRunLines((line) => {
      terminal.out(line)
    })
    return { onEvent, end: () => undefined, close: () => undefined }
  }
  if (terminal.isLive && !isQuiet) {
    const view = new LiveView({ terminal, clock, folder })
    return {
      onEvent: (event) => {
        view.onEvent(event)
      },
      end: (summary) => {
        view.close()
        terminal.error(summaryText(summary))
      },
      close: () => {
        view.close()
      },
    }
  }
  return {
    onEvent: (event) => {
      if (event.kind !== 'finished') return
      if (isQuiet && event.result.status !== 'failed') return
      const line = `${resultLine(event.result, folder)}\n`
      if (event.result.status === 'failed') terminal.error(line)
      else terminal.out(line)
    },
    end: (summary) => {
      if (!isQuiet) terminal.out(summaryText(summary))
      else if (summary.failed > 0 || summary.stopped !== null) terminal.error(summaryText(summary))
    },
    close: () => undefined,
  }
}
