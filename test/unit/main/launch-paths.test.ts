import { describe, expect, it } from 'vitest'
import { launchPaths, parseLaunch } from '../../../src/main/launch-paths.ts'
import { createNoticeQueue } from '../../../src/main/notice-queue.ts'
import { platformName, thisMachine } from '../../../src/main/machine.ts'

describe('the paths of a launch', () => {
  it('are what was given to the app, absolute, without the app itself and what is not for it', () => {
    const argv = ['/usr/bin/electron', '.', 'one.jpg', '/two', '--inspect=9229', '-v', '', '../three', 'nul\0']
    expect(launchPaths({ argv, cwd: '/home/me' }, false)).toEqual(['/home/me/one.jpg', '/two', '/home/three'])
    expect(launchPaths({ argv: ['/opt/batchfit', 'one.jpg'], cwd: '/home/me' }, true)).toEqual(['/home/me/one.jpg'])
    expect(launchPaths({ argv: ['/opt/batchfit'], cwd: '/' }, true)).toEqual([])
  })

  it('of a second launch are believed only as what they should be', () => {
    const launch = { argv: ['a', 'b'], cwd: '/home/me' }
    expect(parseLaunch(launch)).toEqual(launch)
    for (const other of [
      null,
      7,
      'x',
      [],
      {},
      { argv: 'a', cwd: '/' },
      { argv: ['a', 7], cwd: '/' },
      { argv: ['a'] },
    ]) {
      expect(parseLaunch(other)).toBeNull()
    }
  })
})

describe('notices', () => {
  it('from before the page listens wait for it, and are told once', () => {
    const sent: unknown[] = []
    const queue = createNoticeQueue((name, event) => {
      sent.push([name, event])
    })
    const damaged = { code: 'settings-damaged', detail: '/aside' } as const
    const added = { code: 'paths-added', detail: '3' } as const
    queue.raise(damaged)
    expect(sent).toEqual([])
    queue.open()
    queue.raise(added)
    queue.open()
    expect(sent).toEqual([
      ['noticeRaised', damaged],
      ['noticeRaised', added],
    ])
  })
})

describe('the machine', () => {
  it('has one of three names', () => {
    expect(['darwin', 'win32', 'linux', 'freebsd'].map(platformName)).toEqual(['mac', 'windows', 'linux', 'linux'])
  })

  it('says what it has', () => {
    const machine = thisMachine('zh-CN', '/home/me')
    expect(machine).toMatchObject({ systemLanguage: 'zh-CN', homeFolder: '/home/me', version: '0.0.0-test' })
    expect(machine.cores).toBeGreaterThan(0)
    expect(machine.memoryBytes).toBeGreaterThan(256 * 1024 ** 2)
  })
})
