import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

const appName = 'Batchfit'

/**
 * Where the journal is, absolute: BATCHFIT_HOME, else where Electron keeps the data of an app of this name on this system, so
 * that window and command line share one.
 */
export function stateFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const own = environment['BATCHFIT_HOME'] ?? ''
  if (own !== '') return resolve(own)
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', appName)
    case 'win32':
      return join(given(environment['APPDATA']) ?? join(home, 'AppData', 'Roaming'), appName)
    default:
      return resolve(given(environment['XDG_CONFIG_HOME']) ?? join(home, '.config'), appName)
  }
}

/** An empty variable counts as none, as it does for Electron. */
function given(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value
}
