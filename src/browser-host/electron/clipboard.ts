import type { Clipboard } from 'electron'
import type { PageLink } from '../page-link.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

type Used = Pick<Clipboard, 'writeText'>

/** `electron.clipboard`: the page copies, and shows the text where its browser does not let it. */
export function createClipboard(link: PageLink): Used {
  const clipboard: Used = {
    writeText: (text) => {
      link.tell({ kind: 'copy', text })
      return Promise.resolve()
    },
  }
  return refuseUnknown('clipboard', clipboard)
}
