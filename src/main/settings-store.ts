import type { Clock } from '../shared/clock.ts'
import type { Settings } from '../shared/settings.ts'

/** The settings as they are now. Changes are kept in memory at once and saved after a pause. */
export interface SettingsStore {
  current(): Settings
  change(change: Partial<Omit<Settings, 'version'>>): void
  /** Calls `listener` after every change with the keys that were given; the returned function ends that. */
  onChange(listener: (settings: Settings, keys: readonly (keyof Settings)[]) => void): () => void
  /** Saves what has not been saved yet, and no more after that. */
  close(): Promise<void>
}

export interface SettingsStoreOptions {
  readonly initial: Settings
  readonly clock: Clock
  /** Rejects when the settings cannot be saved. */
  save(settings: Settings): Promise<void>
  /** Told once of a row of failures; the app goes on with what it has in memory. */
  onUnwritable(message: string): void
}

/** Changes within this time are saved together, in milliseconds: a window being dragged changes sixty times a second. */
export const savePauseMs = 500

export function createSettingsStore(options: SettingsStoreOptions): SettingsStore {
  const { clock, save, onUnwritable } = options
  const listeners = new Set<(settings: Settings, keys: readonly (keyof Settings)[]) => void>()
  let settings = options.initial
  let cancelTimer: (() => void) | null = null
  let isUnwritable = false
  let isClosed = false
  /** Saves follow each other, so that an older state never lands over a newer one. */
  let saving = Promise.resolve()

  const saveNow = (): Promise<void> => {
    cancelTimer?.()
    cancelTimer = null
    const state = settings
    saving = saving
      .then(() => save(state))
      .then(
        () => {
          isUnwritable = false
        },
        (error: unknown) => {
          if (!isUnwritable) onUnwritable(error instanceof Error ? error.message : String(error))
          isUnwritable = true
        },
      )
    return saving
  }

  return {
    current: () => settings,
    change: (change) => {
      settings = { ...settings, ...change }
      if (!isClosed) cancelTimer ??= clock.after(savePauseMs, () => void saveNow())
      for (const listener of listeners) listener(settings, Object.keys(change) as (keyof Settings)[])
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    close: async () => {
      isClosed = true
      await (cancelTimer === null ? saving : saveNow())
    },
  }
}
