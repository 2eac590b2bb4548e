import type { BatchEvent, BatchSummary } from '../batch/batch-event.ts'
import { fileEvent } from '../batch/file-event.ts'
import type { PlannedJob } from '../shared/plan.ts'

/** Where the lines go, newline included. */
type Write = (line: string) => void

/**
 * The events of a run as JSON lines: `plan` once, then `file` per source, then `summary`. Files that finish before the
 * scan is over wait for the `plan` line, so that a reader always knows the total first.
 */
export function createRunLines(write: Write): (event: BatchEvent) => void {
  let waiting: string[] | null = []
  return (event) => {
    if (event.kind === 'scanned') {
      write(line({ event: 'plan', total: event.total }))
      waiting?.forEach(write)
      waiting = null
    } else if (event.kind === 'finished') {
      const text = line(fileEvent(event.result))
      if (waiting === null) write(text)
      else waiting.push(text)
    } else if (event.kind === 'ended') {
      // Stopped before the scan was over: what was found is the total there is.
      if (waiting !== null) write(line({ event: 'plan', total: event.summary.total }))
      waiting?.forEach(write)
      write(line(summaryEvent(event.summary)))
    }
  }
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
  })
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
  })
}
