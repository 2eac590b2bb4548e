import { availableParallelism } from 'node:os'
import { usableMemoryBytes } from '../pool/machine-pool.ts'
import type { AppStart } from '../shared/ipc-contract.ts'

declare const __BATCHFIT_VERSION__: string

/** What the window is told of the app and the machine; it never changes while the app runs. */
export type Machine = Pick<AppStart, 'version' | 'platform' | 'systemLanguage' | 'homeFolder' | 'cores' | 'memoryBytes'>

export function thisMachine(systemLanguage: string, homeFolder: string): Machine {
  return {
    version: __BATCHFIT_VERSION__,
    platform: platformName(process.platform),
    systemLanguage,
    homeFolder,
    cores: availableParallelism(),
    memoryBytes: usableMemoryBytes(),
  }
}

/** Every other system is treated as Linux is. */
export function platformName(platform: string): Machine['platform'] {
  if (platform === 'darwin') return 'mac'
  return platform === 'win32' ? 'windows' : 'linux'
}
