/** The part of this process that tells of errors that nobody caught. */
export interface ErrorSource {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown
}

export interface ReportErrorsOptions {
  readonly source: ErrorSource
  log(line: string): void
  /** Shows the person a box; resolves when they have closed it. */
  show(message: string): Promise<void>
}

/**
 * Bugs are told, not swallowed: on standard error each time, in a box once per message and one at a time, because a bug
 * in a loop would fill the screen. The app goes on; pictures are safe with the children.
 */
export function reportErrors({ source, log, show }: ReportErrorsOptions): void {
  const shown = new Set<string>()
  let isBoxOpen = false
  const report = (error: unknown): void => {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    log(stack ?? message)
    if (isBoxOpen || shown.has(message)) return
    shown.add(message)
    isBoxOpen = true
    show(message)
      .catch((reason: unknown) => {
        log(`the error could not be shown: ${String(reason)}`)
      })
      .finally(() => {
        isBoxOpen = false
      })
  }
  source.on('uncaughtException', report)
  source.on('unhandledRejection', report)
}
