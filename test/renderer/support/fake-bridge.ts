import type {
  Answer,
  AppStart,
  Bridge,
  EventOf,
  InputOf,
  OutputOf,
  RequestFailure,
} from '../../../src/shared/ipc-contract.ts'
import { type EventName, eventNames, type RequestName, requestNames } from '../../../src/shared/ipc-names.ts'
import { Recipe } from '../../../src/shared/recipe.ts'
import { Settings } from '../../../src/shared/settings.ts'
import { canResume, canUndo } from '../../../src/shared/history.ts'
import { FakeBatch } from './fake-batch.ts'
import { FakeHistory } from './fake-history.ts'
import { madeUpHome } from './made-up-rows.ts'

export interface FakeMainOptions {
  readonly seed?: number
  readonly platform?: AppStart['platform']
  readonly systemLanguage?: string
  /** Laid over the defaults. */
  readonly settings?: Partial<Settings>
  readonly cores?: number
  /** Batches of the past, how many of them were interrupted, and the pictures of a list that was. */
  readonly history?: number
  readonly interrupted?: number
  readonly lostRows?: number
  /** False: there is no journal, and what needs one is refused. */
  readonly isKeeping?: boolean
}

type Handlers = {
  readonly [Name in RequestName]: (input: InputOf<Name>) => Answer<OutputOf<Name>>
}

/** A main that is played: made-up files, a made-up run, and real answers to every request. */
export interface FakeMain {
  readonly bridge: Bridge
  readonly batch: FakeBatch
  readonly history: FakeHistory
  /** Every request so far, in order. */
  readonly asked: { readonly name: RequestName; readonly input: unknown }[]
  emit<Name extends EventName>(name: Name, event: EventOf<Name>): void
  /** The next request of this name is answered with this failure. */
  failNext(name: RequestName, failure: RequestFailure): void
  /** Answers of the dialogs that ask for a file; null is "cancelled". */
  chosenPath: string | null
  close(): void
}

/** Begins without rows; `batch` brings them and plays what happens to them. */
export function createFakeMain(options: FakeMainOptions = {}): FakeMain {
  const listeners = new Map<EventName, Set<(event: never) => void>>(eventNames.map((name) => [name, new Set()]))
  const asked: FakeMain['asked'] = []
  const failures = new Map<RequestName, RequestFailure>()
  let settings: Settings = { ...Settings.parse({}), ...options.settings }

  const emit: FakeMain['emit'] = (name, event) => {
    for (const listener of listeners.get(name) ?? []) (listener as (told: typeof event) => void)(event)
  }
  const changeSettings = (change: Partial<Settings>): void => {
    settings = { ...settings, ...change }
    emit('settingsChanged', settings)
  }
  const isKeeping = options.isKeeping ?? true
  const history = new FakeHistory({
    emit,
    count: isKeeping ? (options.history ?? 0) : 0,
    interrupted: options.interrupted ?? 0,
    lostRows: options.lostRows ?? 0,
  })
  const batch = new FakeBatch({
    emit,
    seed: options.seed ?? 1,
    recipe: settings.recipe,
    slots: options.cores ?? 4,
    record: isKeeping
      ? (id, recipe, state) => {
          history.record(id, recipe, state)
        }
      : null,
  })
  const noBatch = refuse('no-such-batch', 'This batch is not in the history any more.')

  const handlers: Handlers = {
    attachWindow: () => {
      batch.tellAnew()
      return succeed({
        version: '1.0.0',
        platform: options.platform ?? 'linux',
        systemLanguage: options.systemLanguage ?? 'en-GB',
        homeFolder: madeUpHome,
        cores: options.cores ?? 4,
        memoryBytes: 16 * 1024 ** 3,
        settings,
        import: batch.importState(),
        plan: batch.planState(),
        batch: batch.batchState(),
        undo: history.undo,
        interrupted: history.interrupted(),
        isKeeping,
      })
    },
    addPaths: ({ paths }) => {
      batch.import(paths.length * 40)
      return nothing
    },
    chooseSources: () => {
      if (fake.chosenPath === null) return succeed({ chosen: 0 })
      batch.import(120)
      return succeed({ chosen: 120 })
    },
    cancelImport: () => {
      batch.stopImport()
      return nothing
    },
    removeRows: ({ rows }) => {
      if (batch.isRunning) return refuse('not-now', 'Rows cannot be removed while a batch runs.')
      batch.remove(rows)
      return nothing
    },
    describeRow: ({ row }) => {
      const details = batch.describe(row)
      return details === null ? refuse('no-such-row', 'This row is gone.') : succeed(details)
    },
    setRecipe: ({ recipe }) => {
      const parsed = Recipe.parse(recipe)
      settings = { ...settings, recipe: parsed }
      const problems = batch.setRecipe(parsed)
      return succeed({ recipe: parsed, problems })
    },
    chooseDestination: () => succeed({ path: fake.chosenPath }),
    listPlan: ({ filter, offset, limit }) => succeed(batch.listPlan(filter, offset, limit)),
    setReplace: ({ mode }) => {
      if (mode !== null && !isKeeping) return refuse('no-journal', 'No journal can be kept.')
      batch.setReplace(mode)
      return nothing
    },
    startBatch: ({ scope, isReplaceConfirmed }) => {
      if (batch.isRunning) return refuse('not-now', 'A batch runs already.')
      if (batch.replace !== null && isReplaceConfirmed !== true) {
        return refuse('not-confirmed', 'Originals would be replaced, and that has to be confirmed first.')
      }
      return succeed({ total: batch.start(scope) })
    },
    pauseBatch: () => {
      batch.pause()
      return nothing
    },
    resumeBatch: () => {
      batch.resume()
      return nothing
    },
    cancelBatch: ({ how }) => {
      batch.cancel(how)
      return nothing
    },
    compareRow: ({ row }) => {
      const made = batch.rows[row]
      if (made === undefined || made.isRemoved) return refuse('no-such-row', 'This row is gone.')
      if (made.fate === 'damaged') return refuse('not-usable', 'The picture is damaged: its data ends too early.')
      return succeed({
        beforeUrl: `previews/${String(row)}-before`,
        afterUrl: `previews/${String(row)}-after`,
        format: 'jpeg',
        quality: 82,
        sourceWidth: made.width,
        sourceHeight: made.height,
        width: made.targetWidth,
        height: made.targetHeight,
        sourceBytes: made.sourceBytes,
        outputBytes: Math.round(made.estimatedBytes * 0.93),
        losses: made.fate === 'lossy' ? [{ code: 'depth-reduced', message: '16 bits per channel become 8.' }] : [],
        warnings: [],
        elapsedMs: 412,
      })
    },
    chooseProofRows: () => succeed({ rows: batch.proofRows() }),
    savePreset: ({ name, recipe }) => {
      const parsed = Recipe.parse(recipe)
      const id =
        settings.presets.find((preset) => preset.name === name)?.id ?? `preset-${String(settings.presets.length + 1)}`
      const others = settings.presets.filter((preset) => preset.id !== id)
      changeSettings({ presets: [...others, { id, name, recipe: parsed }] })
      return succeed({ id })
    },
    renamePreset: ({ id, name }) => {
      changeSettings({ presets: settings.presets.map((preset) => (preset.id === id ? { ...preset, name } : preset)) })
      return nothing
    },
    deletePreset: ({ id }) => {
      changeSettings({ presets: settings.presets.filter((preset) => preset.id !== id) })
      return nothing
    },
    importRecipe: () =>
      succeed(fake.chosenPath === null ? null : { name: 'From a file', recipe: Recipe.parse({ onExisting: 'skip' }) }),
    exportRecipe: () => succeed({ path: fake.chosenPath }),
    copyAsCommand: () => succeed({ command: 'batchfit run --longest-side 1920 .' }),
    copyText: () => nothing,
    exportReport: ({ kind }) =>
      succeed({ path: fake.chosenPath === null ? null : `${fake.chosenPath}/report.${kind}` }),
    continueBatch: ({ id }) => {
      const found = history.find(id)
      if (found === undefined) return noBatch
      if (batch.isRunning) return refuse('not-now', 'A batch runs already.')
      if (!canResume(found.state)) return refuse('busy-elsewhere', 'Another Batchfit works on this batch.')
      const left = found.total - found.done - found.skipped - found.failed
      settings = { ...settings, recipe: found.recipe }
      batch.setRecipe(found.recipe)
      batch.importAtOnce(left)
      batch.start('waiting', id)
      return succeed({ total: left })
    },
    dismissBatch: ({ id }) => {
      const found = history.find(id)
      if (found === undefined) return noBatch
      history.dismiss(found)
      return nothing
    },
    restoreList: () => {
      const total = history.lostRows
      batch.import(total)
      history.dropList()
      return succeed({ total })
    },
    dropList: () => {
      history.dropList()
      return nothing
    },
    listHistory: (input) => succeed(history.list(input)),
    listHistoryFiles: (input) => (history.find(input.id) === undefined ? noBatch : succeed(history.listFiles(input))),
    repeatBatch: ({ id }) => {
      const found = history.find(id)
      if (found === undefined) return noBatch
      batch.import(found.total)
      return succeed({ recipe: found.recipe, total: found.total })
    },
    undoBatch: ({ id }) => {
      const found = history.find(id)
      if (found === undefined) return noBatch
      if (!canUndo(found.state)) return refuse('busy-elsewhere', 'Another Batchfit works on this batch.')
      history.startUndo(found)
      return nothing
    },
    stopUndo: () => {
      history.stopUndo()
      return nothing
    },
    forgetBatch: ({ id }) => {
      if (history.find(id) === undefined) return noBatch
      history.forget(id)
      return nothing
    },
    exportHistoryReport: ({ id, kind }) =>
      succeed({ path: fake.chosenPath === null ? null : `${fake.chosenPath}/${id}.${kind}` }),
    reportBattery: () => nothing,
    openPath: () => nothing,
    revealPath: () => nothing,
    updateSettings: ({ change }) => {
      const given = Object.entries(change).filter(([, value]) => value !== undefined)
      changeSettings(Object.fromEntries(given))
      return nothing
    },
  }

  const request = (name: RequestName) => async (input: unknown) => {
    asked.push({ name, input })
    // As far away as a real main is: never in the same task.
    await new Promise((resolve) => setTimeout(resolve, 0))
    const failure = failures.get(name)
    failures.delete(name)
    if (failure !== undefined) return { ok: false, failure }
    return (handlers[name] as (given: unknown) => unknown)(input)
  }
  const bridge = {
    requests: Object.fromEntries(requestNames.map((name) => [name, request(name)])),
    on: Object.fromEntries(
      eventNames.map((name) => [
        name,
        (listener: (event: never) => void) => {
          listeners.get(name)?.add(listener)
          return () => listeners.get(name)?.delete(listener)
        },
      ]),
    ),
    pathForFile: (file: unknown) => `${madeUpHome}/Pictures/${(file as { readonly name: string }).name}`,
  } as unknown as Bridge

  const fake: FakeMain = {
    bridge,
    batch,
    history,
    asked,
    emit,
    failNext: (name, failure) => failures.set(name, failure),
    chosenPath: `${madeUpHome}/Pictures/out`,
    close: () => {
      batch.close()
      history.close()
    },
  }
  return fake
}

const nothing: Answer<Record<string, never>> = { ok: true, value: {} }

function succeed<Value>(value: Value): Answer<Value> {
  return { ok: true, value }
}

function refuse(
  code: RequestFailure['code'],
  message: string,
): { readonly ok: false; readonly failure: RequestFailure } {
  return { ok: false, failure: { code, message } }
}
