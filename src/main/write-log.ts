/** Where the log goes: standard error, but for tests. */
export interface LogStream {
  write(text: string): unknown
  on(event: 'error', listener: () => void): unknown
}

/** Writes lines to the terminal that started the app, for as long as it is there. */
export function writeLog(stream: LogStream): (line: string) => void {
  // Without a listener a terminal that was closed is an error that nobody caught: it would be logged, and so for ever.
  stream.on('error', () => undefined)
  return (line) => {
    stream.write(`batchfit: ${line}\n`)
  }
}
