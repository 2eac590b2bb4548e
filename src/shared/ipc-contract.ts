import * as z from 'zod'
import { appCommands } from './app-commands.ts'
import { lossCodes } from './child-tasks.ts'
import { type FailureCode, failureCodes } from './failure.ts'
import { batchStates, holdReasons, undoRefusalCodes } from './history.ts'
import { outputFormats, sourceFormats } from './image-facts.ts'
import type { EventName, RequestName } from './ipc-names.ts'
import { Recipe } from './recipe.ts'
import { recipeProblemCodes } from './recipe-problem.ts'
import { noteCodes, planActions, rowStates } from './rows.ts'
import { Settings, SettingsChange } from './settings.ts'

/**
 * The contract between window and main: a schema for what every request takes and gives, and for what every event
 * carries. Main checks what it is sent; what it sends itself is checked in tests. Types on both sides derive from here.
 */

/** Why a request was not done. `message` is a whole English sentence; `code` lets the window say it otherwise. */
export const requestFailureCodes = [
  /** Not our window, not its main frame, or not our page. */
  'not-trusted',
  /** The input is not what the contract says. */
  'ill-typed',
  /** Not while a batch runs, or not while there is none. */
  'not-now',
  /** The row is gone. */
  'no-such-row',
  /** Not a path that the app was given or made. */
  'not-allowed',
  /** Originals would be replaced, and the person has not been asked. */
  'not-confirmed',
  /** There is no such batch in the history (any more). */
  'no-such-batch',
  /** Another process, a command line say, works on this batch. */
  'busy-elsewhere',
  /** The journal cannot be written, and without it this is not done. */
  'no-journal',
  /** The recipe, the name or the file is not usable; the message says why. */
  'not-usable',
  /** The system refused: a file could not be read, written or opened. */
  'system',
  'internal-error',
] as const
export type RequestFailureCode = (typeof requestFailureCodes)[number]

export interface RequestFailure {
  readonly code: RequestFailureCode
  readonly message: string
  /** Where a file is what it failed for: why, so that the window can say it in another language. */
  readonly cause?: FailureCode
}

/** What every request resolves to; it never rejects. */
export type Answer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: RequestFailure }

const none = z.strictObject({})
const Count = z.int().min(0)
const Bytes = z.number().min(0)
const Row = z.int().min(0).max(0xffff_ffff)
const Rows = z.instanceof(Uint32Array)
/** Absolute on some system, without a NUL; main looks at it before it believes anything. */
const AbsolutePath = z
  .string()
  .min(1)
  .max(32_767)
  .regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)[^\0]*$/, 'an absolute path')
const Failure = z.strictObject({ code: z.enum(failureCodes), message: z.string() })
const Loss = z.strictObject({ code: z.enum(lossCodes), message: z.string() })

const ImportState = z.strictObject({
  isScanning: z.boolean(),
  /** Files found by the scans that are running, or by the last one. */
  found: Count,
  /** Rows whose header has not been read yet. */
  uninspected: Count,
  /** Passed over by the last scan: hidden entries; pipes, sockets and devices; files that are in the list already. */
  leftOut: z.strictObject({ hidden: Count, special: Count, repeated: Count }),
})
export type ImportState = z.output<typeof ImportState>

const RecipeProblem = z.strictObject({
  path: z.string(),
  code: z.enum(recipeProblemCodes),
  subject: z.string(),
  message: z.string(),
})

/** What would happen on start, over all rows that wait. */
const PlanState = z.strictObject({
  /** `ready` when every header has been read and every place decided; until then the counts grow. */
  phase: z.enum(['empty', 'planning', 'ready']),
  /** Rows by what will happen to them. */
  write: Count,
  skip: Count,
  refuse: Count,
  /** Among them: names that were taken, two that want one target or a target that is there, nothing to change. */
  renamed: Count,
  clashes: Count,
  noOps: Count,
  /** Files to be written. */
  outputs: Count,
  sourceBytes: Bytes,
  estimatedBytes: Bytes,
  /** Where the first output goes; null where the system does not say. */
  freeBytes: Bytes.nullable(),
  /** Folder of the first output; null without one. */
  folder: z.string().nullable(),
  problems: z.array(RecipeProblem),
  /** Null unless originals are to be replaced. */
  replace: z
    .strictObject({
      takesLinks: z.boolean(),
      /** Originals by where they will be kept. */
      toBin: Count,
      toFolder: Count,
      /** Of the folders beside them, such as `Originals 2026-11-25`. */
      folderName: z.string(),
      /** Refused because they are links, or have other names as well. */
      links: Count,
    })
    .nullable(),
})
export type PlanState = z.output<typeof PlanState>

const LossCount = z.strictObject({ code: z.enum(lossCodes), message: z.string(), count: Count })

const BatchState = z.strictObject({
  /** `pausing` and `cancelling`: what runs is being finished. `ended`: the figures are of the last batch. */
  phase: z.enum(['idle', 'running', 'pausing', 'paused', 'cancelling', 'ended']),
  /** Rows of this batch. */
  total: Count,
  done: Count,
  skipped: Count,
  failed: Count,
  running: Count,
  /** 0 to 1, weighted by pixels and by what formats cost. */
  fraction: z.number().min(0).max(1),
  /** Without the pauses. */
  elapsedMs: z.number().min(0),
  /** Sources a second and source bytes a second, over the last seconds. */
  filesPerSecond: z.number().min(0),
  bytesPerSecond: z.number().min(0),
  timeLeft: z.strictObject({ lowMs: z.number(), highMs: z.number() }).nullable(),
  /** Of the sources that are done. */
  sourceBytes: Bytes,
  outputBytes: Bytes,
  losses: z.array(LossCount),
  cancelled: z.boolean(),
  /** What made going on pointless. */
  stopped: Failure.nullable(),
  /** Why it waits, while it is pausing or paused; none where it does not. */
  holds: z.array(
    z.strictObject({
      reason: z.enum(holdReasons),
      folder: z.string().nullable(),
      freeBytes: Bytes.nullable(),
      neededBytes: Bytes.nullable(),
    }),
  ),
  /** In the history; null where nothing is kept, and before the first batch. */
  id: z.string().nullable(),
  isReplace: z.boolean(),
})
export type BatchState = z.output<typeof BatchState>

const RowFacts = z.strictObject({
  format: z.enum(sourceFormats),
  width: z.int(),
  height: z.int(),
  orientation: z.int(),
  bitsPerSample: z.int(),
  hasAlpha: z.boolean(),
  colourModel: z.enum(['rgb', 'grey', 'cmyk', 'lab']),
  hasProfile: z.boolean(),
  isSrgb: z.boolean(),
  frames: z.int(),
  isAnimated: z.boolean(),
  hasExif: z.boolean(),
  hasGainMap: z.boolean(),
  takenOn: z.string().nullable(),
  bytes: Bytes,
})

/** Everything about one row. */
const RowDetails = z.strictObject({
  row: Row,
  path: z.string(),
  facts: RowFacts.nullable(),
  state: z.enum(rowStates),
  action: z.enum(planActions),
  /** What will be written, or was. `index` is the output's place in the recipe. */
  outputs: z.array(
    z.strictObject({
      index: z.int(),
      path: z.string(),
      format: z.enum(outputFormats),
      width: z.int(),
      height: z.int(),
      /** Estimated before, real after. */
      bytes: Bytes,
      isWritten: z.boolean(),
    }),
  ),
  message: z
    .strictObject({
      kind: z.enum(['failure', 'note']),
      code: z.enum([...failureCodes, ...noteCodes]).nullable(),
      text: z.string(),
    })
    .nullable(),
  losses: z.array(Loss),
  warnings: z.array(z.string()),
  elapsedMs: z.number().nullable(),
})
export type RowDetails = z.output<typeof RowDetails>

const PlanItem = z.strictObject({
  row: Row,
  source: z.string(),
  action: z.enum(planActions),
  marks: z.int(),
  outputs: z.array(z.strictObject({ path: z.string(), width: z.int(), height: z.int(), bytes: Bytes })),
  message: RowDetails.shape.message,
})
export type PlanItem = z.output<typeof PlanItem>

export const planFilters = ['all', 'write', 'skip', 'refuse', 'renamed', 'clashes', 'no-ops'] as const
export type PlanFilter = (typeof planFilters)[number]

/** One picture before and after, both as the window can show them; URLs are relative to the page. */
const Comparison = z.strictObject({
  /** The source, upright, at the size of the output, without loss. */
  beforeUrl: z.string(),
  /** The encoded output as it would be written; converted without loss where a page cannot show its format. */
  afterUrl: z.string(),
  format: z.enum(outputFormats),
  /** Of the encoding where it has one; with a target size, the one that was found. */
  quality: z.int().nullable(),
  sourceWidth: z.int(),
  sourceHeight: z.int(),
  width: z.int(),
  height: z.int(),
  sourceBytes: Bytes,
  outputBytes: Bytes,
  losses: z.array(Loss),
  warnings: z.array(z.string()),
  elapsedMs: z.number(),
})
export type Comparison = z.output<typeof Comparison>

export const proofReasons = ['largest', 'smallest', 'portrait', 'transparent', 'animated', 'typical'] as const

const BatchId = z.string().regex(/^[0-9a-f]{8}$/, 'the eight digits of a batch')

/** A batch of the past, or one that runs. */
const HistoryBatch = z.strictObject({
  id: BatchId,
  state: z.enum(batchStates),
  /** Milliseconds since the epoch; the end is null while there is none. */
  startedMs: z.number(),
  endedMs: z.number().nullable(),
  origin: z.enum(['window', 'cli']),
  recipe: Recipe,
  isReplace: z.boolean(),
  /** As they were given; the first few. */
  inputs: z.array(z.string()),
  /** Of the first output; null where none was planned. */
  folder: z.string().nullable(),
  total: Count,
  done: Count,
  skipped: Count,
  failed: Count,
  sourceBytes: Bytes,
  outputBytes: Bytes,
  elapsedMs: z.number(),
  stopped: Failure.nullable(),
  /** Files that were written, those that undo took back, and those that it left alone. */
  written: Count,
  undone: Count,
  refused: Count,
})
export type HistoryBatch = z.output<typeof HistoryBatch>

const UndoState = z.strictObject({
  /** `ended`: the figures are of the last undo. */
  phase: z.enum(['idle', 'running', 'stopping', 'ended']),
  /** Of the batch; null before the first undo. */
  id: BatchId.nullable(),
  total: Count,
  undone: Count,
  refused: Count,
  /** It was ended before it was through. */
  isStopped: z.boolean(),
})
export type UndoState = z.output<typeof UndoState>

export const historyFileFilters = ['all', 'failed', 'left-alone'] as const
export type HistoryFileFilter = (typeof historyFileFilters)[number]

const HistoryFile = z.strictObject({
  place: Count,
  source: z.string(),
  status: z.enum(['waiting', 'done', 'skipped', 'failed']),
  outputs: z.array(z.strictObject({ path: z.string(), bytes: Bytes })),
  failure: Failure.nullable(),
  /** Why undo left it alone; null where it did not. */
  refusal: z.strictObject({ code: z.enum(undoRefusalCodes), path: z.string(), message: z.string() }).nullable(),
})
export type HistoryFile = z.output<typeof HistoryFile>

/** What a crash, a kill or a power cut has left to be done. */
const Interrupted = z.strictObject({
  /** Newest first. */
  batches: z.array(HistoryBatch),
  /** Pictures of a list that no batch had begun with. */
  lostRows: Count,
})
export type Interrupted = z.output<typeof Interrupted>

/** What the window needs to begin; rows follow as events. */
const AppStart = z.strictObject({
  version: z.string(),
  platform: z.enum(['mac', 'windows', 'linux']),
  /** Of the system, as BCP 47. */
  systemLanguage: z.string(),
  /** Where sources and outputs are shown below `~`. */
  homeFolder: z.string(),
  cores: z.int(),
  memoryBytes: Bytes,
  settings: Settings,
  import: ImportState,
  plan: PlanState,
  batch: BatchState,
  undo: UndoState,
  interrupted: Interrupted,
  /** Whether batches are kept: without a journal there is no history, no resume, no undo and no replacing. */
  isKeeping: z.boolean(),
})
export type AppStart = z.output<typeof AppStart>

interface RequestSpec {
  readonly input: z.ZodType
  readonly output: z.ZodType
}

export const requests = {
  /** The page has begun: answers with the state, and every row is told anew by `rowsAdded` and `rowsChanged`. */
  attachWindow: { input: none, output: AppStart },
  /** Files and folders to take in; what they hold comes as events. */
  addPaths: { input: z.strictObject({ paths: z.array(AbsolutePath).min(1).max(200_000) }), output: none },
  /** Asks the person for files or folders and takes them in. */
  chooseSources: {
    input: z.strictObject({ kind: z.enum(['files', 'folder']) }),
    output: z.strictObject({ chosen: Count }),
  },
  /** Ends the scans; what was found stays. */
  cancelImport: { input: none, output: none },
  /** Not while a batch runs. `all` empties the list. */
  removeRows: { input: z.strictObject({ rows: z.union([Rows, z.literal('all')]) }), output: none },
  describeRow: { input: z.strictObject({ row: Row }), output: RowDetails },
  /** Answers with the recipe as understood, every default filled in, and what is wrong with it; the rows follow. */
  setRecipe: {
    input: z.strictObject({ recipe: Recipe }),
    output: z.strictObject({ recipe: Recipe, problems: z.array(RecipeProblem) }),
  },
  /** Asks the person for a folder to write to; null when they chose none. */
  chooseDestination: { input: none, output: z.strictObject({ path: z.string().nullable() }) },
  /** A page of the plan. */
  listPlan: {
    input: z.strictObject({ filter: z.enum(planFilters), offset: Count, limit: z.int().min(1).max(500) }),
    output: z.strictObject({ total: Count, items: z.array(PlanItem) }),
  },
  /** Whether originals are replaced; never outlives the app. Rows are planned anew. */
  setReplace: {
    input: z.strictObject({ mode: z.strictObject({ takesLinks: z.boolean() }).nullable() }),
    output: none,
  },
  /** `waiting`: what waits. `failed`: what failed, again. `all`: everything, again. `rows`: these, again. */
  startBatch: {
    input: z.strictObject({
      scope: z.union([z.enum(['waiting', 'failed', 'all']), Rows]),
      /** The person was told that originals are replaced, and wants it. */
      isReplaceConfirmed: z.boolean().default(false),
    }),
    output: z.strictObject({ total: Count }),
  },
  pauseBatch: { input: none, output: none },
  resumeBatch: { input: none, output: none },
  /** `finish`: what runs is finished. `now`: it is ended as well; nothing half-written stays. */
  cancelBatch: { input: z.strictObject({ how: z.enum(['finish', 'now']) }), output: none },
  /** Encodes one output of one row for real, and writes nothing where outputs go. */
  compareRow: { input: z.strictObject({ row: Row, output: z.int().min(0).max(19) }), output: Comparison },
  /** A handful of telling rows to try the recipe on. */
  chooseProofRows: {
    input: none,
    output: z.strictObject({ rows: z.array(z.strictObject({ row: Row, reason: z.enum(proofReasons) })) }),
  },
  /** Under a new name, or again under one of the person's own. */
  savePreset: {
    input: z.strictObject({ name: z.string().trim().min(1).max(60), recipe: Recipe }),
    output: z.strictObject({ id: z.string() }),
  },
  renamePreset: { input: z.strictObject({ id: z.string(), name: z.string().trim().min(1).max(60) }), output: none },
  deletePreset: { input: z.strictObject({ id: z.string() }), output: none },
  /** Asks for a recipe file; null when the person chose none. The name is the file's. */
  importRecipe: {
    input: none,
    output: z.strictObject({ name: z.string(), recipe: Recipe }).nullable(),
  },
  /** Asks where to, and writes a recipe file; the path, or null when the person chose none. */
  exportRecipe: {
    input: z.strictObject({ name: z.string().min(1).max(60), recipe: Recipe }),
    output: z.strictObject({ path: z.string().nullable() }),
  },
  /** Puts the command line that does the same on the clipboard. */
  copyAsCommand: { input: z.strictObject({ recipe: Recipe }), output: z.strictObject({ command: z.string() }) },
  copyText: { input: z.strictObject({ text: z.string().min(1).max(100_000) }), output: none },
  /** Asks where to, and writes the report of the last batch; the path, or null when the person chose none. */
  exportReport: {
    input: z.strictObject({ kind: z.enum(['csv', 'json']) }),
    output: z.strictObject({ path: z.string().nullable() }),
  },
  /** Brings what is left of an interrupted, cancelled or stopped batch into the list, with its recipe, and runs it. */
  continueBatch: { input: z.strictObject({ id: BatchId }), output: z.strictObject({ total: Count }) },
  /** The rest of an interrupted batch is not wanted: our temp files go, and it is not spoken of again. */
  dismissBatch: { input: z.strictObject({ id: BatchId }), output: none },
  /** Takes the pictures of the list in again that an earlier process had when it ended. */
  restoreList: { input: none, output: z.strictObject({ total: Count }) },
  dropList: { input: none, output: none },
  /** Newest first. */
  listHistory: {
    input: z.strictObject({ offset: Count, limit: z.int().min(1).max(200) }),
    output: z.strictObject({ total: Count, items: z.array(HistoryBatch) }),
  },
  /** `nextOffset` is null at the end. */
  listHistoryFiles: {
    input: z.strictObject({
      id: BatchId,
      filter: z.enum(historyFileFilters),
      offset: Count,
      limit: z.int().min(1).max(200),
    }),
    output: z.strictObject({ items: z.array(HistoryFile), nextOffset: Count.nullable() }),
  },
  /** Takes the batch's sources in again and answers with its recipe, for the window to set. */
  repeatBatch: { input: z.strictObject({ id: BatchId }), output: z.strictObject({ recipe: Recipe, total: Count }) },
  /** Begins to take back what the batch has written; how it goes on comes as `undoChanged`. */
  undoBatch: { input: z.strictObject({ id: BatchId }), output: none },
  /** Finishes the files that it is at; `undoBatch` goes on later. */
  stopUndo: { input: none, output: none },
  forgetBatch: { input: z.strictObject({ id: BatchId }), output: none },
  /** As `exportReport`, of any batch. */
  exportHistoryReport: {
    input: z.strictObject({ id: BatchId, kind: z.enum(['csv', 'json']) }),
    output: z.strictObject({ path: z.string().nullable() }),
  },
  /** What the page is told of the battery, which main cannot see on every system. */
  reportBattery: {
    input: z.strictObject({ level: z.number().min(0).max(1), isCharging: z.boolean() }),
    output: none,
  },
  /** Opens with the system's own program; only what the app was given or made. */
  openPath: { input: z.strictObject({ path: AbsolutePath }), output: none },
  /** Shows in the system's file manager; only what the app was given or made. */
  revealPath: { input: z.strictObject({ path: AbsolutePath }), output: none },
  updateSettings: { input: z.strictObject({ change: SettingsChange }), output: none },
} satisfies Record<RequestName, RequestSpec>

/** At most this many rows in one event, so that no event keeps the window busy. */
export const maxEventRows = 4000

export const events = {
  /** New rows: `names[i]` belongs to row `firstRow + i`, and `folders[i]` is its folder's place in the folder list. */
  rowsAdded: z.strictObject({
    /** Whatever was told before is void, rows and folders: so it is after `attachWindow`, and after all were removed. */
    beginsAnew: z.boolean(),
    firstRow: Row,
    names: z.array(z.string()),
    folders: z.instanceof(Uint32Array),
    /** Folders that are new to the list, which starts empty where it `beginsAnew`; absolute. */
    newFolders: z.array(z.string()),
  }),
  rowsChanged: z.strictObject({
    columns: z.strictObject({
      rows: Rows,
      states: z.instanceof(Uint8Array),
      actions: z.instanceof(Uint8Array),
      marks: z.instanceof(Uint8Array),
      formats: z.instanceof(Uint8Array),
      targetFormats: z.instanceof(Uint8Array),
      widths: z.instanceof(Uint32Array),
      heights: z.instanceof(Uint32Array),
      targetWidths: z.instanceof(Uint32Array),
      targetHeights: z.instanceof(Uint32Array),
      sourceBytes: z.instanceof(Float64Array),
      estimatedBytes: z.instanceof(Float64Array),
      outputBytes: z.instanceof(Float64Array),
      expectedMs: z.instanceof(Float32Array),
    }),
    /** Of the rows in `columns`; a changed row without one has none. */
    messages: z.array(
      z.strictObject({
        row: Row,
        kind: z.enum(['failure', 'note']),
        code: z.enum([...failureCodes, ...noteCodes]).nullable(),
        text: z.string(),
      }),
    ),
  }),
  rowsRemoved: z.strictObject({ rows: z.union([Rows, z.literal('all')]) }),
  importChanged: ImportState,
  planChanged: PlanState,
  batchChanged: BatchState,
  /** Some batch of the history is another now; whoever shows it asks again. */
  historyChanged: z.strictObject({ interrupted: Interrupted }),
  undoChanged: UndoState,
  settingsChanged: Settings,
  commandChosen: z.strictObject({ command: z.enum(appCommands) }),
  /** Something worth a word that nobody asked for. */
  noticeRaised: z.strictObject({
    code: z.enum([
      'settings-damaged',
      'settings-unwritable',
      'paths-added',
      /** The journal was not usable and was set aside; `detail` is where. */
      'journal-damaged',
      /** The journal is of a newer version of the app, and was set aside. */
      'journal-too-new',
      /** Nothing is kept; `detail` says why. */
      'journal-unavailable',
      /** The journal cannot be written at the moment; `detail` says why. */
      'journal-unwritable',
    ]),
    detail: z.string(),
  }),
} satisfies Record<EventName, z.ZodType>

export type InputOf<Name extends RequestName> = z.input<(typeof requests)[Name]['input']>
export type ParsedInputOf<Name extends RequestName> = z.output<(typeof requests)[Name]['input']>
export type OutputOf<Name extends RequestName> = z.output<(typeof requests)[Name]['output']>
export type EventOf<Name extends EventName> = z.output<(typeof events)[Name]>

/** What the preload puts on the page's `window`. */
export interface Bridge {
  readonly requests: { readonly [Name in RequestName]: (input: InputOf<Name>) => Promise<Answer<OutputOf<Name>>> }
  /** Calls `listener` at every event of this name; the returned function ends that. */
  readonly on: { readonly [Name in EventName]: (listener: (event: EventOf<Name>) => void) => () => void }
  /** The path of a dropped file or folder; empty where there is none. */
  pathForFile(file: unknown): string
}

/** What main answers with. */
export type RequestHandlers = {
  readonly [Name in RequestName]: (
    input: ParsedInputOf<Name>,
  ) => Answer<OutputOf<Name>> | Promise<Answer<OutputOf<Name>>>
}
