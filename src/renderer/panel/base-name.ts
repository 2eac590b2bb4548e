/** The last part of a path of whatever system. */
export function baseName(path: string): string {
  return /[^/\\]+(?=[/\\]*$)/.exec(path)?.[0] ?? path
}

/** Everything before the last part, without the separator at its end; the root stays a root. */
export function folderName(path: string): string {
  const [, folder = ''] = /^(.*?)[/\\]+[^/\\]*[/\\]*$/s.exec(path) ?? []
  return folder === '' && /^[/\\]/.test(path) ? path.charAt(0) : folder
}
