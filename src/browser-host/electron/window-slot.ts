import type { WebContentsStandIn } from './web-contents.ts'

/** What of a window others than itself need. */
export interface SlottedWindow {
  readonly webContents: WebContentsStandIn
  close(): void
}

/** The one window that the app may have at a time: there is one page. */
export interface WindowSlot {
  current: SlottedWindow | null
  /** After the window has gone. */
  onAllClosed: () => void
  /** Asks the window to close; whether it has. */
  closeAll(): boolean
}

export function createWindowSlot(): WindowSlot {
  const slot: WindowSlot = {
    current: null,
    onAllClosed: () => undefined,
    closeAll: () => {
      slot.current?.close()
      return slot.current === null
    },
  }
  return slot
}
