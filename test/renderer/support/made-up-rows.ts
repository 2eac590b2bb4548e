import type { EventOf } from '../../../src/shared/ipc-contract.ts'
import { outputFormats, type SourceFormat, sourceFormats } from '../../../src/shared/image-facts.ts'
import { planGeometry } from '../../../src/shared/plan-geometry.ts'
import type { Recipe } from '../../../src/shared/recipe.ts'
import {
  emptyColumns,
  planActions,
  rowMarks,
  type RowMessage,
  type RowState,
  rowStates,
} from '../../../src/shared/rows.ts'
import { seeded } from './seeded.ts'

/** What the made-up main knows of one file; the fields mean what the columns of the same names mean. */
export interface MadeUpRow {
  readonly row: number
  readonly name: string
  readonly folder: string
  readonly format: SourceFormat
  readonly width: number
  readonly height: number
  readonly sourceBytes: number
  /** What the run will make of it. */
  readonly fate: 'done' | 'damaged' | 'crashes' | 'exists' | 'clash' | 'renamed' | 'no-op' | 'lossy'
  isInspected: boolean
  isRemoved: boolean
  state: RowState
  action: (typeof planActions)[number]
  marks: number
  targetWidth: number
  targetHeight: number
  estimatedBytes: number
  outputBytes: number
  message: Omit<RowMessage, 'row'> | null
}

export const madeUpHome = '/home/ada'

const shapes = [
  [4032, 3024],
  [3024, 4032],
  [6000, 4000],
  [5472, 3648],
  [1920, 1080],
  [8256, 5504],
  [2480, 3508],
  [1284, 2778],
  [640, 480],
] as const
const kinds = ['jpeg', 'jpeg', 'jpeg', 'jpeg', 'jpeg', 'jpeg', 'png', 'webp', 'tiff', 'gif', 'avif', 'svg'] as const
const bytesPerPixel: Readonly<Record<SourceFormat, number>> = {
  jpeg: 0.31,
  png: 1.4,
  webp: 0.2,
  gif: 0.8,
  tiff: 3,
  svg: 0.02,
  avif: 0.11,
}

/** The `row`-th file of this seed: always the same one, whatever was made before. */
export function makeUpRow(row: number, seed: number): MadeUpRow {
  const random = seeded(seed * 1_000_003 + row * 7919)
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value
  const format = pick(kinds)
  const [width, height] = pick(shapes)
  return {
    row,
    name: nameOf(row, format, random, pick),
    folder: folderOf(row, pick),
    format,
    width,
    height,
    sourceBytes: Math.round(width * height * bytesPerPixel[format] * (0.6 + random() * 0.8)),
    fate: fateOf(random()),
    isInspected: false,
    isRemoved: false,
    state: 'waiting',
    action: 'unknown',
    marks: 0,
    targetWidth: 0,
    targetHeight: 0,
    estimatedBytes: 0,
    outputBytes: 0,
    message: null,
  }
}

function nameOf(
  row: number,
  format: SourceFormat,
  random: () => number,
  pick: <Value>(values: readonly Value[]) => Value,
): string {
  const extension = { jpeg: pick(['jpg', 'JPG', 'jpeg']), tiff: 'tif' }[format as string] ?? format
  const digits = String(row + 1).padStart(4, '0')
  const stem = pick([
    `IMG_${digits}`,
    `DSC0${digits}`,
    `IMG_${digits}`,
    `DSC0${digits}`,
    `scan ${digits}`,
    `照片 ${digits}`,
    `Screenshot 2026-0${String(1 + Math.floor(random() * 9))}-14 at 09.41.${digits}`,
    `Straße am Föhrenwald, spät im Herbst, mit Blick auf den See und die Berge dahinter (${digits})`,
    `PXL_20260312_${digits}`,
  ])
  return `${stem}.${extension}`
}

function folderOf(row: number, pick: <Value>(values: readonly Value[]) => Value): string {
  const year = 2019 + (Math.floor(row / 400) % 8)
  return `${madeUpHome}/Pictures/${String(year)}/${pick(['Lisbon in spring', 'Studio', 'Camera Roll', 'Family/Anna’s wedding', '北京'])}`
}

function fateOf(chance: number): MadeUpRow['fate'] {
  if (chance < 0.012) return 'damaged'
  if (chance < 0.016) return 'crashes'
  if (chance < 0.03) return 'exists'
  if (chance < 0.034) return 'clash'
  if (chance < 0.05) return 'renamed'
  if (chance < 0.09) return 'lossy'
  return 'done'
}

/** Decides what happens to a row on start, as the planner would. */
export function planRow(made: MadeUpRow, recipe: Recipe): void {
  const resize = recipe.outputs[0]?.resize ?? { mode: 'none' as const }
  const { width, height } = planGeometry(made, resize)
  Object.assign(made, { targetWidth: width, targetHeight: height, message: null, marks: 0, action: 'write' })
  made.estimatedBytes = Math.round(width * height * 0.16) * recipe.outputs.length
  if (made.format === 'png') made.marks |= rowMarks.hasAlpha
  if (made.format === 'gif') made.marks |= rowMarks.isAnimated
  if (width === made.width && height === made.height) made.marks |= rowMarks.isNoOp
  if (made.fate === 'renamed') {
    made.marks |= rowMarks.isRenamed
    made.message = { kind: 'note', code: 'renamed', text: 'The name was taken, so this one becomes "name (1)".' }
  } else if (made.fate === 'exists') {
    made.action = 'skip'
    made.estimatedBytes = 0
    made.message = { kind: 'note', code: 'exists-already', text: 'The file is there already.' }
  } else if (made.fate === 'clash') {
    made.action = 'refuse'
    made.marks |= rowMarks.isClash
    made.estimatedBytes = 0
    made.message = {
      kind: 'failure',
      code: 'output-clash',
      text: 'Two pictures want the same name, in the same folder.',
    }
  }
}

const endings: Readonly<
  Record<MadeUpRow['fate'], { readonly state: RowState; readonly message: MadeUpRow['message'] }>
> = {
  done: { state: 'done', message: null },
  lossy: { state: 'done', message: null },
  'no-op': { state: 'done', message: null },
  renamed: { state: 'done', message: null },
  damaged: {
    state: 'failed',
    message: { kind: 'failure', code: 'image-damaged', text: 'The picture is damaged: its data ends too early.' },
  },
  crashes: {
    state: 'failed',
    message: {
      kind: 'failure',
      code: 'worker-crashed',
      text: 'The process that worked on this picture crashed twice.',
    },
  },
  exists: {
    state: 'skipped',
    message: { kind: 'note', code: 'exists-already', text: 'The file is there already.' },
  },
  clash: {
    state: 'failed',
    message: { kind: 'failure', code: 'output-clash', text: 'Two pictures want the same name, in the same folder.' },
  },
}

/** Gives a row the end that its fate has for it. */
export function endRow(made: MadeUpRow): void {
  const ending = endings[made.fate]
  made.state = ending.state
  made.message = ending.message ?? made.message
  if (ending.state !== 'done') return
  made.outputBytes = Math.round(made.estimatedBytes * 0.93)
  if (made.fate === 'lossy') made.marks |= rowMarks.hasLosses
}

/** The event that tells of these rows as they are now. */
export function changeOf(rows: readonly MadeUpRow[]): EventOf<'rowsChanged'> {
  const columns = emptyColumns(rows.length) as EventOf<'rowsChanged'>['columns']
  rows.forEach((made, i) => {
    columns.rows[i] = made.row
    columns.states[i] = rowStates.indexOf(made.state)
    columns.actions[i] = planActions.indexOf(made.action)
    columns.marks[i] = made.marks
    if (!made.isInspected) return
    columns.formats[i] = sourceFormats.indexOf(made.format) + 1
    columns.targetFormats[i] = outputFormats.findIndex((format) => format === made.format) + 1
    columns.widths[i] = made.width
    columns.heights[i] = made.height
    columns.targetWidths[i] = made.targetWidth
    columns.targetHeights[i] = made.targetHeight
    columns.sourceBytes[i] = made.sourceBytes
    columns.estimatedBytes[i] = made.estimatedBytes
    columns.outputBytes[i] = made.outputBytes
    columns.expectedMs[i] = (made.width * made.height) / 8000
  })
  const messages = rows.flatMap(({ row, message }) => (message === null ? [] : [{ row, ...message }]))
  return { columns, messages }
}
