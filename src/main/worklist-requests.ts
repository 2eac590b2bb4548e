import type { Worklist } from '../batch/worklist.ts'
import type { RequestHandlers } from '../shared/ipc-contract.ts'
import { answered, nothing } from './answers.ts'
import type { PowerHolds } from './power-holds.ts'
import type { SettingsStore } from './settings-store.ts'

type WorklistRequest =
  | 'addPaths'
  | 'cancelImport'
  | 'removeRows'
  | 'describeRow'
  | 'setRecipe'
  | 'listPlan'
  | 'setReplace'
  | 'startBatch'
  | 'pauseBatch'
  | 'resumeBatch'
  | 'cancelBatch'
  | 'compareRow'
  | 'chooseProofRows'

/** Requests that the worklist answers by itself. */
export function worklistRequests(
  worklist: Worklist,
  settings: SettingsStore,
  power: Pick<PowerHolds, 'overrule'>,
): Pick<RequestHandlers, WorklistRequest> {
  return {
    addPaths: ({ paths }) => {
      worklist.add(paths)
      return nothing
    },
    cancelImport: () => {
      worklist.cancelImport()
      return nothing
    },
    removeRows: ({ rows }) => worklist.remove(rows),
    describeRow: ({ row }) => worklist.describe(row),
    setRecipe: ({ recipe }) => {
      const set = worklist.setRecipe(recipe)
      settings.change({ recipe: set.recipe })
      return answered(set)
    },
    listPlan: async ({ filter, offset, limit }) => answered(await worklist.listPlan(filter, offset, limit)),
    setReplace: ({ mode }) => {
      worklist.setReplace(mode)
      return nothing
    },
    startBatch: ({ scope, isReplaceConfirmed }) => worklist.start(scope, isReplaceConfirmed),
    pauseBatch: () => worklist.pause(),
    resumeBatch: () => {
      const resumed = worklist.resume()
      if (resumed.ok) power.overrule()
      return resumed
    },
    cancelBatch: ({ how }) => worklist.cancel(how),
    compareRow: ({ row, output }) => worklist.compare(row, output),
    chooseProofRows: () => answered(worklist.proofRows()),
  }
}
