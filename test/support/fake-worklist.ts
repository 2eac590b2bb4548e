import type { Worklist } from '../../src/batch/worklist.ts'
import type { ImportState, PlanState } from '../../src/shared/ipc-contract.ts'
import { Recipe } from '../../src/shared/recipe.ts'
import { batchState } from './batch-state.ts'

/** A worklist without rows that notes what it was asked for. */
export interface FakeWorklist extends Worklist {
  /** Calls that change something, as `name argument …`. */
  readonly calls: readonly string[]
}

const nothing = { ok: true, value: {} } as const

/** Every call is answered with the least there can be, but for what a test says. */
export function createFakeWorklist(changes: Partial<Worklist> = {}): FakeWorklist {
  const calls: string[] = []
  let recipe = Recipe.parse({})
  const note = (...words: readonly unknown[]): void => {
    calls.push(words.map(String).join(' '))
  }
  return {
    calls,
    attach: () => {
      note('attach')
    },
    state: () => ({ import: emptyImport, plan: emptyPlan, batch: batchState() }),
    add: (paths) => {
      note('add', ...paths)
    },
    cancelImport: () => {
      note('cancelImport')
    },
    remove: (rows) => {
      note('remove', rows)
      return nothing
    },
    describe: (row) =>
      Promise.resolve({ ok: false, failure: { code: 'no-such-row', message: `Row ${String(row)} is gone.` } }),
    setRecipe: (next) => {
      recipe = next
      return { recipe, problems: [] }
    },
    recipe: () => recipe,
    listPlan: (filter, offset, limit) => {
      note('listPlan', filter, offset, limit)
      return Promise.resolve({ total: 0, items: [] })
    },
    setReplace: (mode) => {
      note('setReplace', JSON.stringify(mode))
    },
    start: (scope, isReplaceConfirmed = false) => {
      note('start', scope, ...(isReplaceConfirmed ? ['confirmed'] : []))
      return Promise.resolve({ ok: true, value: { total: 10 } })
    },
    continueBatch: (id) => {
      note('continueBatch', id)
      return Promise.resolve({ ok: true, value: { total: 3 } })
    },
    dismissBatch: (id) => {
      note('dismissBatch', id)
      return Promise.resolve(nothing)
    },
    repeatBatch: (id) => {
      note('repeatBatch', id)
      return Promise.resolve({ ok: true, value: { recipe, total: 5 } })
    },
    restoreList: () => {
      note('restoreList')
      return Promise.resolve(7)
    },
    dropList: () => {
      note('dropList')
      return Promise.resolve()
    },
    hold: (reason, isHeld) => {
      note('hold', reason, isHeld)
    },
    pause: () => {
      note('pause')
      return nothing
    },
    resume: () => {
      note('resume')
      return nothing
    },
    cancel: (how) => {
      note('cancel', how)
      return nothing
    },
    compare: (row) =>
      Promise.resolve({ ok: false, failure: { code: 'no-such-row', message: `Row ${String(row)} is gone.` } }),
    proofRows: () => ({ rows: [{ row: 3, reason: 'largest' }] }),
    saveReport: (path, kind) => {
      note('saveReport', path, kind)
      return Promise.resolve(nothing)
    },
    sourcePath: () => null,
    isKnownPath: () => false,
    previewFile: () => null,
    close: () => Promise.resolve(),
    ...changes,
  }
}

const emptyImport: ImportState = {
  isScanning: false,
  found: 0,
  uninspected: 0,
  leftOut: { hidden: 0, special: 0, repeated: 0 },
}
const emptyPlan: PlanState = {
  phase: 'empty',
  write: 0,
  skip: 0,
  refuse: 0,
  renamed: 0,
  clashes: 0,
  noOps: 0,
  outputs: 0,
  sourceBytes: 0,
  estimatedBytes: 0,
  freeBytes: null,
  folder: null,
  problems: [],
  replace: null,
}
