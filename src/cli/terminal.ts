/** Where the command line writes, and what it may assume of it; a test passes its own. */
export interface Terminal {
  /** Standard output: results. */
  out(text: string): void
  /** Standard error: progress and problems. */
  error(text: string): void
  /** Whether a person watches standard error in a terminal that can move its cursor. */
  readonly isLive: boolean
  readonly hasColour: boolean
  /** Character cells; asked again at every redraw. */
  columns(): number
  rows(): number
  /** Why output was lost, in words; null when none was. */
  problem(): string | null
}

/** The terminal of this process. `NO_COLOR` and `TERM=dumb` are respected. */
export function processTerminal(env: Readonly<Record<string, string | undefined>>): Terminal {
  const { stdout, stderr } = process
  let problem: string | null = null
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A reader that has seen enough (`| head`) is no error of ours. Anything else must not stop the pictures.
      if (error.code !== 'EPIPE') problem ??= error.message
    })
  }
  const isDumb = env['TERM'] === 'dumb'
  return {
    out: (text) => void stdout.write(text),
    error: (text) => void stderr.write(text),
    isLive: stderr.isTTY && stdout.isTTY && !isDumb,
    hasColour: stderr.isTTY && !isDumb && (env['NO_COLOR'] ?? '') === '',
    columns: () => stderr.columns,
    rows: () => stderr.rows,
    problem: () => problem,
  }
}
