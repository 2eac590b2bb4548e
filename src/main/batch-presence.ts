import type { HoldReason } from '../shared/history.ts'
import type { BatchState } from '../shared/ipc-contract.ts'
import type { Messages } from '../shared/messages/catalogue.ts'

/** How a batch shows outside of the window: on the taskbar or dock, in the power settings, as a notification. */
export interface BatchPresence {
  /** Told of every change of the batch. */
  batchChanged(batch: BatchState): void
  /** The person looks at the window: what stayed on the taskbar to call them goes. */
  windowFocused(): void
  /** Ends what is still shown. */
  close(): void
}

export type ProgressMode = 'none' | 'normal' | 'paused' | 'error'

export interface BatchPresenceOptions {
  setProgress(fraction: number, mode: ProgressMode): void
  /** Keeps the machine from sleeping; the returned function ends that. */
  keepAwake(): () => void
  notify(title: string, body: string): void
  isWindowFocused(): boolean
  wantsNotification(): boolean
  wantsAwake(): boolean
  messages(): Messages
}

/** The taskbar is told in steps of this part of the whole. */
const progressStep = 0.01

export function createBatchPresence(options: BatchPresenceOptions): BatchPresence {
  let shown = 'none 0'
  let release: (() => void) | null = null
  let wasActive = false
  /** Holds that the person was told of, or saw, as long as they last. */
  let known: ReadonlySet<HoldReason> = new Set()
  const show = (fraction: number, mode: ProgressMode): void => {
    const step = `${mode} ${String(Math.floor(fraction / progressStep))}`
    if (step !== shown) options.setProgress(fraction, mode)
    shown = step
  }
  const endAwake = (): void => {
    release?.()
    release = null
  }
  return {
    batchChanged: (batch) => {
      const isActive = batch.phase !== 'idle' && batch.phase !== 'ended'
      const { fraction, mode } = progressOf(batch)
      // A batch that broke off stays on the taskbar until somebody looks.
      if (!isActive && options.isWindowFocused()) show(0, 'none')
      else show(fraction, mode)

      // A batch that is paused may wait for days.
      if (!isActive || batch.phase === 'paused' || !options.wantsAwake()) endAwake()
      else release ??= options.keepAwake()

      if (wasActive && batch.phase === 'ended' && options.wantsNotification() && !isKnownAlready(batch, options)) {
        options.notify(...notificationOf(batch, options.messages()))
      }
      wasActive = isActive

      const news = batch.holds.filter(({ reason }) => !known.has(reason))
      known = new Set(batch.holds.map(({ reason }) => reason))
      const words = heldWords(news, batch, options.messages())
      if (words !== null && options.wantsNotification() && !options.isWindowFocused()) options.notify(...words)
    },
    windowFocused: () => {
      if (!wasActive) show(0, 'none')
    },
    close: () => {
      endAwake()
      show(0, 'none')
    },
  }
}

/** Who has just cancelled a batch in front of them need not be told. */
function isKnownAlready(batch: BatchState, options: BatchPresenceOptions): boolean {
  return batch.cancelled && options.isWindowFocused()
}

function progressOf(batch: BatchState): { readonly fraction: number; readonly mode: ProgressMode } {
  switch (batch.phase) {
    case 'idle':
      return { fraction: 0, mode: 'none' }
    case 'ended':
      return batch.stopped === null ? { fraction: 0, mode: 'none' } : { fraction: batch.fraction, mode: 'error' }
    case 'pausing':
    case 'paused':
      return { fraction: batch.fraction, mode: 'paused' }
    case 'running':
    case 'cancelling':
      return { fraction: batch.fraction, mode: batch.stopped === null ? 'normal' : 'error' }
  }
}

/** Of what somebody has to do something about: room, or a cable. Null where there is nothing of the kind. */
function heldWords(
  holds: BatchState['holds'],
  { total, done, skipped, failed }: BatchState,
  { native: { held } }: Messages,
): [title: string, body: string] | null {
  const left = total - done - skipped - failed
  for (const { reason } of holds) {
    if (reason === 'disk-full') return [held.title, held.diskFull(left)]
    if (reason === 'volume-gone') return [held.title, held.volumeGone(left)]
  }
  return null
}

function notificationOf(batch: BatchState, { native, reasons }: Messages): [title: string, body: string] {
  const { done } = native
  const body = done.body(batch.done, batch.skipped, batch.failed)
  if (batch.stopped !== null) return [done.titleStopped, `${reasons.failures[batch.stopped.code].sentence}\n${body}`]
  if (batch.cancelled) return [done.titleCancelled, body]
  return [batch.failed > 0 ? done.titleFailed : done.title, body]
}
