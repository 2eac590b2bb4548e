import type { AppState, StartScope } from './app-state.svelte.ts'
import { stateNumbers } from './row-store.ts'

/** As much as `copyText` takes. */
const maxCopiedCharacters = 100_000

/** Why a batch cannot be started now, in words; null when it can. */
export function startObstacle(app: AppState): string | null {
  const { reasons } = app.t.window.footer
  const problem = app.problems[0]
  const { plan } = app
  if (app.import.isScanning) return reasons.looking
  if (app.rows.store.count === 0) return reasons.nothing
  if (problem !== undefined) return reasons.problem(app.t.recipe.problem(problem))
  if (waitingRows(app) === 0) return reasons.allEnded
  if (plan.phase === 'ready' && plan.write === 0 && plan.refuse === 0) return reasons.nothingToWrite
  return null
}

/** Rows that wait for their turn. */
export function waitingRows(app: AppState): number {
  return app.rows.store.stateCounts[stateNumbers.waiting] ?? 0
}

/** Rows that a batch over this scope would take. */
export function rowsOfScope(app: AppState, scope: StartScope): number {
  if (typeof scope !== 'string') return scope.length
  if (scope === 'all') return app.rows.store.count
  return app.rows.store.stateCounts[stateNumbers[scope]] ?? 0
}

/** Starts a batch under the recipe as it is in the panel; where originals would be replaced, the person is asked first. */
export async function startBatch(app: AppState, scope: StartScope): Promise<void> {
  await app.settleRecipe()
  if (app.replace !== null) app.dialog = { kind: 'replace', scope }
  else await app.ask('startBatch', { scope })
}

/** Starts a batch that replaces originals: the person was told, and wants it. */
export async function startReplacing(app: AppState, scope: StartScope): Promise<void> {
  const planned = scope === 'waiting' ? app.plan.replace : null
  if ((await app.ask('startBatch', { scope, isReplaceConfirmed: true })) !== null) app.kept = planned
}

/** Pauses what runs, goes on with what is paused, and does nothing otherwise. */
export async function pauseOrResume(app: AppState): Promise<void> {
  const { phase } = app.batch
  if (phase === 'running') await app.ask('pauseBatch', {})
  else if (phase === 'paused' || phase === 'pausing') await app.ask('resumeBatch', {})
}

/** Ends the batch after what runs; asked a second time, at once. */
export async function cancelBatch(app: AppState): Promise<void> {
  if (!app.isRunning) return
  await app.ask('cancelBatch', { how: app.batch.phase === 'cancelling' ? 'now' : 'finish' })
}

export async function retryFailed(app: AppState): Promise<void> {
  const failed = app.rows.store.stateCounts[stateNumbers.failed] ?? 0
  if (!app.isRunning && failed > 0) await startBatch(app, 'failed')
}

/** Takes the selected rows out of the list; the files stay where they are. */
export async function removeSelected(app: AppState): Promise<void> {
  const rows = app.rows.selection.rows()
  if (rows.length > 0) await app.ask('removeRows', { rows })
}

export async function clearList(app: AppState): Promise<void> {
  if (app.rows.store.count > 0) await app.ask('removeRows', { rows: 'all' })
}

/** Asks where to and writes the report of the last batch. */
export async function exportReport(app: AppState, kind: 'csv' | 'json'): Promise<void> {
  const answer = await app.ask('exportReport', { kind })
  if (answer?.path != null) app.toast(app.t.window.summary.reportSaved(answer.path))
}

/** Shows in the file manager what the batch wrote: the first file of it. */
export async function showResults(app: AppState): Promise<void> {
  const { store } = app.rows
  const place = store.states.subarray(0, store.length).indexOf(stateNumbers.done)
  if (place === -1) app.toast(app.t.window.summary.noResults)
  else await revealResult(app, place + store.base)
}

/** Shows the first output of this row in the file manager. */
export async function revealResult(app: AppState, row: number): Promise<void> {
  const path = await resultPath(app, row)
  if (path !== null) await app.ask('revealPath', { path })
}

/** Opens the first output of this row with the system's own program. */
export async function openResult(app: AppState, row: number): Promise<void> {
  const path = await resultPath(app, row)
  if (path !== null) await app.ask('openPath', { path })
}

async function resultPath(app: AppState, row: number): Promise<string | null> {
  const details = await app.ask('describeRow', { row })
  if (details === null) return null
  const path = details.outputs.find((output) => output.isWritten)?.path
  if (path === undefined) app.toast(app.t.window.summary.noResults)
  return path ?? null
}

/** Shows the source of this row in the file manager. */
export async function revealSource(app: AppState, row: number): Promise<void> {
  const path = sourcePath(app, row)
  if (path !== null) await app.ask('revealPath', { path })
}

/** Puts the paths of these sources on the clipboard, one a line. */
export async function copyPaths(app: AppState, rows: Uint32Array): Promise<void> {
  const paths = Array.from(rows, (row) => sourcePath(app, row)).filter((path) => path !== null)
  const text = paths.join('\n')
  if (text === '') return
  if (text.length > maxCopiedCharacters) {
    app.toast(app.t.window.menu.tooManyToCopy, 'bad')
    return
  }
  if ((await app.ask('copyText', { text })) !== null) app.toast(app.t.window.menu.copied(paths.length))
}

/** Absolute path of the source of a row, as the system writes it; null for a row that is gone. */
export function sourcePath(app: AppState, row: number): string | null {
  const { store } = app.rows
  const place = store.placeOf(row)
  if (place === -1) return null
  const folder = store.folderPaths[store.folders[place] ?? 0] ?? ''
  const separator = app.start.platform === 'windows' ? '\\' : '/'
  return (folder.endsWith(separator) ? folder : folder + separator) + (store.names[place] ?? '')
}
