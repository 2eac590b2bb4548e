import { describe, expect, it } from 'vitest'
import { childEnvironment } from '../../../src/pool/child-environment.ts'

describe('the environment of a child', () => {
  it('never carries what changes how a process is loaded', () => {
    const loaders = ['LD_PRELOAD', 'LD_LIBRARY_PATH', 'DYLD_INSERT_LIBRARIES', 'NODE_OPTIONS', 'NODE_PATH', 'G_DEBUG']
    const env = childEnvironment(Object.fromEntries(loaders.map((name) => [name, 'evil'])))
    expect(env).toEqual({ MALLOC_ARENA_MAX: '2' })
  })

  it('is few variables: those that find files, fonts and words, and our own', () => {
    const kept = {
      PATH: '/bin',
      HOME: '/root',
      TMPDIR: '/tmp',
      LANG: 'C.UTF-8',
      LC_ALL: 'C',
      FONTCONFIG_PATH: '/etc/fonts',
      XDG_CACHE_HOME: '/cache',
      BATCHFIT_CHILD_RUNTIME: 'node',
    }
    const env = childEnvironment({ ...kept, AWS_SECRET_ACCESS_KEY: 'secret', ELECTRON_RUN_AS_NODE: '1' })
    expect(env).toEqual({ ...kept, MALLOC_ARENA_MAX: '2' })
  })

  it('keeps what Windows needs, however it is spelled there', () => {
    const kept = {
      Path: 'C:\\bin',
      SystemRoot: 'C:\\Windows',
      windir: 'C:\\Windows',
      TEMP: 'C:\\Temp',
      UserProfile: 'C:\\U',
    }
    expect(childEnvironment(kept)).toEqual({ ...kept, MALLOC_ARENA_MAX: '2' })
  })

  it('is not fooled by a name that only contains one of these', () => {
    expect(childEnvironment({ MY_PATH: 'a', PATHEXT: 'b', HOMEBREW_PREFIX: 'c' })).toEqual({ MALLOC_ARENA_MAX: '2' })
  })

  it('sets the number of malloc arenas itself and leaves out what is undefined', () => {
    expect(childEnvironment({ MALLOC_ARENA_MAX: '64', PATH: undefined })).toEqual({ MALLOC_ARENA_MAX: '2' })
  })
})
