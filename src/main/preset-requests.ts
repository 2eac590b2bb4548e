import type { Answer, RequestHandlers } from '../shared/ipc-contract.ts'
import { answered, nothing, refused } from './answers.ts'
import { deletePreset, type PresetChange, renamePreset, savePreset } from './presets.ts'
import type { SettingsStore } from './settings-store.ts'

type PresetRequest = 'savePreset' | 'renamePreset' | 'deletePreset'

/** Requests about presets, which live in the settings. */
export function presetRequests(settings: SettingsStore, randomHex: () => string): Pick<RequestHandlers, PresetRequest> {
  const apply = (change: PresetChange): Answer<{ id: string }> => {
    if (!change.ok) return refused('not-usable', change.message)
    settings.change({ presets: [...change.presets] })
    return answered({ id: change.id })
  }
  const applyQuietly = (change: PresetChange): Answer<Record<string, never>> => {
    const answer = apply(change)
    return answer.ok ? nothing : answer
  }
  const presets = () => settings.current().presets
  return {
    savePreset: (input) => apply(savePreset(presets(), input, randomHex)),
    renamePreset: ({ id, name }) => applyQuietly(renamePreset(presets(), id, name)),
    deletePreset: ({ id }) => applyQuietly(deletePreset(presets(), id)),
  }
}
