import type { RequestName } from '../../src/shared/ipc-names.ts'
import type { RandomNumbers } from './facts.ts'

/** One input of every request that the contract takes. */
export const goodInputs: Readonly<Record<RequestName, Readonly<Record<string, unknown>>>> = {
  attachWindow: {},
  addPaths: { paths: ['/pictures'] },
  chooseSources: { kind: 'files' },
  cancelImport: {},
  removeRows: { rows: new Uint32Array([1, 2]) },
  describeRow: { row: 0 },
  setRecipe: { recipe: {} },
  chooseDestination: {},
  listPlan: { filter: 'all', offset: 0, limit: 100 },
  setReplace: { mode: { takesLinks: false } },
  startBatch: { scope: 'waiting' },
  pauseBatch: {},
  resumeBatch: {},
  cancelBatch: { how: 'finish' },
  compareRow: { row: 0, output: 0 },
  chooseProofRows: {},
  savePreset: { name: 'Shop', recipe: {} },
  renamePreset: { id: 'shop-1', name: 'Shop' },
  deletePreset: { id: 'shop-1' },
  importRecipe: {},
  exportRecipe: { name: 'Shop', recipe: {} },
  copyAsCommand: { recipe: {} },
  copyText: { text: 'words' },
  exportReport: { kind: 'csv' },
  continueBatch: { id: '0123abcd' },
  dismissBatch: { id: '0123abcd' },
  restoreList: {},
  dropList: {},
  listHistory: { offset: 0, limit: 50 },
  listHistoryFiles: { id: '0123abcd', filter: 'all', offset: 0, limit: 50 },
  repeatBatch: { id: '0123abcd' },
  undoBatch: { id: '0123abcd' },
  stopUndo: {},
  forgetBatch: { id: '0123abcd' },
  exportHistoryReport: { id: '0123abcd', kind: 'json' },
  reportBattery: { level: 0.5, isCharging: false },
  openPath: { path: '/pictures/one.jpg' },
  revealPath: { path: 'C:\\pictures\\one.jpg' },
  updateSettings: { change: { theme: 'dark' } },
}

/** Values that a page can send and that no request takes anywhere. */
function oddValue(random: RandomNumbers): unknown {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  const values: readonly unknown[] = [
    undefined,
    null,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    -1,
    0.5,
    2 ** 53,
    10n ** 30n,
    true,
    '',
    '\0',
    'relative/path.jpg',
    '/with\0nul',
    '../../etc/passwd',
    'x'.repeat(200_000),
    [],
    [[[[]]]],
    ['/pictures', 7],
    new Map([['paths', ['/pictures']]]),
    new Set(['/pictures']),
    new Date(0),
    new Float64Array(3),
    new ArrayBuffer(8),
    /regex/,
    new Error('from the page'),
    circular,
    JSON.parse('{"__proto__":{"paths":["/pictures"]}}'),
    Object.create(null),
    { toString: 'not a function', valueOf: null, length: -1 },
  ]
  return random.oneOf(values)
}

/** A good input with one thing wrong, or something else altogether. */
export function illTypedInput(name: RequestName, random: RandomNumbers): unknown {
  const good = goodInputs[name]
  const keys = Object.keys(good)
  const key = keys.length === 0 ? null : random.oneOf(keys)
  const way = random.below(4)
  if (way === 0) return oddValue(random)
  if (way === 1 || key === null) return { ...good, [`extra${String(random.below(100))}`]: oddValue(random) }
  if (way === 2) return Object.fromEntries(Object.entries(good).filter(([other]) => other !== key))
  return { ...good, [key]: oddValue(random) }
}
