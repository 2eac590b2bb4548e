import { type BrowserWindow, Notification, powerSaveBlocker } from 'electron'
import type { Messages } from '../shared/messages/catalogue.ts'
import { type BatchPresence, createBatchPresence } from './batch-presence.ts'
import type { SettingsStore } from './settings-store.ts'

export interface ElectronPresenceOptions {
  readonly settings: SettingsStore
  window(): BrowserWindow | null
  messages(): Messages
  /** The person answers the notification. */
  onCalled(): void
}

/** How a batch shows on this very desktop. */
export function electronPresence({ settings, window, messages, onCalled }: ElectronPresenceOptions): BatchPresence {
  // The system forgets the click on a notification that was collected as garbage.
  let shown: Notification | null = null
  return createBatchPresence({
    setProgress: (fraction, mode) => {
      // A negative fraction takes the progress away.
      window()?.setProgressBar(mode === 'none' ? -1 : fraction, { mode })
    },
    keepAwake: () => {
      const id = powerSaveBlocker.start('prevent-app-suspension')
      return () => {
        powerSaveBlocker.stop(id)
      }
    },
    notify: (title, body) => {
      if (!Notification.isSupported()) return
      shown = new Notification({ title, body })
      shown.on('click', onCalled)
      shown.show()
    },
    isWindowFocused: () => window()?.isFocused() ?? false,
    wantsNotification: () => settings.current().notifyWhenDone,
    wantsAwake: () => settings.current().keepAwake,
    messages,
  })
}
