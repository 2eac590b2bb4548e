import type { Display, Rectangle } from 'electron'
import type { PageLink } from '../page-link.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

/** A display by the one part that the app looks at. */
export type DisplayStandIn = Pick<Display, 'bounds' | 'id' | 'workArea'>

/** `electron.screen`: the one that the page is on, or a usual one before there is a page. */
export function createScreen(link: PageLink): { getAllDisplays(): readonly DisplayStandIn[] } {
  const getAllDisplays = (): readonly DisplayStandIn[] => {
    const { width, height } = link.state()?.screen ?? { width: 1920, height: 1080 }
    const area: Rectangle = { x: 0, y: 0, width, height }
    return [{ id: 1, bounds: area, workArea: area }]
  }
  return refuseUnknown('screen', { getAllDisplays })
}
