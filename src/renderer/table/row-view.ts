import { type SourceFormat, sourceFormats } from '../../shared/image-facts.ts'
import { planGeometry } from '../../shared/plan-geometry.ts'
import { rowMarks, type RowState, rowStates } from '../../shared/rows.ts'
import type { AppState } from '../state/app-state.svelte.ts'
import { newBytes, saving } from '../state/row-order.ts'
import { actionNumbers, isRunning, type RowStore } from '../state/row-store.ts'
import { rowReason } from './row-words.ts'

/** How a row's state looks. */
export type StateLook = 'quiet' | 'running' | 'good' | 'warn' | 'bad'

/** One row as it is written on the screen: words and numbers, in the language of the window. */
export interface RowView {
  readonly format: SourceFormat | null
  readonly name: string
  /** The name in two: the end stays in sight when the beginning has to be cut. */
  readonly stem: string
  readonly tail: string
  /** With `~` for the home folder. */
  readonly folder: string
  readonly path: string
  readonly from: string
  readonly arrow: string
  readonly to: string
  /** How many outputs there are beside this one. */
  readonly more: string
  readonly size: string
  /** With a sign in front where it is an estimate. */
  readonly newSize: string
  readonly isEstimate: boolean
  readonly saving: string
  readonly grows: boolean
  readonly state: RowState
  readonly look: StateLook
  readonly stateWord: string
  /** Why, in a few words and in full; empty where there is nothing to say. */
  readonly reason: string
  readonly fullReason: string
  /** Something to know of a row that went well: losses or warnings. */
  readonly caution: string
  /** 0 to 1, an estimate; null where nothing is estimated. */
  readonly progress: number | null
}

/** Characters at the end of a name that are always shown. */
const tailLength = 8

/** What the row at this place says now; `nowMs` is of the clock of `startedAtMs`. */
export function rowView(app: AppState, store: RowStore, place: number, nowMs: number): RowView {
  const { words } = app
  const state = rowStates[store.states[place] ?? 0] ?? 'waiting'
  const name = store.names[place] ?? ''
  const folderPath = store.folderPaths[store.folders[place] ?? 0] ?? ''
  const cut = Math.max(0, name.length - tailLength)
  const sourceBytes = store.sourceBytes[place] ?? 0
  const bytes = newBytes(store, place)
  const share = saving(store, place)
  return {
    format: sourceFormats[(store.formats[place] ?? 0) - 1] ?? null,
    name,
    stem: name.slice(0, cut),
    tail: name.slice(cut),
    folder: shortPath(folderPath, app.start.homeFolder),
    path: `${folderPath}${app.start.platform === 'windows' ? '\\' : '/'}${name}`,
    ...dimensionsOf(app, store, place, state),
    size: sourceBytes === 0 ? '' : words.bytes(sourceBytes),
    newSize: bytes === 0 ? '' : (state === 'done' ? '' : '≈ ') + words.bytes(bytes),
    isEstimate: state !== 'done',
    saving: share === null ? '' : words.saved(share),
    grows: share !== null && share < 0,
    state,
    ...stateOf(app, store, place, state),
    progress: progressOf(store, place, nowMs),
  }
}

/** A path with `~` for the home folder. */
export function shortPath(path: string, homeFolder: string): string {
  if (homeFolder === '' || !path.startsWith(homeFolder)) return path
  const rest = path.slice(homeFolder.length)
  return rest === '' || /^[\\/]/.test(rest) ? `~${rest}` : path
}

function dimensionsOf(app: AppState, store: RowStore, place: number, state: RowState) {
  const width = store.widths[place] ?? 0
  const height = store.heights[place] ?? 0
  if (width === 0 || height === 0) return { from: '', arrow: '', to: '', more: '' }
  const target = targetOf(app, store, place, state)
  const from = app.words.dimensions(width, height)
  const to = target === null ? '' : app.words.dimensions(target.width, target.height)
  const others = target === null ? 0 : app.recipe.outputs.length - 1
  return { from, arrow: to === '' ? '' : '→', to, more: others > 0 ? app.t.window.row.more(others) : '' }
}

/** The size of the first output: of a row that waits as the panel has it now, before main has answered. */
function targetOf(app: AppState, store: RowStore, place: number, state: RowState) {
  const action = store.actions[place]
  if (state === 'waiting' && (action === actionNumbers.write || action === actionNumbers.unknown)) {
    const output = app.recipe.outputs[0]
    const source = { width: store.widths[place] ?? 0, height: store.heights[place] ?? 0 }
    return output === undefined ? null : planGeometry(source, output.resize)
  }
  const width = store.targetWidths[place] ?? 0
  const height = store.targetHeights[place] ?? 0
  return width === 0 || height === 0 || action !== actionNumbers.write ? null : { width, height }
}

function stateOf(app: AppState, store: RowStore, place: number, state: RowState) {
  const { row } = app.t.window
  const message = store.messages.get(place + store.base)
  const marks = store.marks[place] ?? 0
  const { title, sentence } = message === undefined ? { title: '', sentence: '' } : rowReason(app.t, message)
  const caution = cautionOf(app, marks)
  if (state === 'waiting') {
    const waiting = waitingState(app, store, place, title)
    return { ...waiting, fullReason: sentence, caution: '' }
  }
  const look: StateLook =
    state === 'done' ? 'good' : state === 'failed' ? 'bad' : state === 'skipped' ? 'warn' : 'running'
  return { look, stateWord: row.states[state], reason: title, fullReason: sentence, caution }
}

function cautionOf(app: AppState, marks: number): string {
  if ((marks & rowMarks.hasLosses) !== 0) return app.t.window.row.hasLosses
  return (marks & rowMarks.hasWarnings) !== 0 ? app.t.window.row.hasWarnings : ''
}

/** What the plan has in mind for a row that waits. */
function waitingState(app: AppState, store: RowStore, place: number, reason: string) {
  const { row } = app.t.window
  const action = store.actions[place]
  const marks = store.marks[place] ?? 0
  if (action === actionNumbers.skip) return { look: 'warn' as const, stateWord: row.willSkip, reason }
  if (action === actionNumbers.refuse) return { look: 'bad' as const, stateWord: row.willFail, reason }
  const remark = (marks & rowMarks.isRenamed) !== 0 ? row.renamed : (marks & rowMarks.isNoOp) !== 0 ? row.noOp : ''
  return { look: 'quiet' as const, stateWord: remark === '' ? row.states.waiting : remark, reason: '' }
}

/** Time gone by against the time that this picture will probably take; it slows down before the end, and never is there. */
function progressOf(store: RowStore, place: number, nowMs: number): number | null {
  const expectedMs = store.expectedMs[place] ?? 0
  if (!isRunning(store.states[place] ?? 0) || expectedMs <= 0) return null
  const share = (nowMs - (store.startedAtMs[place] ?? nowMs)) / expectedMs
  return share < 0.7 ? Math.max(0, share) : 1 - 0.3 / (1 + (share - 0.7) / 0.3)
}
