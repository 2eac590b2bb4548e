/** The part of this process that tells of errors that nobody caught. */
export interface ErrorSource {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown
}

export interface ReportErrorsOptions {
  readonly source: ErrorSource
  log(line: string): void
  /** Shows the person a box. */
  show(message: string): void
}

/**
 * Bugs are told, not swallowed: on standard error each time, in a box once per message, because a bug in a loop would
 * fill the screen. The app goes on; pictures are safe with the children.
 */
export function reportErrors({ source, log, show }: ReportErrorsOptions): void {
  const shown = new Set<string>()
  const report = (error: unknown): void => {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    log(stack ?? message)
    if (shown.has(message)) return
    shown.add(message)
    show(message)
  }
  source.on('uncaughtException', report)
  source.on('unhandledRejection', report)
}
