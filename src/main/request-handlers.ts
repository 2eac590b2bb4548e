import { join } from 'node:path'
import type { Worklist } from '../batch/worklist.ts'
import type { Answer, AppStart, OutputOf, RequestHandlers } from '../shared/ipc-contract.ts'
import { answered, nothing, refused } from './answers.ts'
import type { AppDialogs } from './app-dialogs.ts'
import { pathRequests } from './path-requests.ts'
import { presetRequests } from './preset-requests.ts'
import { recipeRequests } from './recipe-requests.ts'
import type { SettingsStore } from './settings-store.ts'
import { worklistRequests } from './worklist-requests.ts'

export interface RequestHandlersOptions {
  readonly worklist: Worklist
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
  const { worklist, settings, dialogs, machine, copy } = options
  const ownFiles = new Set<string>()
  const onWritten = (path: string): void => {
    ownFiles.add(path)
  }
  const { platform } = machine
  return {
    attachWindow: () => {
      worklist.attach()
      options.onAttached()
      return answered({ ...machine, settings: settings.current(), ...worklist.state() })
    },
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
    ...worklistRequests(worklist, settings),
    ...presetRequests(settings, options.randomHex),
    ...recipeRequests({ dialogs, platform, copy, onWritten }),
    ...pathRequests({
      worklist,
      platform,
      isOwnFile: (path) => ownFiles.has(path),
      open: options.open,
      reveal: options.reveal,
    }),
  }
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

/** `YYYY-MM-DD` where the person is. */
function localDate(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** A key that is there without a value changes nothing. */
function withoutGaps<Change extends object>(
  change: Change,
): { [Key in keyof Change]: Exclude<Change[Key], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Change]: Exclude<Change[Key], undefined>
  }
}
