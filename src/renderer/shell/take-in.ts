import type { AppState } from '../state/app-state.svelte.ts'
import { droppedPaths, holdsFiles, pastedPaths } from './dropped-paths.ts'

/** Takes in what was dropped on the window. */
export async function takeDrop(app: AppState, data: DataTransfer): Promise<void> {
  const paths = droppedPaths(data, app.bridge)
  if (paths.length === 0) app.toast(app.t.window.importing.noPaths, 'bad')
  else await addPaths(app, paths)
}

/** Takes in the files, or the paths in the text, that are on the clipboard. */
export async function takePaste(app: AppState, data: DataTransfer): Promise<void> {
  const paths = holdsFiles(data) ? droppedPaths(data, app.bridge) : pastedPaths(data.getData('text/plain'))
  if (paths.length === 0) app.toast(app.t.window.importing.nothingToPaste)
  else await addPaths(app, paths)
}

async function addPaths(app: AppState, paths: readonly string[]): Promise<void> {
  app.place = 'batch'
  app.narrowView = 'pictures'
  await app.ask('addPaths', { paths: [...paths] })
}
