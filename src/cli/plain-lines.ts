import { dirname } from 'node:path'
import type { BatchSummary } from '../batch/batch-event.ts'
import type { JobResult } from '../shared/job-result.ts'
import { describeHold } from '../batch/describe-hold.ts'
import { pathBelow } from '../batch/path-below.ts'
import type { PlannedJob, ReplacedOriginal } from '../shared/plan.ts'
import { bytesWords, countWords, durationWords, savingWords, visible } from './format-words.ts'
import type { HoldNotice } from './hold-notices.ts'

/** A finished source as one line of text, without a newline; paths relative to `folder`. */
export function resultLine(result: JobResult, folder: string): string {
  const source = shown(result.source, folder)
  switch (result.status) {
    case 'done':
      return `done     ${source} → ${doneWords(result, folder)}${noteWords(result)}`
    case 'skipped':
      return `skipped  ${source}: ${visible(result.reason ?? '')}`
    case 'failed':
      return `failed   ${source}: ${visible(result.failure?.message ?? '')}`
  }
}

function doneWords(result: JobResult, folder: string): string {
  const before = `${String(result.sourceWidth)}×${String(result.sourceHeight)}`
  const outputs = result.outputs.flatMap((output) => {
    if (output.kind !== 'written' && output.kind !== 'copied') return []
    const sizes = `${bytesWords(result.sourceBytes)} → ${bytesWords(output.bytes)} (${savingWords(result.sourceBytes, output.bytes)})`
    const what =
      output.kind === 'copied'
        ? 'copied as it is'
        : `${before} → ${String(output.width)}×${String(output.height)}, ${sizes}`
    return [`${shownBeside(output.path, result.source, folder)}  ${what}`]
  })
  return outputs.join('; ')
}

function noteWords(result: JobResult): string {
  const notes = [
    ...result.losses.map((loss) => visible(loss.message)),
    ...result.warnings.map((warning) => `Warning: ${visible(warning)}`),
  ]
  return notes.length === 0 ? '' : `\n         ${notes.join('\n         ')}`
}

/** What a run would do with one source, as a line without a newline. */
export function plannedText(job: PlannedJob, folder: string): string {
  const source = shown(job.source.path, folder)
  switch (job.action) {
    case 'write': {
      const before = `${String(job.facts.width)}×${String(job.facts.height)}`
      const outputs = job.outputs.map((output) => {
        const path = shownBeside(output.path, job.source.path, folder)
        if (output.action === 'skip') return `${path}  exists, is left alone`
        const replaces = output.overwrite && job.original === null ? ', replaces an existing file' : ''
        return `${path}  ${before} → ${String(output.width)}×${String(output.height)}${replaces}${originalWords(job.original, folder)}`
      })
      return `write    ${source} → ${outputs.join('; ')}${job.reason === null ? '' : `\n         ${visible(job.reason)}`}`
    }
    case 'skip':
      return `skip     ${source}: ${visible(job.reason)}`
    case 'refuse':
      return `refuse   ${source}: ${visible(job.failure.message)}`
  }
}

function originalWords(original: ReplacedOriginal | null, folder: string): string {
  if (original === null) return ''
  const where = original.keeper === 'bin' ? 'the bin' : shownBeside(original.keepPath, original.path, folder)
  return `, in place of the original, which goes to ${where}`
}

/** That a batch waits, and for what, or that it goes on; without a newline. */
export function holdLine(notice: HoldNotice): string {
  if (notice.kind === 'goes-on') return 'going on'
  const reasons = notice.holds.map((hold) => visible(describeHold(hold)))
  return `waiting  ${reasons.join(' ')} The batch goes on by itself; Ctrl-C ends it.`
}

/** The end of a run in a few lines; `batch` is its name in the journal, null without one. */
export function summaryText(summary: BatchSummary, batch: string | null): string {
  const { total, done, skipped, failed, notStarted, sourceBytes, outputBytes, elapsedMs } = summary
  const perSecond = elapsedMs > 0 ? (done / elapsedMs) * 1000 : 0
  const counts = [
    `${done.toLocaleString('en-GB')} done`,
    `${skipped.toLocaleString('en-GB')} skipped`,
    `${failed.toLocaleString('en-GB')} failed`,
  ]
  if (notStarted > 0) counts.push(`${notStarted.toLocaleString('en-GB')} not done`)
  const lines = [
    `${countWords(total, 'file', 'files')}: ${counts.join(', ')}, in ${durationWords(elapsedMs)}${done > 1 ? ` (${perSecond.toFixed(1)} a second)` : ''}`,
  ]
  if (outputBytes > 0)
    lines.push(`${bytesWords(sourceBytes)} → ${bytesWords(outputBytes)} (${savingWords(sourceBytes, outputBytes)})`)
  for (const { message, count } of summary.losses) {
    lines.push(`In ${countWords(count, 'file', 'files')}: ${visible(message)}`)
  }
  if (summary.cancelled) lines.push('Cancelled: nothing half-written was left, and nothing more was begun.')
  if (summary.stopped !== null) lines.push(`Stopped: ${visible(summary.stopped.message)}`)
  if (batch !== null && total > 0) lines.push(batchLine(summary, batch))
  if (total === 0) lines.push('Nothing to do: no file was found. Check the path, and --include and --exclude.')
  return `${lines.join('\n')}\n`
}

function batchLine({ done, cancelled, stopped }: BatchSummary, batch: string): string {
  const ways = [
    ...(cancelled || stopped !== null ? [`"batchfit resume ${batch}" goes on`] : []),
    ...(done > 0 ? [`"batchfit undo ${batch}" takes it back`] : []),
  ]
  return `Batch ${batch}${ways.length === 0 ? '' : `: ${ways.join(', ')}`}.`
}

/** A path as short as it gets: relative where it lies below `folder`. */
export function shown(path: string, folder: string): string {
  const below = pathBelow(folder, path) ?? ''
  return visible(below === '' ? path : below)
}

/** An output's path as short as it gets: from the source's own folder where it lies below that. */
function shownBeside(path: string, source: string, folder: string): string {
  const own = dirname(source)
  return shown(path, pathBelow(own, path) === null ? folder : own)
}
