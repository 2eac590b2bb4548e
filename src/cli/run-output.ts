import type { BatchEvent, BatchSummary } from '../batch/batch-event.ts'
import type { FlagValues } from './flags.ts'
import { createHoldNotices } from './hold-notices.ts'
import { createRunLines } from './json-lines.ts'
import { LiveView } from './live-view.ts'
import { holdLine, resultLine, summaryText } from './plain-lines.ts'
import type { Program } from './program.ts'

/** How a run is shown: as JSON, as a live view, or as plain lines. */
export interface RunOutput {
  onEvent(event: BatchEvent): void
  end(summary: BatchSummary): void
  /** Gives the cursor back; may be called again. */
  close(): void
}

/** `batch` is its name in the journal; null without one. */
export function createRunOutput(flags: FlagValues, program: Program, batch: string | null): RunOutput {
  const { terminal } = program
  if (flags.json === true) {
    const write = (line: string): void => {
      terminal.out(line)
    }
    return { onEvent: createRunLines(write, batch), end: () => undefined, close: () => undefined }
  }
  return terminal.isLive && flags.quiet !== true
    ? liveOutput(program, batch)
    : plainOutput(program, batch, flags.quiet === true)
}

function liveOutput({ terminal, clock, workingFolder: folder }: Program, batch: string | null): RunOutput {
  const view = new LiveView({ terminal, clock, folder })
  return {
    onEvent: (event) => {
      view.onEvent(event)
    },
    end: (summary) => {
      view.close()
      terminal.error(summaryText(summary, batch))
    },
    close: () => {
      view.close()
    },
  }
}

function plainOutput({ terminal, workingFolder: folder }: Program, batch: string | null, isQuiet: boolean): RunOutput {
  const notices = createHoldNotices()
  return {
    onEvent: (event) => {
      const notice = notices(event)
      if (notice !== null) terminal.error(`${holdLine(notice)}\n`)
      if (event.kind !== 'finished') return
      if (isQuiet && event.result.status !== 'failed') return
      const line = `${resultLine(event.result, folder)}\n`
      if (event.result.status === 'failed') terminal.error(line)
      else terminal.out(line)
    },
    end: (summary) => {
      if (!isQuiet) terminal.out(summaryText(summary, batch))
      else if (summary.failed > 0 || summary.stopped !== null) terminal.error(summaryText(summary, batch))
    },
    close: () => undefined,
  }
}
