import { lstat, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Shell } from 'electron'
import open from 'open'
import type { Host } from '../host.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

type Used = Pick<Shell, 'openExternal' | 'openPath' | 'showItemInFolder' | 'trashItem'>

/** `electron.shell`: by the desktop's own programs where there is a desktop; else the page shows where it lies. */
export function createShell(host: Host): Used {
  const shell: Used = {
    openPath: async (path) => {
      try {
        await stat(path)
      } catch {
        return `Failed to open path: there is nothing at ${path}`
      }
      return (await tryOpen(host, path)) ? '' : showInstead(host, path)
    },
    showItemInFolder: (path) => {
      void tryOpen(host, dirname(path)).then((isOpen) => {
        if (!isOpen) showInstead(host, path)
      })
    },
    openExternal: async (url) => {
      if (!(await tryOpen(host, url))) host.link.tellSoon({ kind: 'address-shown', url })
    },
    trashItem: async (path) => {
      // It takes a path that is not there for one that was moved already; Electron does not.
      await lstat(path)
      const { default: trash } = await import('trash')
      await trash(path, { glob: false })
    },
  }
  return refuseUnknown('shell', shell)
}

/** Showing where it lies is what can be done, so it counts as done. */
function showInstead(host: Host, path: string): string {
  host.link.tellSoon({ kind: 'path-shown', path })
  return ''
}

async function tryOpen(host: Host, target: string): Promise<boolean> {
  if (!host.canOpen) return false
  try {
    await open(target)
    return true
  } catch {
    return false
  }
}
