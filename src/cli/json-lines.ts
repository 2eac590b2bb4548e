import type { BatchEvent, BatchSummary } from '../batch/batch-event.ts'
import { describeHold } from '../batch/describe-hold.ts'
import { fileEvent } from '../batch/file-event.ts'
import type { PlannedJob, ReplacedOriginal } from '../shared/plan.ts'
import { createHoldNotices, type HoldNotice } from './hold-notices.ts'

/** Where the lines go, newline included. */
type Write = (line: string) => void

/**
 * The events of a run as JSON lines: `plan` once, with the name of the batch where it has one, then `file` per source and
 * `held` when it waits or goes on, then `summary`. What happens before the scan is over waits for the `plan` line, so
 * that a reader always knows the total first; that it waits is told at once.
 */
export function createRunLines(write: Write, batch: string | null): (event: BatchEvent) => void {
  const notices = createHoldNotices()
  let waiting: string[] | null = []
  const planLine = (total: number): string => line({ event: 'plan', ...(batch === null ? {} : { batch }), total })
  return (event) => {
    const notice = notices(event)
    if (notice !== null) write(line(heldEvent(notice)))
    if (event.kind === 'scanned') {
      write(planLine(event.total))
      waiting?.forEach(write)
      waiting = null
    } else if (event.kind === 'finished') {
      const text = line(fileEvent(event.result))
      if (waiting === null) write(text)
      else waiting.push(text)
    } else if (event.kind === 'ended') {
      // Stopped before the scan was over: what was found is the total there is.
      if (waiting !== null) write(planLine(event.summary.total))
      waiting?.forEach(write)
      write(line(summaryEvent(event.summary)))
    }
  }
}

function heldEvent(notice: HoldNotice): object {
  const holds = notice.kind === 'waits' ? notice.holds : []
  return { event: 'held', holds: holds.map((hold) => ({ ...hold, message: describeHold(hold) })) }
}

function line(event: object): string {
  return `${JSON.stringify(event)}\n`
}

export function summaryEvent(summary: BatchSummary): object {
  const { total, done, skipped, failed, notStarted, sourceBytes, outputBytes, elapsedMs, cancelled, stopped } = summary
  return {
    event: 'summary',
    total,
    done,
    skipped,
    failed,
    sourceBytes,
    outputBytes,
    seconds: Math.round(elapsedMs) / 1000,
    ...(notStarted === 0 ? {} : { notStarted }),
    ...(cancelled ? { cancelled } : {}),
    ...(stopped === null ? {} : { stopped }),
  }
}

/** One line of `plan --json`. */
export function plannedLine(job: PlannedJob): string {
  return line({
    event: 'planned',
    source: job.source.path,
    action: job.action,
    reason: job.action === 'refuse' ? job.failure.message : job.reason,
    outputs: job.outputs.map(({ path, width, height }) => ({ path, width, height })),
    ...(job.action === 'write' && job.original !== null ? { original: plannedOriginal(job.original) } : {}),
  })
}

/** What goes to the bin has a name of its own on the way there only. */
function plannedOriginal({ path, keepPath, keeper }: ReplacedOriginal): object {
  return keeper === 'bin' ? { path, keeper } : { path, keeper, keptAt: keepPath }
}

/** The last line of `plan --json`: `done` counts what a run would write. */
export function planSummaryLine(counts: {
  readonly write: number
  readonly skip: number
  readonly refuse: number
  readonly sourceBytes: number
  readonly estimatedBytes: number
  readonly freeBytes: number | null
  readonly elapsedMs: number
  /** Originals that would be replaced, by where they go; absent or null unless originals are replaced. */
  readonly originals?: { readonly toBin: number; readonly toFolder: number } | null
}): string {
  return line({
    event: 'summary',
    total: counts.write + counts.skip + counts.refuse,
    done: counts.write,
    skipped: counts.skip,
    failed: counts.refuse,
    sourceBytes: counts.sourceBytes,
    outputBytes: counts.estimatedBytes,
    seconds: Math.round(counts.elapsedMs) / 1000,
    freeBytes: counts.freeBytes,
    ...(counts.originals == null ? {} : { originals: counts.originals }),
  })
}
