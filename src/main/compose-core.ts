import { app, type BrowserWindow } from 'electron'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { newFileMode } from '../batch/new-file-mode.ts'
import { createThumbnails, type Thumbnails } from '../batch/thumbnails.ts'
import { createWorklist, type Worklist } from '../batch/worklist.ts'
import { processClock } from '../pool/process-clock.ts'
import type { Clock } from '../shared/clock.ts'
import type { BatchState } from '../shared/ipc-contract.ts'
import { chooseLanguage, type Messages, messagesFor } from '../shared/messages/catalogue.ts'
import { createPools, type Pools } from './create-pools.ts'
import { electronRuntime } from './electron-runtime.ts'
import { type Machine, thisMachine } from './machine.ts'
import { createNoticeQueue, type NoticeQueue } from './notice-queue.ts'
import { openSettings } from './open-settings.ts'
import { eventSender, type SendEvent } from './send-events.ts'
import type { SettingsStore } from './settings-store.ts'

/** Everything of the app that works without a window. */
export interface Core {
  readonly clock: Clock
  readonly machine: Machine
  readonly settings: SettingsStore
  readonly pools: Pools
  readonly worklist: Worklist
  readonly thumbnails: Thumbnails
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

/** After `ready` only; `workerPath` is the bundle that children run. */
export async function composeCore(workerPath: string): Promise<Core> {
  const clock = processClock()
  const folder = app.getPath('userData')
  const machine = thisMachine(app.getPreferredSystemLanguages()[0] ?? 'en', app.getPath('home'))
  const shown: Core['shown'] = { window: null }
  const send = eventSender(() => shown.window)
  const notices = createNoticeQueue(send)
  const settings = await openSettings({ folder, clock, now: () => new Date(), raise: notices.raise })
  const pools = createPools(electronRuntime(workerPath), clock, settings.current)
  const randomHex = (): string => randomBytes(4).toString('hex')
  const batchListeners: ((batch: BatchState) => void)[] = []
  const worklist = createWorklist({
    lightPool: pools.light,
    createBatchPool: pools.createBatchPool,
    clock,
    recipe: settings.current().recipe,
    deadlineMs: () => settings.current().deadlineMs,
    fileMode: newFileMode(),
    randomHex,
    previewFolder: join(folder, 'previews'),
    send: (name, event) => {
      send(name, event)
      if (name === 'batchChanged') for (const tell of batchListeners) tell(event as BatchState)
    },
  })
  const thumbnails = createThumbnails({
    pool: pools.light,
    folder: join(folder, 'thumbnails'),
    maxFolderBytes: maxThumbnailBytes,
  })
  return {
    clock,
    machine,
    settings,
    pools,
    worklist,
    thumbnails,
    notices,
    send,
    shown,
    randomHex,
    messages: () => messagesFor(chooseLanguage(settings.current().language, machine.systemLanguage)),
    onBatch: (listener) => {
      batchListeners.push(listener)
    },
  }
}
