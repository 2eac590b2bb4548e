import { join } from 'node:path'
import type { Worklist } from '../batch/worklist.ts'
import type { Answer, AppStart, OutputOf, RequestHandlers } from '../shared/ipc-contract.ts'
import type { Store } from '../store/store.ts'
import { answered, nothing, refused } from './answers.ts'
import type { AppDialogs } from './app-dialogs.ts'
import type { HistoryNews } from './history-news.ts'
import { historyRequests } from './history-requests.ts'
import { localDate } from './local-date.ts'
import { pathRequests } from './path-requests.ts'
import type { PowerHolds } from './power-holds.ts'
import { presetRequests } from './preset-requests.ts'
import { recipeRequests } from './recipe-requests.ts'
import { resumeRequests } from './resume-requests.ts'
import type { SettingsStore } from './settings-store.ts'
import type { UndoDesk } from './undo-desk.ts'
import { worklistRequests } from './worklist-requests.ts'

export interface RequestHandlersOptions {
  readonly worklist: Worklist
  readonly store: Store
  readonly undo: UndoDesk
  readonly news: HistoryNews
  readonly power: PowerHolds
  readonly settings: SettingsStore
  readonly dialogs: AppDialogs
  /** What never changes while the app runs. */
  readonly machine: Pick<AppStart, 'version' | 'platform' | 'systemLanguage' | 'homeFolder' | 'cores' | 'memoryBytes'>
  /** Where a report is suggested when the batch wrote to no folder. */
  readonly documentsFolder: string
  readonly randomHex: () => string
  today(): Date
  /** Rejects where the clipboard cannot be had. */
  copy(text: string): Promise<void>
  /** Resolves to what went wrong; empty where nothing did. */
  open(path: string): Promise<string>
  reveal(path: string): void
  /** The page has begun, and hears events from now on. */
  onAttached(): void
}

/** What main answers every request of the contract with. */
export function createRequestHandlers(options: RequestHandlersOptions): RequestHandlers {
  const { worklist, settings, dialogs, machine, copy, store, undo, news, power, documentsFolder } = options
  const ownFiles = new Set<string>()
  const onWritten = (path: string): void => {
    ownFiles.add(path)
  }
  const listed = new Set<string>()
  const { platform } = machine
  return {
    attachWindow: () => attach(options),
    chooseSources: async ({ kind }) => {
      const paths = await (kind === 'files' ? dialogs.chooseFiles() : dialogs.chooseFolders())
      if (paths.length > 0) worklist.add(paths)
      return answered({ chosen: paths.length })
    },
    chooseDestination: async () => {
      const { destination } = worklist.recipe()
      return answered({
        path: await dialogs.chooseDestination(destination.kind === 'folder' ? destination.path : null),
      })
    },
    copyText: async ({ text }) => {
      await copy(text)
      return nothing
    },
    exportReport: ({ kind }) => exportReport(options, kind, onWritten),
    updateSettings: ({ change }) => {
      settings.change(withoutGaps(change))
      return nothing
    },
    reportBattery: (battery) => {
      power.batteryChanged(battery)
      return nothing
    },
    ...worklistRequests(worklist, settings, power),
    ...resumeRequests({ worklist, settings, news }),
    ...historyRequests({
      ...{ store, undo, dialogs, news, documentsFolder, onWritten },
      onListed: (path) => {
        listed.add(path)
      },
    }),
    ...presetRequests(settings, options.randomHex),
    ...recipeRequests({ dialogs, platform, copy, onWritten, replace: () => worklist.state().plan.replace }),
    ...pathRequests({
      isKnownPath: (path) => worklist.isKnownPath(path) || listed.has(path),
      platform,
      isOwnFile: (path) => ownFiles.has(path),
      open: options.open,
      reveal: options.reveal,
    }),
  }
}

async function attach(options: RequestHandlersOptions): Promise<Answer<AppStart>> {
  const { worklist, settings, machine, store, undo, news } = options
  const interrupted = await news.interrupted()
  worklist.attach()
  options.onAttached()
  return answered({
    ...machine,
    settings: settings.current(),
    ...worklist.state(),
    undo: undo.state(),
    interrupted,
    isKeeping: store.isKeeping,
  })
}

async function exportReport(
  options: RequestHandlersOptions,
  kind: 'csv' | 'json',
  onWritten: (path: string) => void,
): Promise<Answer<OutputOf<'exportReport'>>> {
  const { worklist, dialogs, documentsFolder } = options
  const { batch, plan } = worklist.state()
  if (batch.phase === 'idle') return refused('not-now', 'There is no batch to report on yet.')
  const suggested = join(plan.folder ?? documentsFolder, `batchfit-report-${localDate(options.today())}.${kind}`)
  const path = await dialogs.chooseReportTarget(kind, suggested)
  if (path === null) return answered({ path: null })
  const saved = await worklist.saveReport(path, kind)
  if (!saved.ok) return saved
  onWritten(path)
  return answered({ path })
}

/** A key that is there without a value changes nothing. */
function withoutGaps<Change extends object>(
  change: Change,
): { [Key in keyof Change]: Exclude<Change[Key], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Change]: Exclude<Change[Key], undefined>
  }
}
