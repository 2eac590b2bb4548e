import type { BrowserWindow } from 'electron'

/** Loads the page of a window; `onLost` is told why it cannot be shown, once. */
export function loadPage(
  window: Pick<BrowserWindow, 'loadURL' | 'isDestroyed'>,
  url: string,
  onLost: (reason: string) => void,
): void {
  window.loadURL(url).catch((error: unknown) => {
    // A page that was begun anew while it loaded has not failed, nor has one whose window was closed meanwhile.
    if ((error as { readonly code?: unknown }).code === 'ERR_ABORTED' || window.isDestroyed()) return
    onLost(error instanceof Error ? error.message : String(error))
  })
}
