import type { PowerSaveBlocker } from 'electron'
import type { PageLink } from '../page-link.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

/** `electron.powerSaveBlocker`: the page holds the browser's wake lock while anybody wants it. */
export function createPowerSaveBlocker(link: PageLink): PowerSaveBlocker {
  const held = new Set<number>()
  let nextId = 0
  const tell = (): void => {
    link.keep({ kind: 'stay-awake', isWanted: held.size > 0 })
  }
  const powerSaveBlocker: PowerSaveBlocker = {
    start: () => {
      const id = nextId
      nextId += 1
      held.add(id)
      tell()
      return id
    },
    stop: (id) => {
      const wasHeld = held.delete(id)
      tell()
      return wasHeld
    },
    isStarted: (id) => held.has(id),
  }
  return refuseUnknown('powerSaveBlocker', powerSaveBlocker)
}
