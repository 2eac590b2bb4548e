import { join } from 'node:path'
import type { Clock } from '../shared/clock.ts'
import type { NoticeQueue } from './notice-queue.ts'
import { loadSettings, saveSettings } from './settings-file.ts'
import { createSettingsStore, type SettingsStore } from './settings-store.ts'

export interface OpenSettingsOptions {
  /** Absolute; made when missing. */
  readonly folder: string
  readonly clock: Clock
  now(): Date
  readonly raise: NoticeQueue['raise']
}

/** The settings of earlier launches; what is wrong with them becomes a notice, never an error. */
export async function openSettings({ folder, clock, now, raise }: OpenSettingsOptions): Promise<SettingsStore> {
  const path = join(folder, 'settings.json')
  const { settings, damage } = await loadSettings(path, stampOf(now()))
  const store = createSettingsStore({
    initial: settings,
    clock,
    save: (current) => saveSettings(path, current),
    onUnwritable: (message) => {
      raise({ code: 'settings-unwritable', detail: message })
    },
  })
  if (damage !== null) {
    raise({ code: 'settings-damaged', detail: damage.setAsidePath ?? path })
    // What was saved from the damaged file is in no file any more.
    store.change({})
  }
  return store
}

/** `20261124-230245`, of the time where the file is. */
function stampOf(date: Date): string {
  return date.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
}
