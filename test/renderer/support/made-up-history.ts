import type { HistoryBatch, HistoryFile } from '../../../src/shared/ipc-contract.ts'
import type { BatchRecordState } from '../../../src/shared/history.ts'
import { Recipe, type RecipeInput } from '../../../src/shared/recipe.ts'
import { madeUpHome, makeUpRow } from './made-up-rows.ts'
import { seeded } from './seeded.ts'

const hourMs = 3_600_000
/** When the newest made-up batch began: some minutes past two. */
const newestMs = Date.UTC(2026, 10, 24, 14, 5)

/** In the order of age; the first ones show every state that there is. */
const states: readonly BatchRecordState[] = [
  'finished',
  'finished',
  'cancelled',
  'stopped',
  'running',
  'undone',
  'undone',
  'dismissed',
  'undo-interrupted',
]

const recipes: readonly RecipeInput[] = [
  {},
  { outputs: [{ resize: { mode: 'longest-side', size: 2048 }, format: { type: 'webp' } }] },
  {
    outputs: [
      { resize: { mode: 'longest-side', size: 1600 }, name: '{name}-large' },
      { resize: { mode: 'fill', width: 320, height: 320 }, name: '{name}-small' },
    ],
    destination: { kind: 'folder', path: '/volumes/Share/Web' },
  },
  { outputs: [{ resize: { mode: 'none' }, format: { type: 'avif' } }], destination: { kind: 'beside' } },
  { onExisting: 'overwrite' },
]

const folders = ['Lisbon in spring', 'Studio', 'Camera Roll', 'Family/Anna’s wedding', '北京'] as const

/** The `place`-th batch of the past, newest first: always the same one. */
export function makeUpBatch(place: number, total = 40 + ((place * 137) % 1900)): HistoryBatch {
  const random = seeded(place * 7919 + 5)
  const state = states[place] ?? 'finished'
  const isReplace = place % 7 === 1
  const folder = `${madeUpHome}/Pictures/${folders[place % folders.length] ?? ''}`
  const startedMs = newestMs - place * place * hourMs - place * hourMs * 2
  const isWhole = !['cancelled', 'stopped', 'running', 'dismissed'].includes(state)
  const ended = isWhole ? total : Math.round(total * 0.4)
  const failed = place % 3 === 2 ? Math.round(ended * 0.02) : 0
  const skipped = Math.round(ended * 0.01)
  const done = ended - failed - skipped
  const sourceBytes = done * Math.round(2_500_000 + random() * 4_000_000)
  const recipe = Recipe.parse(isReplace ? {} : recipes[place % recipes.length])
  const written = done * recipe.outputs.length
  const refused = state === 'undone' && place % 2 === 0 ? 3 : 0
  const undone = state === 'undone' ? written - refused : state === 'undo-interrupted' ? Math.round(written / 3) : 0
  return {
    id: (0xa1b2c300 + place).toString(16),
    state,
    startedMs,
    endedMs: state === 'running' ? null : startedMs + ended * 220,
    origin: place % 4 === 3 ? 'cli' : 'window',
    recipe,
    isReplace,
    inputs: place % 5 === 4 ? [folder, `${madeUpHome}/Downloads/scan 14.png`] : [folder],
    folder: isReplace || recipe.destination.kind === 'beside' ? folder : `${folder}/Resized`,
    total,
    done,
    skipped,
    failed,
    sourceBytes,
    outputBytes: Math.round(sourceBytes * (0.1 + random() * 0.5)),
    elapsedMs: ended * 220,
    stopped: state === 'stopped' ? { code: 'disk-full', message: 'The disk is full.' } : null,
    ...{ written, undone, refused },
  }
}

/** The `place`-th file of a batch; those beyond what has ended wait. */
export function makeUpFile(batch: HistoryBatch, place: number): HistoryFile {
  const { name, sourceBytes } = makeUpRow(place, 3)
  const input = batch.inputs[0] ?? madeUpHome
  const source = `${input}/${name}`
  const status =
    place < batch.failed
      ? 'failed'
      : place < batch.failed + batch.skipped
        ? 'skipped'
        : place < batch.failed + batch.skipped + batch.done
          ? 'done'
          : 'waiting'
  const stem = name.replace(/\.[^.]+$/, '')
  const outputs = batch.recipe.outputs.map((_, index) => ({
    path: batch.isReplace ? source : `${batch.folder ?? input}/${stem}${index === 0 ? '' : `-${String(index)}`}.jpg`,
    bytes: Math.round(sourceBytes * 0.2),
  }))
  const firstDone = batch.failed + batch.skipped
  const isRefused = place >= firstDone && place < firstDone + batch.refused
  return {
    place,
    source,
    status,
    outputs: status === 'done' ? outputs : [],
    failure: status === 'failed' ? { code: 'image-damaged', message: 'Its data ends too early.' } : null,
    refusal: isRefused
      ? {
          code: place % 2 === 0 ? 'output-changed' : 'source-gone',
          path: outputs[0]?.path ?? source,
          message: 'It is another file than the one that was written.',
        }
      : null,
  }
}
