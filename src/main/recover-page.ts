import type { Clock } from '../shared/clock.ts'

/** The part of a page that tells of the end of its process, and can begin anew. */
export interface RecoverableContents {
  on(event: 'render-process-gone', listener: (event: unknown, details: { readonly reason: string }) => void): unknown
  isDestroyed(): boolean
  reload(): void
}

export interface RecoverPageOptions {
  readonly contents: RecoverableContents
  readonly clock: Clock
  log(line: string): void
  /** The page dies again and again; it is not begun anew any more. */
  onLost(reason: string): void
}

/** A page that lived shorter than this would only die again, in milliseconds. */
export const hopelessAfterMs = 10_000

/** Begins the page anew when its process is gone: rows, plan and batch are main's, and are told again. */
export function recoverPage({ contents, clock, log, onLost }: RecoverPageOptions): void {
  let lastMs = Number.NEGATIVE_INFINITY
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    log(`the page is gone: ${reason}`)
    const isHopeless = clock.now() - lastMs < hopelessAfterMs
    lastMs = clock.now()
    // Never from within this listener: Chromium is still at the funeral, and a reload would crash the app (electron#51900).
    clock.after(0, () => {
      if (contents.isDestroyed()) return
      if (isHopeless) onLost(reason)
      else contents.reload()
    })
  })
}
