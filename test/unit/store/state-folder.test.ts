import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stateFolder } from '../../../src/store/state-folder.ts'

const home = resolve('/home/person')

describe('stateFolder', () => {
  it('is where Electron keeps the data of an app of this name', () => {
    expect(stateFolder({}, 'linux', home)).toBe(join(home, '.config/Batchfit'))
    expect(stateFolder({ XDG_CONFIG_HOME: '/config' }, 'linux', home)).toBe(resolve('/config/Batchfit'))
    expect(stateFolder({ XDG_CONFIG_HOME: '' }, 'linux', home)).toBe(join(home, '.config/Batchfit'))
    expect(stateFolder({}, 'darwin', home)).toBe(join(home, 'Library/Application Support/Batchfit'))
    expect(stateFolder({ APPDATA: join(home, 'Roaming') }, 'win32', home)).toBe(join(home, 'Roaming/Batchfit'))
    expect(stateFolder({}, 'win32', home)).toBe(join(home, 'AppData/Roaming/Batchfit'))
  })

  it.each(['linux', 'darwin', 'win32'] as const)('is BATCHFIT_HOME where that is set, on %s', (platform) => {
    expect(stateFolder({ BATCHFIT_HOME: '/own', XDG_CONFIG_HOME: '/config' }, platform, home)).toBe(resolve('/own'))
    expect(stateFolder({ BATCHFIT_HOME: 'own' }, platform, home)).toBe(resolve('own'))
    expect(stateFolder({ BATCHFIT_HOME: '' }, platform, home)).toContain('Batchfit')
  })
})
