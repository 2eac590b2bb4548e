import { maxPresets, Preset, Settings } from '../shared/settings.ts'

/** What could be read of a settings document. */
export interface Salvage {
  readonly settings: Settings
  /** Whether anything of it was not usable; what is missing is no damage, it has a default. */
  readonly isDamaged: boolean
}

/** One step per version: takes a document of version `index + 1` and gives one of the next. None yet. */
type Migration = (document: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
const migrations: readonly Migration[] = []

/**
 * Reads a settings document key by key: one bad preset or key must not lose the rest. Null when it is no settings
 * document at all, or one of a newer version, whose keys may mean something else.
 */
export function salvageSettings(document: unknown): Salvage | null {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return null
  const current = migrate(document as Readonly<Record<string, unknown>>)
  if (current === null) return null
  const kept: Record<string, unknown> = {}
  let isDamaged = false
  for (const [key, value] of Object.entries(current)) {
    const usable = usableValue(key, value)
    if (usable === null) isDamaged = true
    else {
      kept[key] = usable.value
      isDamaged ||= usable.isPartly
    }
  }
  return { settings: Settings.parse(kept), isDamaged }
}

function migrate(document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | null {
  const version = document['version'] ?? 1
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return null
  if (version > migrations.length + 1) return null
  return migrations.slice(version - 1).reduce((older, step) => step(older), document)
}

/** The value of a key as the schema understands it, null when it does not. */
function usableValue(key: string, value: unknown): { readonly value: unknown; readonly isPartly: boolean } | null {
  if (key === 'presets') return usablePresets(value)
  if (!Object.hasOwn(Settings.shape, key)) return null
  const parsed = Settings.shape[key as keyof typeof Settings.shape].safeParse(value)
  return parsed.success ? { value: parsed.data, isPartly: false } : null
}

function usablePresets(value: unknown): { readonly value: readonly Preset[]; readonly isPartly: boolean } | null {
  if (!Array.isArray(value)) return null
  const ids = new Set<string>()
  const presets = value.flatMap((entry: unknown) => {
    const parsed = Preset.safeParse(entry)
    if (!parsed.success || ids.has(parsed.data.id)) return []
    ids.add(parsed.data.id)
    return [parsed.data]
  })
  const kept = presets.slice(0, maxPresets)
  return { value: kept, isPartly: kept.length < value.length }
}
