/** Names of everything that crosses between window and main. The preload imports this file and nothing else of ours. */

/** Window → main; each is answered once, at once. */
export const requestNames = [
  'attachWindow',
  'addPaths',
  'chooseSources',
  'cancelImport',
  'removeRows',
  'describeRow',
  'setRecipe',
  'chooseDestination',
  'listPlan',
  'setReplace',
  'startBatch',
  'pauseBatch',
  'resumeBatch',
  'cancelBatch',
  'compareRow',
  'chooseProofRows',
  'savePreset',
  'renamePreset',
  'deletePreset',
  'importRecipe',
  'exportRecipe',
  'copyAsCommand',
  'copyText',
  'exportReport',
  'continueBatch',
  'dismissBatch',
  'restoreList',
  'dropList',
  'listHistory',
  'listHistoryFiles',
  'repeatBatch',
  'undoBatch',
  'stopUndo',
  'forgetBatch',
  'exportHistoryReport',
  'reportBattery',
  'openPath',
  'revealPath',
  'updateSettings',
] as const
export type RequestName = (typeof requestNames)[number]

/** Main → window. */
export const eventNames = [
  'rowsAdded',
  'rowsChanged',
  'rowsRemoved',
  'importChanged',
  'planChanged',
  'batchChanged',
  'historyChanged',
  'undoChanged',
  'settingsChanged',
  'commandChosen',
  'noticeRaised',
] as const
export type EventName = (typeof eventNames)[number]

/** The one property of the page's `window` that the preload adds. */
export const bridgeName = 'batchfit'

/** The channel of an event or a request on Electron's IPC. */
export function channelOf(name: RequestName | EventName): string {
  return `batchfit:${name}`
}
