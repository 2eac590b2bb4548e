import { app, type BrowserWindow, shell } from 'electron'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { thisBinSystem } from '../batch/bin-system.ts'
import { systemDisk } from '../batch/disk.ts'
import { createFindInBin } from '../batch/find-in-bin.ts'
import { newFileMode } from '../batch/new-file-mode.ts'
import { sweepTemps } from '../batch/sweep-temps.ts'
import { createThumbnails, type Thumbnails } from '../batch/thumbnails.ts'
import { createWorklist, type Worklist } from '../batch/worklist.ts'
import { processClock } from '../pool/process-clock.ts'
import type { Clock } from '../shared/clock.ts'
import type { BatchState } from '../shared/ipc-contract.ts'
import { chooseLanguage, type Messages, messagesFor } from '../shared/messages/catalogue.ts'
import type { Store } from '../store/store.ts'
import { createPools, type Pools } from './create-pools.ts'
import { electronPower } from './electron-power.ts'
import { electronRuntime } from './electron-runtime.ts'
import { createHistoryNews, type HistoryNews } from './history-news.ts'
import { type Machine, thisMachine } from './machine.ts'
import { createNoticeQueue, type NoticeQueue } from './notice-queue.ts'
import { openJournal } from './open-journal.ts'
import { openSettings } from './open-settings.ts'
import type { PowerHolds, PowerHoldsOptions } from './power-holds.ts'
import { eventSender, type SendEvent } from './send-events.ts'
import type { SettingsStore } from './settings-store.ts'
import { createUndoDesk, type UndoDesk } from './undo-desk.ts'

/** Everything of the app that works without a window. */
export interface Core {
  readonly clock: Clock
  readonly machine: Machine
  readonly settings: SettingsStore
  /** The journal; kept open until everything that writes to it is over. */
  readonly store: Store
  readonly pools: Pools
  readonly worklist: Worklist
  readonly thumbnails: Thumbnails
  readonly news: HistoryNews
  readonly undo: UndoDesk
  readonly power: PowerHolds
  readonly notices: NoticeQueue
  /** To the window, while there is one. */
  readonly send: SendEvent
  /** The one window; null before it opens and once the app ends. */
  readonly shown: { window: BrowserWindow | null }
  readonly randomHex: () => string
  /** In the language that the person has chosen. */
  messages(): Messages
  /** Calls `listener` at every change of the batch. */
  onBatch(listener: (batch: BatchState) => void): void
}

const maxThumbnailBytes = 256 * 1024 ** 2

/** The bundles that run outside of this one; absolute. */
export interface BundlePaths {
  /** What children run. */
  readonly workerPath: string
  /** What the journal's thread runs. */
  readonly storeThreadPath: string
}

/** After `ready` only. */
export async function composeCore(bundles: BundlePaths, log: (line: string) => void): Promise<Core> {
  const clock = processClock()
  const folder = app.getPath('userData')
  const machine = thisMachine(app.getPreferredSystemLanguages()[0] ?? 'en', app.getPath('home'))
  const shown: Core['shown'] = { window: null }
  const send = eventSender(() => shown.window)
  const notices = createNoticeQueue(send)
  const [settings, store] = await Promise.all([
    openSettings({ folder, clock, now: () => new Date(), raise: notices.raise }),
    openJournal({ folder, threadPath: bundles.storeThreadPath, clock, raise: notices.raise }),
  ])
  const pools = createPools(electronRuntime(bundles.workerPath), clock, settings.current)
  const randomHex = (): string => randomBytes(4).toString('hex')
  const batchListeners: ((batch: BatchState) => void)[] = []
  const onBatch: Core['onBatch'] = (listener) => {
    batchListeners.push(listener)
  }
  const parts = { clock, folder, settings, store, pools, randomHex, send, log }
  const worklist = composeWorklist(parts, (batch) => {
    for (const tell of batchListeners) tell(batch)
  })
  const { news, undo } = composeHistory(parts)
  onBatch(news.batchChanged)
  const onHold: PowerHoldsOptions['onHold'] = (reason, isHeld) => {
    worklist.hold(reason, isHeld)
  }
  return {
    ...{ clock, machine, settings, store, pools, worklist, news, undo, notices, send, shown, randomHex, onBatch },
    power: electronPower({ clock, settings, onHold }),
    thumbnails: createThumbnails({
      pool: pools.light,
      folder: join(folder, 'thumbnails'),
      maxFolderBytes: maxThumbnailBytes,
    }),
    messages: () => messagesFor(chooseLanguage(settings.current().language, machine.systemLanguage)),
  }
}

type Parts = Pick<Core, 'clock' | 'settings' | 'store' | 'pools' | 'randomHex' | 'send'> & {
  /** Of the app's data, absolute. */
  readonly folder: string
  log(line: string): void
}

function composeWorklist(parts: Parts, onBatch: (batch: BatchState) => void): Worklist {
  const { clock, folder, settings, store, pools, randomHex, send } = parts
  return createWorklist({
    ...{ clock, store, randomHex },
    lightPool: pools.light,
    createBatchPool: pools.createBatchPool,
    nowMs: () => Date.now(),
    recipe: settings.current().recipe,
    deadlineMs: () => settings.current().deadlineMs,
    fileMode: newFileMode(),
    disk: systemDisk,
    binSystem: thisBinSystem(),
    bin: { put: (path) => shell.trashItem(path) },
    previewFolder: join(folder, 'previews'),
    send: (name, event) => {
      send(name, event)
      if (name === 'batchChanged') onBatch(event as BatchState)
    },
  })
}

function composeHistory(parts: Parts): Pick<Core, 'news' | 'undo'> {
  const { clock, settings, store, pools, send, log } = parts
  const news = createHistoryNews({ store, clock, send, log })
  const undo = createUndoDesk({
    ...{ store, clock, log },
    createFindInBin: () => createFindInBin(thisBinSystem()),
    createPool: pools.createUndoPool,
    deadlineMs: () => settings.current().deadlineMs,
    sweep: ({ id }) => sweepTemps(store, id),
    onChange: (state) => {
      send('undoChanged', state)
    },
    onHistory: news.changed,
  })
  return { news, undo }
}
