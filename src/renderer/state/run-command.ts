import type { AppCommand } from '../../shared/app-commands.ts'
import type { AppState } from './app-state.svelte.ts'
import {
  cancelBatch,
  clearList,
  exportReport,
  pauseOrResume,
  removeSelected,
  retryFailed,
  startBatch,
  startObstacle,
} from './batch-actions.ts'

/** Does what the menu or a key asks for; what makes no sense now says so or does nothing. */
export function runCommand(app: AppState, command: AppCommand): void {
  void commands[command](app)
}

const commands: Readonly<Record<AppCommand, (app: AppState) => unknown>> = {
  'add-files': (app) => app.ask('chooseSources', { kind: 'files' }),
  'add-folder': (app) => app.ask('chooseSources', { kind: 'folder' }),
  start,
  'pause-or-resume': pauseOrResume,
  cancel: cancelBatch,
  'retry-failed': retryFailed,
  compare: (app) => {
    const row = app.rows.selection.focus
    if (row !== null) app.dialog = { kind: 'compare', row }
  },
  'try-it': (app) => {
    if (app.rows.store.count > 0) app.dialog = { kind: 'proof' }
  },
  'show-plan': (app) => {
    app.dialog = { kind: 'plan' }
  },
  'export-report': (app) => {
    if (app.batch.phase === 'ended') void exportReport(app, 'csv')
  },
  'select-all': selectAll,
  'remove-selected': (app) => {
    if (app.dialog === null && !isTyping()) void removeSelected(app)
  },
  'clear-list': clearList,
  find: (app) => {
    goTo(app, 'search')
  },
  'show-batch': (app) => {
    app.place = 'batch'
  },
  'show-watch-folders': (app) => {
    app.place = 'watch-folders'
  },
  'show-history': (app) => {
    app.place = 'history'
  },
  'show-settings': (app) => {
    app.dialog = { kind: 'settings' }
  },
  'show-shortcuts': (app) => {
    app.dialog = { kind: 'shortcuts' }
  },
  'focus-table': (app) => {
    goTo(app, 'table')
  },
  'focus-recipe': (app) => {
    goTo(app, 'recipe')
  },
}

function start(app: AppState): void {
  if (app.isRunning) return
  const obstacle = startObstacle(app)
  if (obstacle === null) void startBatch(app, 'waiting')
  else app.toast(obstacle)
}

/** In a field, its text; elsewhere, the rows that are shown. */
function selectAll(app: AppState): void {
  const { activeElement } = document
  if (isTyping()) (activeElement as HTMLInputElement).select()
  else if (app.dialog === null && app.place === 'batch') app.rows.selection.selectAll(app.rows.order)
}

/** Shows the place first, where it may have to be built; the frame after, it is there. */
function goTo(app: AppState, target: 'search' | 'table' | 'recipe'): void {
  if (app.dialog !== null) return
  app.place = 'batch'
  app.narrowView = target === 'recipe' ? 'recipe' : 'pictures'
  requestAnimationFrame(() => app.focusTargets.focus(target))
}

/** Whether the keyboard is in a field that takes text. */
export function isTyping(): boolean {
  const { activeElement } = document
  if (activeElement instanceof HTMLTextAreaElement) return true
  return activeElement instanceof HTMLInputElement && !nonTextTypes.has(activeElement.type)
}

const nonTextTypes = new Set(['checkbox', 'radio', 'range', 'button', 'color', 'file'])
