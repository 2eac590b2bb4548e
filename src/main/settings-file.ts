import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import { Settings } from '../shared/settings.ts'
import { salvageSettings } from './salvage-settings.ts'
import { writeFileWhole } from './write-file-whole.ts'

/** What was found where the settings are kept. */
export interface LoadedSettings {
  readonly settings: Settings
  /** The file was damaged, wholly or in part, or of a newer version; null when it was fine or not there. */
  readonly damage: SettingsDamage | null
}

export interface SettingsDamage {
  /** Where the damaged file was put; null when it could not be moved. */
  readonly setAsidePath: string | null
}

/**
 * Reads the settings, never rejects: what cannot be read is set aside under another name, so that nothing of it is
 * lost, and defaults take its place. `stamp` names the file that is set aside.
 */
export async function loadSettings(path: string, stamp: string): Promise<LoadedSettings> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { settings: Settings.parse({}), damage: null }
    return { settings: Settings.parse({}), damage: await setAside(path, stamp) }
  }
  const salvage = salvageSettings(parseJson(text))
  if (salvage === null) return { settings: Settings.parse({}), damage: await setAside(path, stamp) }
  return { settings: salvage.settings, damage: salvage.isDamaged ? await setAside(path, stamp) : null }
}

/** Undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}

async function setAside(path: string, stamp: string): Promise<SettingsDamage> {
  const { dir, name, ext } = parse(path)
  const setAsidePath = join(dir, `${name}.damaged-${stamp}${ext}`)
  try {
    await rename(path, setAsidePath)
    return { setAsidePath }
  } catch {
    return { setAsidePath: null }
  }
}

/** Writes the settings whole or not at all; rejects where the folder cannot be written to. */
export async function saveSettings(path: string, settings: Settings): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFileWhole(path, `${JSON.stringify(settings, null, 2)}\n`)
}
