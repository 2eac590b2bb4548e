import cliTruncate from 'cli-truncate'
import { join } from 'node:path'
import { pathBelow } from '../batch/path-below.ts'
import { type BatchRecordState, canResume, canUndo } from '../shared/history.ts'
import type { BatchRecord } from '../store/store.ts'
import { bytesWords, countWords, durationWords, savingWords, visible } from './format-words.ts'
import { recipeWords } from './recipe-words.ts'

export interface HistoryTextOptions {
  /** Character cells; null where nothing limits a line. */
  readonly columns: number | null
  readonly hasColour: boolean
  /** Is written as `~`; null where there is none. */
  readonly homeFolder: string | null
}

/** Below this many character cells a batch takes lines of its own instead of a row of a table. */
const minTableColumns = 100

/** The batches of a history, newest first, and what can be done about them. */
export function historyText(batches: readonly BatchRecord[], total: number, options: HistoryTextOptions): string {
  const { columns } = options
  const isTable = columns === null || columns >= minTableColumns
  const lines = isTable ? tableLines(batches, options) : batches.flatMap((batch) => blockLines(batch, options))
  const more = total - batches.length
  if (more > 0) lines.push(`… and ${countWords(more, 'older batch', 'older batches')}; --limit N shows more.`)
  const hints = hintLines(batches)
  return [...lines, ...(hints.length === 0 ? [] : ['', ...hints]), ''].join('\n')
}

function tableLines(batches: readonly BatchRecord[], options: HistoryTextOptions): string[] {
  const header = ['BATCH', 'BEGUN', 'STATE', 'FILES', 'SAVED', 'RECIPE', 'WHERE']
  const rows = batches.map((batch) => [
    batch.id,
    timeWords(batch.startedMs),
    stateWords(batch),
    fileWords(batch),
    savedWords(batch),
    whatWords(batch),
    whereWords(batch, options),
  ])
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  // What was done and where share what is left; a path is more telling at its end.
  const taken = widths.slice(0, 5).reduce((sum, width) => sum + width + gap.length, 0)
  const room = options.columns === null ? Number.POSITIVE_INFINITY : Math.max(20, options.columns - taken - gap.length)
  widths[5] = Math.min(widths[5] ?? 0, Math.max(Math.floor(room / 2), room - (widths[6] ?? 0)))
  widths[6] = room - widths[5]
  return [header, ...rows].map((row, index) => {
    const cells = row.map((cell, column) => cellText(cell, widths[column] ?? 0, column === 6))
    const line = cells.join(gap).trimEnd()
    const batch = batches[index - 1]
    return batch === undefined ? dimmed(line, options) : painted(line, stateWords(batch), batch.state, options)
  })
}

const gap = '  '

/** The last column is not filled up: what may be as wide as it likes stands there. */
function cellText(cell: string, width: number, isLast: boolean): string {
  if (isLast) return width === Number.POSITIVE_INFINITY ? cell : cliTruncate(cell, width, { position: 'middle' })
  return cell.length <= width ? cell.padEnd(width) : cliTruncate(cell, Math.max(1, width)).padEnd(width)
}

function blockLines(batch: BatchRecord, options: HistoryTextOptions): string[] {
  const state = stateWords(batch)
  const saved = savedWords(batch)
  const lines = [
    painted(`${batch.id}  ${timeWords(batch.startedMs)}  ${state}`, state, batch.state, options),
    `  ${whatWords(batch)}`,
    `  ${whereWords(batch, options)}`,
    `  ${fileWords(batch)}${saved === '' ? '' : `, ${saved}`}`,
  ]
  const columns = Math.max(10, options.columns ?? 80)
  return lines.map((line, index) => cliTruncate(line, columns, { position: index === 2 ? 'middle' : 'end' }))
}

/** `2026-11-25 14:03`, in the time of this machine. */
export function timeWords(ms: number): string {
  const date = new Date(ms)
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** Where a batch is, and how much of it an undo left alone. */
export function stateWords({ state, refused }: BatchRecord): string {
  const isUndone = state === 'undone' || state === 'undo-interrupted'
  const words = state === 'undo-interrupted' ? 'partly undone' : state
  return isUndone && refused > 0 ? `${words}, ${refused.toLocaleString('en-GB')} left alone` : words
}

/** `118 done, 2 failed`, or `40 of 120 done` where it did not come to all of them. */
export function fileWords({ total, done, skipped, failed }: BatchRecord): string {
  const settled = done + skipped + failed
  const parts = [
    settled < total
      ? `${done.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} done`
      : `${done.toLocaleString('en-GB')} done`,
    ...(skipped > 0 ? [`${skipped.toLocaleString('en-GB')} skipped`] : []),
    ...(failed > 0 ? [`${failed.toLocaleString('en-GB')} failed`] : []),
  ]
  return parts.join(', ')
}

function savedWords({ sourceBytes, outputBytes }: BatchRecord): string {
  return outputBytes === 0 ? '' : savingWords(sourceBytes, outputBytes)
}

function whatWords({ recipe, isReplace }: BatchRecord): string {
  return visible(`${recipeWords(recipe)}${isReplace ? ', originals replaced' : ''}`)
}

function whereWords({ folder, inputs }: BatchRecord, { homeFolder }: HistoryTextOptions): string {
  const path = folder ?? inputs[0] ?? ''
  const below = homeFolder === null ? null : pathBelow(homeFolder, path)
  return visible(below === null ? path : below === '' ? '~' : join('~', below))
}

/** What can be done about the newest of them. */
function hintLines(batches: readonly BatchRecord[]): readonly string[] {
  const resumable =
    batches.find(({ state }) => state === 'interrupted') ?? batches.find(({ state }) => canResume(state))
  const undoable = batches.find(
    ({ state, written, undone }) => canUndo(state) && state !== 'undone' && written > undone,
  )
  return [
    ...(resumable === undefined ? [] : [`batchfit resume ${resumable.id}   goes on where it was`]),
    ...(undoable === undefined ? [] : [`batchfit undo ${undoable.id}     takes it back`]),
    ...(batches[0] === undefined ? [] : [`batchfit history ${batches[0].id}  tells more of it`]),
  ]
}

/** Everything about one batch but its files. */
export function batchText(batch: BatchRecord, options: HistoryTextOptions): string {
  const { id, startedMs, endedMs, elapsedMs, origin, inputs, folder, isReplace, stopped, state } = batch
  const { sourceBytes, outputBytes, undone, refused, written } = batch
  const ending = endedMs === null ? '' : `, took ${durationWords(elapsedMs)}`
  const rows: readonly (readonly [string, string | null])[] = [
    ['Begun', `${timeWords(startedMs)}, ${origin === 'cli' ? 'on the command line' : 'in the window'}${ending}`],
    ['Recipe', visible(recipeWords(batch.recipe))],
    ['From', inputWords(inputs)],
    ['To', folder === null ? null : visible(folder)],
    ['Originals', isReplace ? 'replaced; each was kept first' : null],
    ['Files', fileWords(batch)],
    [
      'Size',
      outputBytes === 0
        ? null
        : `${bytesWords(sourceBytes)} → ${bytesWords(outputBytes)} (${savingWords(sourceBytes, outputBytes)})`,
    ],
    ['Stopped', stopped === null ? null : visible(stopped.message)],
    [
      'Undone',
      undone + refused === 0
        ? null
        : `${undone.toLocaleString('en-GB')} of ${countWords(written, 'file', 'files')} taken back, ${refused.toLocaleString('en-GB')} left alone`,
    ],
  ]
  const lines = rows.flatMap(([title, words]) => (words === null ? [] : [`  ${title.padEnd(10)} ${words}`]))
  return `${painted(`Batch ${id}, ${stateWords(batch)}`, stateWords(batch), state, options)}\n${lines.join('\n')}\n`
}

function inputWords(inputs: readonly string[]): string {
  const shown = inputs.slice(0, 3).map((path) => visible(path))
  const more = inputs.length - shown.length
  return `${shown.join(', ')}${more > 0 ? `, and ${String(more)} more` : ''}`
}

/** What can be done about this batch, a line each. */
export function batchHints({ id, state, written, undone }: BatchRecord): readonly string[] {
  return [
    ...(canResume(state) ? [`batchfit resume ${id} goes on where it was.`] : []),
    ...(canUndo(state) && written > undone ? [`batchfit undo ${id} ${undoWords(state)}`] : []),
  ]
}

function undoWords(state: BatchRecordState): string {
  return state === 'undone' ? 'tries what was left alone once more.' : 'takes it back.'
}

function painted(line: string, words: string, state: BatchRecordState, { hasColour }: HistoryTextOptions): string {
  if (!hasColour) return line
  const isOpen = state === 'interrupted' || state === 'stopped' || state === 'undo-interrupted'
  return isOpen ? line.replace(words, `\x1b[33m${words}\x1b[39m`) : line
}

function dimmed(line: string, { hasColour }: HistoryTextOptions): string {
  return hasColour ? `\x1b[2m${line}\x1b[22m` : line
}
