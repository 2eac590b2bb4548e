/** Whether a path starts at a root or a drive, on whatever system; main looks closer. */
export function isAbsolutePath(text: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(text) && !text.includes('\0')
}

/** A path with places to break after each separator, for a narrow column. */
export function pathPieces(path: string): readonly string[] {
  return path.match(/[^/\\]*[/\\]+|[^/\\]+$/g) ?? [path]
}
